package providertest

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

func TestAProviderThatDoesEverythingRightPasses(t *testing.T) {
	Run(t, fakeSuite(func(f *fake) provider.Provider { return f }))
}

// plain is a provider of three methods, whose widget alone names members.
type plain struct{ provider.Provider }

func TestAProviderOfThreeMethodsPasses(t *testing.T) {
	s := fakeSuite(func(f *fake) provider.Provider {
		f.traits.Ask, f.traits.MemberSecret = traits.AskNever, false
		return plain{f}
	})
	s.Connection = nil
	Run(t, s)
}

// asked is a provider that can be asked for the newest member, as fino's.
type asked struct {
	plain
	provider.MemberReader
}

func TestAProviderWhoseWidgetNamesNobodyPasses(t *testing.T) {
	s := fakeSuite(func(f *fake) provider.Provider {
		f.traits = traits.Fino()
		return asked{plain{f}, f}
	})
	s.Connection = nil
	Run(t, s)
}

// The broken providers, one for each way to break a rule.
type (
	otherName      struct{ *fake }
	otherTraits    struct{ *fake }
	loud           struct{ *fake }
	leaking        struct{ *fake }
	deafWidget     struct{ *fake }
	deafReader     struct{ *fake }
	foreignErrors  struct{ *fake }
	oddCodes       struct{ *fake }
	generous       struct{ *fake }
	neverReady     struct{ *fake }
	otherMember    struct{ *fake }
	noAccounts     struct{ *fake }
	doubleAccounts struct{ *fake }
	foreignAccount struct{ *fake }
	newNames       struct{ *fake }
	oneName        struct{ *fake }
	openNames      struct{ *fake }
)

func (otherName) Name() string { return "another" }

func (o otherTraits) Traits() traits.Traits {
	o.fake.traits.URLLifetime += time.Second
	return o.fake.traits
}

func (l loud) MemberState(context.Context, string, string) (provider.Member, error) {
	return provider.Member{}, fault.New(fault.ProviderNotFound, errors.New("refused with canary-of-the-key"))
}

func (l leaking) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	go func() { <-leaks }()
	return l.fake.Widget(ctx, req)
}

// leaks holds what leaking starts until the tests are over.
var leaks = make(chan struct{})

func (d deafWidget) Widget(_ context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	return d.fake.Widget(context.Background(), req)
}

func (d deafReader) Accounts(_ context.Context, user, member string) ([]provider.Account, error) {
	return d.fake.Accounts(context.Background(), user, member)
}

func (foreignErrors) MemberState(context.Context, string, string) (provider.Member, error) {
	return provider.Member{}, errors.New("gone")
}

func (oddCodes) MemberState(context.Context, string, string) (provider.Member, error) {
	return provider.Member{}, &fault.Error{Code: "acme_gone"}
}

func (g generous) Accounts(context.Context, string, string) ([]provider.Account, error) {
	return nil, nil
}

func (g generous) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	req.UserID += "somebody"
	return g.fake.Widget(ctx, req)
}

func (n neverReady) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	m, err := n.fake.MemberState(ctx, user, member)
	m.State = provider.Gone
	return m, err
}

func (o otherMember) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	m, err := o.fake.MemberState(ctx, user, member)
	m.GUID += "-other"
	return m, err
}

func (noAccounts) Accounts(context.Context, string, string) ([]provider.Account, error) {
	return nil, nil
}

func (doubleAccounts) Accounts(context.Context, string, string) ([]provider.Account, error) {
	return []provider.Account{{GUID: "A"}, {GUID: "A"}, {}}, nil
}

func (foreignAccount) Accounts(context.Context, string, string) ([]provider.Account, error) {
	return []provider.Account{{GUID: "A", MemberGUID: "M-9"}}, nil
}

func (n newNames) Keep(ctx context.Context, user string, c event.Connection) (string, error) {
	c.ConnectionID = secret.New(c.ConnectionID.Reveal() + "-" + time.Now().String())
	return n.fake.Keep(ctx, user, c)
}

