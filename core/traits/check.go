package traits

import (
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
)

// maxName bounds a provider's name in bytes.
const maxName = 32

// Check refuses impossible traits: those with which a session could never end
// as connected, or that contradict themselves. Error: config_invalid, with
// what to change.
func (t Traits) Check() error {
	if !isName(t.Provider) {
		return refuse("Provider must be a lower-case letter followed by lower-case letters, digits, hyphens or underscores")
	}
	if t.Ask > AskMember || t.Return > ReturnSilent {
		return refuse("Ask and Return must be constants of this package")
	}
	if t.URLLifetime < 0 {
		return refuse("URLLifetime must not be negative; zero means that none is documented")
	}
	if err := t.checkTalk(); err != nil {
		return err
	}
	_, err := event.NewParser(event.Config{Dialect: t.Dialect, Own: t.Own})
	return err
}

// checkTalk looks at who could ever say that a member was connected.
func (t Traits) checkTalk() error {
	switch {
	case !t.Talks && (t.NamesMember || t.Back || t.ByURL || len(t.Own) > 0):
		return refuse("a widget that does not Talk has no NamesMember, Back, ByURL or Own")
	case t.Ask == AskNever && !t.NamesMember:
		return refuse("nobody would learn that a member was connected: set NamesMember when the widget's events name it, or Ask when the provider can be asked")
	case t.MemberSecret && !t.NamesMember:
		return refuse("MemberSecret is about the name that the widget gives: set NamesMember too")
	case !t.Talks && t.Return == ReturnNone && !t.VisitByNavigation:
		return refuse("a widget that neither Talks, nor leads back with a Return, nor visits a bank by navigation never ends")
	}
	return nil
}

func isName(s string) bool {
	if s == "" || len(s) > maxName || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}

func refuse(what string) *fault.Error {
	return fault.Newf(fault.ConfigInvalid, nil, "The provider's traits are not possible: %s.", what)
}
