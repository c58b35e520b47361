// Package providertest tests that a provider.Provider does what journeys,
// hosts and brokers rely on. The providers that Connecthost ships pass it, and
// a custom one should:
//
//	func TestProvider(t *testing.T) {
//		providertest.Run(t, providertest.Suite{
//			New: func(t testing.TB) provider.Provider { return acme.New(start(t)) },
//		})
//	}
//
// Run it with -race too: it asks from many goroutines at once.
package providertest

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/provider"
)

// Suite says what to test. New is required. The other functions do what only a
// provider's own tests can do, and the rules that need a missing one are left
// out.
type Suite struct {
	// New returns a provider that works, with a service behind it that nobody
	// else uses. It is called for each rule, one after the other. It closes
	// what it opens with t.Cleanup, connections of an HTTP client included.
	New func(t testing.TB) provider.Provider

	// User is the app's own identifier of the user; default "providertest".
	User string
	// Request is what every widget is asked for, such as the products or the
	// TargetOrigin that the provider cannot do without. The user, the event
	// scheme and the return address are filled in where it leaves them empty.
	Request provider.WidgetRequest
	// Secrets returns what nothing may print, such as the API key of the
	// provider that New returned last.
	Secrets func() []string

	// Connect plays the user of the widget until a member is connected, and
	// returns its name. For a provider.ConnectionKeeper this is the name that
	// Keep gave.
	Connect func(t testing.TB, p provider.Provider, w provider.Widget) (member string)
	// Connection plays the user of the widget until it tells of a connection,
	// another one each time. It is for a provider.ConnectionKeeper.
	Connection func(t testing.TB, p provider.Provider, w provider.Widget) event.Connection
	// Silent returns a provider whose service takes calls and never answers,
	// and a channel that gets a value for each call that has reached it. It is
	// called several times. See NewSilence.
	Silent func(t testing.TB) (p provider.Provider, asked <-chan struct{})
}

// patience bounds everything that a provider is waited for.
const patience = 30 * time.Second

// rule is one thing that others rely on.
type rule struct {
	name  string
	check func(testing.TB, Suite)
	// applies reports whether a suite can check it; nil when each one can.
	applies func(Suite) bool
}

// rules is read-only.
var rules = [...]rule{
	{"the name is that of the traits", named, nil},
	{"the interfaces fit the traits", fitting, nil},
	{"a widget URL is secure", secure, nil},
	{"each widget URL is fresh", fresh, nil},
	{"a session takes the widget", shown, nil},
	{"a user stays the same", sameUser, nil},
	{"many ask at once", many, nil},
	{"nothing secret is printed", printed, nil},
	{"a request without a user is refused", nobody, nil},
	{"a call ends with its context", ended, nil},
	{"a call under way ends with its context", interrupted, func(s Suite) bool { return s.Silent != nil }},
	{"an unknown member is not found", unknown, nil},
	{"a user without members is not found", memberless, nil},
	{"a connected member is ready", connected, func(s Suite) bool { return s.Connect != nil }},
	{"a connected member has accounts", accounts, func(s Suite) bool { return s.Connect != nil }},
	{"a connection is kept under one name", kept, func(s Suite) bool { return s.Connection != nil }},
}

// Run checks a provider, with a subtest for each rule. After each it looks for
// goroutines that are left over, so no other test may run meanwhile.
func Run(t *testing.T, s Suite) {
	if s.New == nil {
		t.Fatal("Suite.New is missing")
	}
	for _, r := range rules {
		if r.applies == nil || r.applies(s) {
			t.Run(r.name, func(t *testing.T) { r.run(t, s) })
		}
	}
}

// run checks a rule. The look for goroutines is the last cleanup, after those
// of the provider.
func (r rule) run(t testing.TB, s Suite) {
	others := goleak.IgnoreCurrent()
	t.Cleanup(func() {
		if err := leftover(others); err != nil {
			t.Errorf("something is left running: %v", err)
		}
	})
	r.check(t, s.withDefaults())
}

// leftover looks for goroutines again and again, for some seconds: what a call
// shares with others may outlive it by the time limit of an attempt.
func leftover(others goleak.Option) (err error) {
	for range 10 {
		if err = goleak.Find(others); err == nil {
			break
		}
	}
	return err
}

func (s Suite) withDefaults() Suite {
	if s.User == "" {
		s.User = "providertest"
	}
	if s.Secrets == nil {
		s.Secrets = func() []string { return nil }
	}
	if s.Request.UserID == "" && s.Request.UserGUID == "" {
		s.Request.UserID = s.User
	}
	return s
}

// within returns a context for calls that have to succeed.
func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// open asks for a widget, which has to be there.
func (s Suite) open(t testing.TB, p provider.Provider) provider.Widget {
	t.Helper()
	w, err := p.Widget(within(t), s.Request)
	if err != nil {
		t.Fatalf("Widget(%+v): %+v", s.Request, err)
	}
	return w
}