func (oneName) Keep(context.Context, string, event.Connection) (string, error) { return "kept", nil }

func (openNames) Keep(_ context.Context, _ string, c event.Connection) (string, error) {
	return "kept-" + c.ConnectionID.Reveal(), nil
}

// widgets returns a provider whose widgets are changed.
func widgets(change func(n int, w *provider.Widget)) func(*fake) provider.Provider {
	return func(f *fake) provider.Provider { return changed{f, change} }
}

type changed struct {
	*fake
	change func(n int, w *provider.Widget)
}

func (c changed) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	w, err := c.fake.Widget(ctx, req)
	if err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.change(c.widgets, &w)
	}
	return w, err
}

func address(raw string) func(*fake) provider.Provider {
	return widgets(func(_ int, w *provider.Widget) { w.URL = secret.New(raw) })
}

// without makes a provider that lacks the optional interfaces.
func without(f *fake) provider.Provider { return plain{f} }

// breach is a way to break a rule, and what the rule then says.
type breach struct {
	rule, name string
	wrap       func(*fake) provider.Provider
	says       string
}

// broken are providers that break a rule each. They are read-only.
var broken = []breach{
	{"the name is that of the traits", "another name", func(f *fake) provider.Provider { return otherName{f} }, "have to be the same"},
	{"the name is that of the traits", "traits that change", func(f *fake) provider.Provider { return otherTraits{f} }, "change from one call"},
	{"the name is that of the traits", "impossible traits", func(f *fake) provider.Provider { f.traits.URLLifetime = -1; return f }, "URLLifetime"},
	{"the interfaces fit the traits", "cannot be asked", without, "not a provider.MemberReader"},
	{"the interfaces fit the traits", "keeps no connection", without, "not a provider.ConnectionKeeper"},
	{"the interfaces fit the traits", "nobody asks it", func(f *fake) provider.Provider { f.traits.Ask = traits.AskNever; return f }, "nobody will ask"},
	{"the interfaces fit the traits", "keeps what nobody tells", func(f *fake) provider.Provider { f.traits = traits.Fino(); return f }, "does not Talk"},
	{"a widget URL is secure", "plain http", address("http://widgets.example/1234567890"), "neither https"},
	{"a widget URL is secure", "a user in it", address("https://ada:secret@widgets.example/"), "user name"},
	{"a widget URL is secure", "not a URL", address("widget"), "neither https"},
	{"each widget URL is fresh", "the same twice", address("https://widgets.example/once-and-twice"), "given twice"},
	{"a session takes the widget", "a way back that leads nowhere", widgets(func(_ int, w *provider.Widget) { w.Return.Bases = []string{"javascript:alert(1)"} }), "session refuses"},
	{"a user stays the same", "a name for each widget", widgets(func(n int, w *provider.Widget) { w.UserGUID += string(rune('a' + n)) }), "one user is"},
	{"a user stays the same", "no name", widgets(func(_ int, w *provider.Widget) { w.UserGUID = "" }), "UserGUID is empty"},
	{"many ask at once", "the same URL for many", address("https://widgets.example/for-all-of-you"), "the same widget URL"},
	{"nothing secret is printed", "a URL as a session's name", widgets(func(_ int, w *provider.Widget) { w.Session = "s-" + w.URL.Reveal() }), "a part of the widget URL"},
	{"nothing secret is printed", "a key in an error", func(f *fake) provider.Provider { return loud{f} }, "a secret of the suite"},
	{"a request without a user is refused", "a widget for everybody", func(f *fake) provider.Provider { return generous{f} }, "succeeded"},
	{"a call ends with its context", "a widget after the end", func(f *fake) provider.Provider { return deafWidget{f} }, "Widget with a cancelled context succeeded"},
	{"a call ends with its context", "accounts after the end", func(f *fake) provider.Provider { return deafReader{f} }, "Accounts with a context whose time is over succeeded"},
	{"an unknown member is not found", "errors of another type", func(f *fake) provider.Provider { return foreignErrors{f} }, "not a *fault.Error"},
	{"an unknown member is not found", "codes of its own", func(f *fake) provider.Provider { return oddCodes{f} }, "not in the catalogue"},
	{"an unknown member is not found", "accounts of anybody", func(f *fake) provider.Provider { return generous{f} }, "Accounts of an unknown member succeeded"},
	{"a user without members is not found", "a newest member of none", func(f *fake) provider.Provider {
		f.traits.NamesMember, f.traits.MemberSecret = false, false
		f.members["providertest"] = []string{"M-0"}
		return f
	}, "of a user without members succeeded"},
	{"a connected member is ready", "never ready", func(f *fake) provider.Provider { return neverReady{f} }, "does not become ready"},
	{"a connected member is ready", "another member", func(f *fake) provider.Provider { return otherMember{f} }, "MemberState answers"},
	{"a connected member has accounts", "none", func(f *fake) provider.Provider { return noAccounts{f} }, "has no accounts"},
	{"a connected member has accounts", "the same twice", func(f *fake) provider.Provider { return doubleAccounts{f} }, "two accounts"},
	{"a connected member has accounts", "without a name", func(f *fake) provider.Provider { return doubleAccounts{f} }, "no GUID"},
	{"a connected member has accounts", "somebody else's", func(f *fake) provider.Provider { return foreignAccount{f} }, "belongs to"},
	{"a connection is kept under one name", "a new name each time", func(f *fake) provider.Provider { return newNames{f} }, "one connection is kept as"},
	{"a connection is kept under one name", "one name for all", func(f *fake) provider.Provider { return oneName{f} }, "two connections are kept"},
	{"a connection is kept under one name", "a name that is the secret", func(f *fake) provider.Provider { return openNames{f} }, "the connection's identifier"},
	{"a connection is kept under one name", "not a keeper", without, "is not a provider.ConnectionKeeper"},
	{"a call under way ends with its context", "a widget after the end", lateOf, "cancelled under way succeeded"},
	{"each widget URL is fresh", "a goroutine that stays", func(f *fake) provider.Provider { return leaking{f} }, "left running"},
}

