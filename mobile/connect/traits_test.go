package connect

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// acme are the traits of a widget whose events have names of their own.
func acme() *Traits {
	t := NewTraits("acme")
	t.AddEvent("acme/linked", EventMemberConnected)
	t.SetPath("member_guid", "link.id")
	t.AddEvent("acme/step", "")
	return t
}

func TestACustomProviderNeedsNoChangeHere(t *testing.T) {
	s, h, _ := opened(t, func(s *Settings) { s.SetTraits(acme()) })
	require.Nil(t, s.Message(origin, false, `{"type":"acme/linked","metadata":{"link":{"id":"L-1"}}}`))
	e := h.events[len(h.events)-1]
	require.Equal(t, EventMemberConnected, e.Name())
	require.True(t, e.Terminal())
	require.Equal(t, "L-1", e.MemberGUID(), "found at its own path")
	require.Nil(t, s.Close())
	require.Equal(t, "L-1", h.outcome.Member(0).GUID())
}

func TestCustomTraitsThatCannotBeAreRefused(t *testing.T) {
	for name, change := range map[string]func(*Traits){
		"a name that is not one":            func(t *Traits) { t.Provider = "ACME!" },
		"a kind of link that is not one":    func(t *Traits) { t.Return = 7 },
		"nobody who knows of a connection":  func(t *Traits) { t.NamesMember = false },
		"an event that stands for nothing":  func(t *Traits) { t.AddEvent("acme/x", "connect/nothing") },
		"a path of a field that is not one": func(t *Traits) { t.AddEvent("acme/x", EventMemberConnected); t.SetPath("nothing", "a") },
	} {
		t.Run(name, func(t *testing.T) {
			traits := acme()
			change(traits)
			settings := NewSettings()
			settings.SetTraits(traits)
			_, err := Open(settings, widget, &recorder{})
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
	require.NotPanics(t, func() { NewTraits("acme").SetPath("member_guid", "x") }, "a path before any event")
}

func TestOneVisitHasSeveralWaysBack(t *testing.T) {
	s, _, _ := opened(t, func(s *Settings) {
		back, err := s.MakeReturnURL("https://app.example/back", make([]byte, 16))
		require.NoError(t, err)
		require.Equal(t, "https://app.example/back?ch_state="+nonceOfZeros, back.URL())
		s.AddReturnURL("com.example.app://back")
	})
	require.Nil(t, s.Message(origin, false, `{"type":"mx/connect/oauthRequested","mx":true,"metadata":{"member_guid":"MBR-1","url":"https://bank.example/"}}`))
	require.Nil(t, s.ReturnLink("com.example.app://back?status=success&member_guid=MBR-1&ch_state="+nonceOfZeros))
}

const (
	origin       = "https://widgets.example"
	nonceOfZeros = "00000000000000000000000000000000"
)
