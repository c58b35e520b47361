package connect

import (
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/traits"
)

// The kinds of return link: Traits.Return.
const (
	ReturnNone   = int32(traits.ReturnNone)   // the bank's site never leads back to the app
	ReturnSays   = int32(traits.ReturnSays)   // the link says whether access was granted
	ReturnSilent = int32(traits.ReturnSilent) // the link leads back and says nothing
)

// Traits say what the widget of a custom provider can do. Settings.SetTraits
// takes them; for the providers that the library knows Settings.Provider is
// enough. docs/custom-provider.md explains each of them.
type Traits struct {
	// Provider is the provider's short name, in lower case.
	Provider string
	// Talks is set for a widget that exchanges messages with its host.
	Talks bool
	// ByURL is set for a widget that can send its events as navigations.
	ByURL bool
	// Back is set for a widget that understands the request to go back.
	Back bool
	// CanAsk is set when the app's backend can be asked what became of a member.
	CanAsk bool
	// NamesMember is set for a widget whose events name the member.
	NamesMember bool
	// MemberSecret is set when that name may be an access token.
	MemberSecret bool
	// VisitByNavigation is set for a widget that goes to the bank by navigating.
	VisitByNavigation bool
	// Return is ReturnNone, ReturnSays or ReturnSilent.
	Return int32
	// URLLifetimeMillis is how long a widget URL may wait for its first use; 0
	// when the provider documents none.
	URLLifetimeMillis int64

	own []event.Own
}

// NewTraits returns the traits of a widget that sends MX's events, by messages
// and by navigations, and leads back with links that say what happened. Change
// what differs.
func NewTraits(provider string) *Traits {
	defer ignore()
	return &Traits{Provider: provider, Talks: true, ByURL: true, Back: true, NamesMember: true, Return: ReturnSays}
}

// AddEvent adds an event that the widget sends under a name of its own. means is
// the event of the catalogue that it stands for, such as EventMemberConnected,
// or empty for one that only the app understands.
func (t *Traits) AddEvent(name, means string) {
	defer ignore()
	t.own = append(t.own, event.Own{Name: name, Is: event.Name(means)})
}

// SetPath says where the event that was added last has a field of the event
// that it stands for: SetPath("member_guid", "link.id").
func (t *Traits) SetPath(field, path string) {
	defer ignore()
	last := &t.own[len(t.own)-1]
	if last.Paths == nil {
		last.Paths = map[string]string{}
	}
	last.Paths[field] = path
}

// SetTraits makes the session one of a custom provider. Settings.Provider does
// not count then. Open fails with config_invalid for impossible traits.
func (s *Settings) SetTraits(t *Traits) {
	defer ignore()
	s.traits = t
}

// core translates the traits.
func (t *Traits) core() (traits.Traits, error) {
	if t.Return < ReturnNone || t.Return > ReturnSilent {
		return traits.Traits{}, fault.Newf(fault.ConfigInvalid, nil, "The trait Return must be ReturnNone, ReturnSays or ReturnSilent.")
	}
	out := traits.Traits{
		Provider: t.Provider, Dialect: event.MX, Own: t.own, Talks: t.Talks, ByURL: t.ByURL, Back: t.Back,
		NamesMember: t.NamesMember, MemberSecret: t.MemberSecret, VisitByNavigation: t.VisitByNavigation,
		Return: traits.Return(t.Return), URLLifetime: time.Duration(millis(t.URLLifetimeMillis)),
	}
	if t.CanAsk {
		out.Ask = traits.AskMember
	}
	return out, nil
}
