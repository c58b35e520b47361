package providertest

import (
	"testing"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret/secrettest"
)

// absent is a member that no provider has.
const absent = "providertest-none"

// unknown asks for a member that does not exist. A provider that cannot know
// the members of its own may say so for their accounts.
func unknown(t testing.TB, s Suite) {
	p := s.New(t)
	w := s.open(t, p)
	for _, c := range callsOf(p, w.UserGUID, absent) {
		want := []fault.Code{fault.ProviderNotFound}
		if c.name == "Accounts" {
			want = append(want, fault.MemberUnknown)
		}
		requireCode(t, c.name+" of an unknown member", c.do(within(t)), want...)
	}
}

// memberless asks for the newest member of a user who has none, where widgets
// do not name members.
func memberless(t testing.TB, s Suite) {
	p := s.New(t)
	w := s.open(t, p)
	if p.Traits().NamesMember {
		return
	}
	for _, c := range callsOf(p, w.UserGUID, "") {
		if c.name != "Accounts" {
			requireCode(t, c.name+" of a user without members", c.do(within(t)), fault.ProviderNotFound)
		}
	}
}

// connected follows a member from the widget to its state, and opens the widget
// for it again.
func connected(t testing.TB, s Suite) {
	p := s.New(t)
	w := s.open(t, p)
	member := s.Connect(t, p, w)
	if member == "" {
		t.Fatalf("Suite.Connect returned no member")
	}
	if reader, ok := p.(provider.MemberReader); ok {
		s.readMember(t, p, reader, w.UserGUID, member)
	}
	repair := s.Request
	repair.MemberGUID = member
	again, err := p.Widget(within(t), repair)
	if err != nil {
		t.Fatalf("Widget to repair a member: %+v", err)
	}
	if again.URL.IsZero() || again.URL.Equal(w.URL) {
		t.Errorf("the widget to repair a member has no URL of its own")
	}
}

func (s Suite) readMember(t testing.TB, p provider.Provider, reader provider.MemberReader, user, member string) {
	t.Helper()
	m, err := provider.AwaitReady(within(t), reader, user, member, provider.AwaitOptions{Interval: 20 * time.Millisecond})
	if err != nil {
		t.Fatalf("a connected member does not become ready: %+v", err)
	}
	if m.GUID != member {
		t.Errorf("asked for the member %q, MemberState answers %q", member, m.GUID)
	}
	whole, err := reader.Member(within(t), user, member)
	switch {
	case err != nil:
		t.Errorf("Member: %+v", err)
	case whole.GUID != member || whole.State != provider.Ready:
		t.Errorf("Member answers %q in state %q; want %q in state %q", whole.GUID, whole.State, member, provider.Ready)
	}
	if p.Traits().NamesMember {
		return
	}
	newest, err := reader.MemberState(within(t), user, "")
	if err != nil || newest.GUID != member {
		t.Errorf("the newest member is %q (%v); want %q", newest.GUID, err, member)
	}
}

// accounts reads the accounts of a connected member.
func accounts(t testing.TB, s Suite) {
	p := s.New(t)
	reader, ok := p.(provider.AccountReader)
	if !ok {
		return
	}
	w := s.open(t, p)
	member := s.Connect(t, p, w)
	if m, ok := p.(provider.MemberReader); ok {
		if _, err := provider.AwaitReady(within(t), m, w.UserGUID, member, provider.AwaitOptions{Interval: 20 * time.Millisecond}); err != nil {
			t.Fatalf("a connected member does not become ready: %+v", err)
		}
	}
	requireAccounts(t, reader, w.UserGUID, member)
}

func requireAccounts(t testing.TB, reader provider.AccountReader, user, member string) {
	t.Helper()
	all, err := reader.Accounts(within(t), user, member)
	if err != nil {
		t.Fatalf("Accounts: %+v", err)
	}
	if len(all) == 0 {
		t.Errorf("a connected member has no accounts")
	}
	seen := map[string]bool{}
	for _, a := range all {
		switch {
		case a.GUID == "":
			t.Errorf("an account has no GUID")
		case seen[a.GUID]:
			t.Errorf("two accounts have the GUID %q", a.GUID)
		case a.MemberGUID != "" && a.MemberGUID != member:
			t.Errorf("asked for the accounts of %q, one belongs to %q", member, a.MemberGUID)
		}
		seen[a.GUID] = true
	}
}

// kept keeps two connections, one of them twice.
func kept(t testing.TB, s Suite) {
	p := s.New(t)
	keeper, ok := p.(provider.ConnectionKeeper)
	if !ok {
		t.Fatalf("Suite.Connection is set, and %T is not a provider.ConnectionKeeper", p)
	}
	w := s.open(t, p)
	keep := func(c event.Connection) string {
		name, err := keeper.Keep(within(t), w.UserGUID, c)
		if err != nil {
			t.Fatalf("Keep: %+v", err)
		}
		if name == "" {
			t.Errorf("a connection is kept without a name")
		}
		return name
	}
	first := s.Connection(t, p, w)
	name := keep(first)
	if again := keep(first); again != name {
		t.Errorf("one connection is kept as %q and as %q", name, again)
	}
	if other := keep(s.Connection(t, p, s.open(t, p))); other == name {
		t.Errorf("two connections are kept as %q", name)
	}
	var planted secrettest.Canaries
	for _, value := range distinct([]string{first.ConnectionID.Reveal()}) {
		planted.Plant("the connection's identifier", value)
	}
	planted.Check(t, "the name of a kept connection", name)
	if reader, ok := p.(provider.AccountReader); ok {
		requireAccounts(t, reader, w.UserGUID, name)
	}
}