func TestEachRuleFailsForAProviderThatBreaksIt(t *testing.T) {
	t.Cleanup(func() { close(leaks) })
	for _, row := range broken {
		t.Run(row.rule+"/"+row.name, func(t *testing.T) {
			require.Contains(t, failuresOf(t, ruleOf(t, row.rule), fakeSuite(row.wrap)), row.says)
		})
	}
}

func lateOf(f *fake) provider.Provider {
	reached := f.asked
	f.asked = nil
	return late{plain{f}, reached}
}

// late waits for its context and then answers all the same.
type late struct {
	plain
	reached chan<- struct{}
}

func (l late) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	l.reached <- struct{}{}
	<-ctx.Done()
	return l.plain.Widget(context.Background(), req)
}

func TestEachRuleIsBrokenByOne(t *testing.T) {
	for _, r := range rules {
		breaks := func(b breach) bool { return b.rule == r.name }
		require.True(t, slices.ContainsFunc(broken, breaks), "no provider breaks %q", r.name)
		require.Empty(t, failuresOf(t, r, fakeSuite(func(f *fake) provider.Provider { return f })), r.name)
	}
}

func TestSilenceEndsWithTheRequest(t *testing.T) {
	silence := NewSilence()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://acme.example", strings.NewReader("x"))
		if err == nil {
			_, err = silence.RoundTrip(r)
		}
		done <- err
	}()
	<-silence.Asked()
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

func ruleOf(t *testing.T, name string) rule {
	t.Helper()
	for _, r := range rules {
		if r.name == name {
			return r
		}
	}
	require.Fail(t, "there is no rule "+name)
	return rule{}
}
