// Package traits says what the widget of a provider can do and what it cannot.
// One value holds all of it. The provider declares it, and everybody else asks
// it: no decision is taken by a provider's name, so a custom provider works
// wherever ours do.
package traits

import (
	"time"

	"github.com/connecthost/connecthost/core/event"
)

// Ask says whether the provider can be asked what became of a member.
type Ask uint8

// The answers.
const (
	// AskNever: nobody can be asked. The widget's word has to do, and after a
	// restart the widget opens again.
	AskNever Ask = iota
	// AskMember: the provider, or the app's backend for it, knows the state of
	// a member.
	AskMember
)

// Return says what the return link of a visit to a bank is good for.
type Return uint8

// The kinds of return link.
const (
	// ReturnNone: the bank's site never leads back to the app. The widget hears
	// of the result by itself.
	ReturnNone Return = iota
	// ReturnSays: the link says whether access was granted.
	ReturnSays
	// ReturnSilent: the link leads back and is not documented to say anything.
	// Links without a status are accepted, and somebody has to be asked.
	ReturnSilent
)

// Traits describe one provider's widget. The zero value stands for none: start
// from MX, UCW, Fino or from a literal with a Provider. Copies share Own, which
// nobody may change after the first use.
type Traits struct {
	// Provider is the provider's short name: a lower-case letter followed by
	// lower-case letters, digits, hyphens and underscores, 32 in all at most.
	// Snapshots and visits are bound to it.
	Provider string

	// Dialect is the set of events that the widget sends. A widget whose events
	// are all of its own has event.Custom.
	Dialect event.Dialect
	// Own are the events that the widget sends under names of its own.
	Own []event.Own
	// Talks is set for a widget that exchanges messages with its host: it says
	// when it is ready, and listens to what is posted to it. A hosted page that
	// does not is ready when it is loaded, and is given up when its user comes
	// back from the bank.
	Talks bool
	// ByURL is set for a widget that can be asked to send its events as
	// navigations to a scheme of the app.
	ByURL bool
	// Back is set for a widget that understands the request to go back by one
	// screen.
	Back bool

	// Ask says whether the provider can be asked for the state of a member.
	Ask Ask
	// NamesMember is set for a widget whose events name the member that was
	// connected. Without it the provider is asked for the newest member.
	NamesMember bool
	// MemberSecret is set when that name may be an access token: it is then
	// kept out of reasons, and described by a connection instead.
	MemberSecret bool

	// VisitByNavigation is set for a widget that sends its user to the bank by
	// navigating there, and not by an event that says so first.
	VisitByNavigation bool
	// Return says what return links are good for.
	Return Return

	// URLLifetime is how long a widget URL may wait for its first use. Zero
	// means that the provider documents no lifetime.
	URLLifetime time.Duration
}

// IsZero reports whether nothing was declared.
func (t Traits) IsZero() bool {
	return t.Provider == "" && t.Dialect == 0 && len(t.Own) == 0 && !t.Talks && !t.ByURL && !t.Back &&
		t.Ask == AskNever && !t.NamesMember && !t.MemberSecret &&
		!t.VisitByNavigation && t.Return == ReturnNone && t.URLLifetime == 0
}
