package session

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// visits lists what an answer says of visits, in words.
func visits(a Answer) []string {
	list := []string{}
	for _, e := range a.Effects {
		switch e := e.(type) {
		case VisitBegun:
			list = append(list, "begun "+e.URL.Reveal())
		case VisitEnded:
			list = append(list, map[bool]string{true: "returned", false: "ended"}[e.Returned])
		}
	}
	return list
}

func TestAHostIsToldOfEachVisit(t *testing.T) {
	begun := []string{"begun " + bank}
	success := ReturnLink{secret.New("myapp://oauth_complete?status=success&member_guid=MBR-1&ch_state=" + nonce)}
	tests := []struct {
		name string
		ends Input
		want []string
	}{
		{"a return link ends it", success, []string{"returned"}},
		{"the bank's refusal by a link ends it", ReturnLink{secret.New("myapp://oauth_complete?status=error&ch_state=" + nonce)}, []string{"returned"}},
		{"the widget's word that a member is connected ends it", connected("MBR-1"), []string{"ended"}},
		{"the widget's word that the bank refused ends it", mx("connect/oauthError", `{"member_guid":"MBR-1","error_reason":"DENIED"}`), []string{"ended"}},
		{"the user's leaving ends it", Dismiss{}, []string{"ended"}},
		{"the app's wish ends it", Close{}, []string{"ended"}},
		{"a link that is refused does not", ReturnLink{secret.New("myapp://oauth_complete?status=success&member_guid=MBR-1")}, []string{}},
		{"an event of another kind does not", mx("connect/stepChange", `{"previous":"a","current":"b"}`), []string{}},
		{"another try begins it again", toTheBank(), begun},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := openedBench(t, ownReturn)
			require.Equal(t, begun, visits(b.feed(toTheBank())))
			b.wait(sameOpen) // or the second try would not open anything
			require.Equal(t, tt.want, visits(b.feed(tt.ends)))
		})
	}
	t.Run("a link that comes after the widget's word says that the user is back", func(t *testing.T) {
		b := openedBench(t, ownReturn)
		b.feed(toTheBank())
		require.Equal(t, []string{"ended"}, visits(b.feed(connected("MBR-1"))))
		require.Equal(t, []string{"returned"}, visits(b.feed(success)))
	})
	t.Run("a page that leads back by itself never left", func(t *testing.T) {
		b := hosted(t, nil)
		require.Empty(t, visits(b.feed(redirect(bare))))
	})
	t.Run("a provider that knows of nothing yet does not end it", func(t *testing.T) {
		b := hosted(t, nil)
		b.feed(link(bank))
		again := b.rebornFino()
		again.feed(Start{})
		require.Empty(t, visits(again.feed(MemberChecked{State: MemberNone})))
	})
	t.Run("it ends once", func(t *testing.T) {
		b := openedBench(t, ownReturn)
		b.feed(toTheBank())
		require.Equal(t, []string{"returned"}, visits(b.feed(success)))
		require.Empty(t, visits(b.feed(connected("MBR-1"))))
		require.Empty(t, visits(b.feed(Close{})))
	})
	t.Run("an address that the page has just opened is not opened again, and is a visit", func(t *testing.T) {
		b := openedBench(t, ownReturn)
		require.Empty(t, visits(b.feed(link(bank))), "a link of a page is not a visit by itself")
		a := b.Step(b.now, toTheBank())
		require.Equal(t, begun, visits(a))
		require.Equal(t, []string{"emit connect/oauthRequested"}, names(a))
	})
	t.Run("too many visits in a row begin none", func(t *testing.T) {
		b := openedBench(t, ownReturn)
		b.outside = newBucket(0, outsideEvery)
		a := b.feed(toTheBank())
		require.Empty(t, visits(a))
		require.NotContains(t, names(a), "open "+bank)
	})
	t.Run("a hosted page begins it by navigating", func(t *testing.T) {
		b := hosted(t, nil)
		require.Equal(t, begun, visits(b.feed(link(bank))))
		require.Equal(t, []string{"returned"}, visits(b.feed(ReturnLink{secret.New(bare)})))
	})
	t.Run("a restart does not end it, the provider's word does", func(t *testing.T) {
		b := openedBench(t, ownReturn)
		b.feed(toTheBank())
		s, err := Restore(Config{ID: b.cfg.ID}, b.snapshot(), sealKey)
		require.NoError(t, err)
		again := &bench{t: t, Session: s, now: b.now}
		require.Empty(t, visits(again.feed(Start{})))
		require.Empty(t, visits(again.feed(MemberChecked{GUID: "MBR-1", State: MemberWaiting})))
		require.Equal(t, []string{"ended"}, visits(again.feed(MemberChecked{GUID: "MBR-1", State: MemberConnected})))
	})
}

func TestLoadsAndPostsSayWhichOriginTheyAreFor(t *testing.T) {
	b := newBench(t, nil)
	require.Equal(t, []Effect{Load{URL: secret.New(widgetURL), Origin: origin}}, b.feed(Start{}).Effects)
	b.feed(mx("connect/loaded", `{"initial_step":"search"}`))
	require.Equal(t, origin, b.feed(Back{}).Effects[0].(Post).Origin)
	b.feed(Reload{})
	moved := secret.New("https://other.example:8443/md/connect/x")
	require.Equal(t, []Effect{Load{URL: moved, Origin: "https://other.example:8443"}}, b.feed(FreshURL{URL: moved}).Effects)
}

// A custom provider's traits are sealed with the session, so that a process of
// an app that declares them otherwise, or not at all, goes on with them.
func TestASnapshotCarriesTheTraits(t *testing.T) {
	custom := traits.MX()
	custom.Provider, custom.Ask = "acme", traits.AskNever
	b := openedBench(t, func(c *Config) { ownReturn(c); c.Traits = custom })
	b.feed(toTheBank())
	s, err := Restore(Config{ID: b.cfg.ID, Traits: traits.Traits{Provider: "acme"}}, b.snapshot(), sealKey)
	require.NoError(t, err)
	again := &bench{t: t, Session: s, now: b.now}
	require.Equal(t, []string{"warn member_unknown", "need"}, names(again.feed(Start{})), "nobody can be asked")
}
