package providertest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// fake is a provider that does everything right: it names members, can be
// asked for them, and keeps connections.
type fake struct {
	traits traits.Traits

	mu      sync.Mutex
	widgets int
	members map[string][]string // by user, in order
	kept    map[string]string   // names of connections
	asked   chan struct{}       // set: calls are not answered
}

func newFake() *fake {
	t := traits.MX()
	t.Provider, t.MemberSecret = "fake", true
	return &fake{traits: t, members: map[string][]string{}, kept: map[string]string{}}
}

// begin is what each call does first.
func (f *fake) begin(ctx context.Context) error {
	if f.asked != nil {
		f.asked <- struct{}{}
		<-ctx.Done()
	}
	switch ctx.Err() {
	case context.Canceled:
		return fault.New(fault.ProviderCanceled, nil)
	case context.DeadlineExceeded:
		return fault.New(fault.ProviderTimeout, nil)
	}
	return nil
}

func (f *fake) Name() string          { return f.traits.Provider }
func (f *fake) Traits() traits.Traits { return f.traits }

func (f *fake) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	if err := f.begin(ctx); err != nil {
		return provider.Widget{}, err
	}
	user := req.UserGUID + req.UserID
	if user == "" {
		return provider.Widget{}, fault.New(fault.ProviderInputInvalid, nil)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.widgets++
	address := fmt.Sprintf("https://fake.example/widget/canary-of-widget-%d", f.widgets)
	return provider.Widget{URL: secret.New(address), UserGUID: user, UserID: user}, nil
}

func (f *fake) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	if err := f.begin(ctx); err != nil {
		return provider.Member{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.members[user]
	if member == "" && len(all) > 0 {
		member = all[len(all)-1]
	}
	if member == "" || !slices.Contains(all, member) {
		return provider.Member{}, fault.New(fault.ProviderNotFound, nil)
	}
	return provider.Member{GUID: member, State: provider.Ready, Status: "GOOD"}, nil
}

func (f *fake) Member(ctx context.Context, user, member string) (provider.Member, error) {
	return f.MemberState(ctx, user, member)
}

func (f *fake) Accounts(ctx context.Context, user, member string) ([]provider.Account, error) {
	if _, err := f.MemberState(ctx, user, member); err != nil {
		return nil, err
	}
	return []provider.Account{{GUID: "A-1", MemberGUID: member}, {GUID: "A-2", MemberGUID: member}}, nil
}

func (f *fake) Keep(_ context.Context, user string, c event.Connection) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := c.ConnectionID.Reveal()
	if f.kept[id] == "" {
		f.kept[id] = fmt.Sprintf("kept-%d", len(f.kept)+1)
		f.members[user] = append(f.members[user], f.kept[id])
	}
	return f.kept[id], nil
}

// connect makes a member of a user.
func (f *fake) connect(user string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	member := fmt.Sprintf("M-%d", len(f.members[user])+1)
	f.members[user] = append(f.members[user], member)
	return member
}

// fakeSuite returns a suite for a fake. wrap turns it into the provider that
// is tested.
func fakeSuite(wrap func(*fake) provider.Provider) Suite {
	var f *fake
	connections := 0
	return Suite{
		New:     func(testing.TB) provider.Provider { f = newFake(); return wrap(f) },
		Secrets: func() []string { return []string{"canary-of-the-key"} },
		Connect: func(_ testing.TB, _ provider.Provider, w provider.Widget) string { return f.connect(w.UserGUID) },
		Connection: func(testing.TB, provider.Provider, provider.Widget) event.Connection {
			connections++
			return event.Connection{ConnectionID: secret.New(fmt.Sprintf("canary-of-connection-%d", connections)), Aggregator: "fake"}
		},
		Silent: func(testing.TB) (provider.Provider, <-chan struct{}) {
			silent := newFake()
			asked := make(chan struct{}, 8)
			silent.asked = asked
			return wrap(silent), asked
		},
	}
}
