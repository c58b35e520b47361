package providertest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// call is a call of a provider by its name.
type call struct {
	name string
	do   func(context.Context) error
}

// callsOf lists what else a provider can be asked, for a user and a member.
func callsOf(p provider.Provider, user, member string) []call {
	var calls []call
	if reader, ok := p.(provider.MemberReader); ok {
		calls = append(calls, call{"MemberState", func(ctx context.Context) error {
			_, err := reader.MemberState(ctx, user, member)
			return err
		}}, call{"Member", func(ctx context.Context) error {
			_, err := reader.Member(ctx, user, member)
			return err
		}})
	}
	return append(calls, accountCalls(p, user, member)...)
}

func accountCalls(p provider.Provider, user, member string) []call {
	reader, ok := p.(provider.AccountReader)
	if !ok {
		return nil
	}
	return []call{{"Accounts", func(ctx context.Context) error {
		_, err := reader.Accounts(ctx, user, member)
		return err
	}}}
}

// ending is a way in which a context ends.
type ending struct {
	name    string
	context func(testing.TB) context.Context // that has ended
	code    fault.Code
}

// endings is read-only.
var endings = [...]ending{
	{"a cancelled context", func(t testing.TB) context.Context {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		return ctx
	}, fault.ProviderCanceled},
	{"a context whose time is over", func(t testing.TB) context.Context {
		ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
		t.Cleanup(cancel)
		return ctx
	}, fault.ProviderTimeout},
}

// ended asks with contexts that have ended already.
func ended(t testing.TB, s Suite) {
	p := s.New(t)
	calls := []call{s.widgetCall(p)}
	if s.Connect != nil {
		w := s.open(t, p)
		calls = append(calls, callsOf(p, w.UserGUID, s.Connect(t, p, w))...)
	}
	for _, end := range endings {
		for _, c := range calls {
			requireCode(t, c.name+" with "+end.name, c.do(end.context(t)), end.code)
		}
	}
}

func (s Suite) widgetCall(p provider.Provider) call {
	return call{"Widget", func(ctx context.Context) error {
		_, err := p.Widget(ctx, s.Request)
		return err
	}}
}

// interrupted ends contexts while a service does not answer. Each call has a
// provider of its own: callers may share what an earlier one began.
func interrupted(t testing.TB, s Suite) {
	p, _ := s.Silent(t)
	for i, c := range s.silentCalls(p) {
		p, asked := s.Silent(t)
		ctx, cancel := context.WithCancel(t.Context())
		returned := make(chan error, 1)
		go func() { returned <- s.silentCalls(p)[i].do(ctx) }()
		select {
		case <-asked:
		case err := <-returned:
			returned <- err // before its service was asked
		case <-within(t).Done():
		}
		cancel()
		requireCode(t, c.name+", cancelled under way", await(t, c.name+", cancelled under way,", returned), fault.ProviderCanceled)

		p, _ = s.Silent(t)
		short, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
		go func() { returned <- s.silentCalls(p)[i].do(short) }()
		requireCode(t, c.name+", out of time under way", await(t, c.name+", out of time under way,", returned), fault.ProviderTimeout)
		stop()
	}
}

// silentCalls are the calls that reach a service. The accounts of a kept
// connection do not: the app's own store is asked first, and knows none.
func (s Suite) silentCalls(p provider.Provider) []call {
	calls := append([]call{s.widgetCall(p)}, callsOf(p, s.User, absent)...)
	_, keeper := p.(provider.ConnectionKeeper)
	return slices.DeleteFunc(calls, func(c call) bool { return keeper && c.name == "Accounts" })
}

// await receives what a call returns, which has to come soon.
func await(t testing.TB, call string, returned <-chan error) error {
	t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-returned:
		return err
	case <-timer.C:
		t.Fatalf("%s does not return for %v", call, patience)
		return nil
	}
}
