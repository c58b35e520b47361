package traits

import (
	"time"

	"github.com/connecthost/connecthost/core/event"
)

// MX are the traits of MX Connect and of the open connect UI. MX documents ten
// minutes for a widget URL, and the result of a visit in its return link.
func MX() Traits {
	return Traits{
		Provider: "mx", Dialect: event.MX, Talks: true, ByURL: true, Back: true,
		Ask: AskMember, NamesMember: true,
		Return: ReturnSays, URLLifetime: 10 * time.Minute,
	}
}

// UCW are the traits of the Universal Connect Widget. It names a connection by
// an identifier that can be an access token, nobody can be asked about it, and
// the bank leads back to UCW's own server. Its server keeps the token of a
// widget URL for five minutes.
func UCW() Traits {
	return Traits{
		Provider: "ucw", Dialect: event.UCW, Talks: true, Back: true,
		NamesMember: true, MemberSecret: true,
		Return: ReturnNone, URLLifetime: 5 * time.Minute,
	}
}

// Fino are the traits of fino's hosted pages when they are not embedded. They
// send no events, go to the bank by a redirect, and lead back with a link whose
// contents are not documented. Nor is the lifetime of their URLs: set the one
// that was agreed in Timeouts.URL of the session.
func Fino() Traits {
	return Traits{
		Provider: "fino", Dialect: event.Fino,
		Ask:               AskMember,
		VisitByNavigation: true, Return: ReturnSilent,
	}
}

// Of returns the traits of a provider that Connecthost ships, by its short
// name. It is for settings that name a provider, such as a program's flag.
func Of(provider string) (t Traits, ok bool) {
	for _, t := range []Traits{MX(), UCW(), Fino()} {
		if t.Provider == provider {
			return t, true
		}
	}
	return Traits{}, false
}
