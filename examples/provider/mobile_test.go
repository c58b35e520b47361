package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/mobile/connect"
)

// phoneTraits are Acme's in the words of the phones' library.
func phoneTraits() *connect.Traits {
	t := connect.NewTraits("acme")
	t.ByURL, t.Back = false, false
	t.URLLifetimeMillis = 5 * 60 * 1000
	t.AddEvent("acme/ready", "")
	t.AddEvent("acme/bank", connect.EventOAuthRequested)
	t.SetPath("url", "at")
	t.SetPath("member_guid", "link.id")
	t.AddEvent("acme/linked", connect.EventMemberConnected)
	t.SetPath("member_guid", "link.id")
	t.AddEvent("acme/refused", connect.EventOAuthError)
	t.SetPath("error_reason", "why")
	t.SetPath("member_guid", "link.id")
	t.AddEvent("acme/done", connect.EventConnectedPrimaryAction)
	return t
}

// phone is the host of an app.
type phone struct {
	connect.Host // what a test does not expect ends it
	opened       []string
	outcome      *connect.Outcome
}

func (*phone) Load(string) error                  { return nil }
func (*phone) Event(*connect.Event) error         { return nil }
func (*phone) Post(string, string) error          { return nil }
func (*phone) Persist() error                     { return nil }
func (*phone) CloseView() error                   { return nil }
func (p *phone) OpenExternal(url string) error    { p.opened = append(p.opened, url); return nil }
func (p *phone) Outcome(o *connect.Outcome) error { p.outcome = o; return nil }

func TestPhonesLinkAnAccount(t *testing.T) {
	acme := acmeFor(t)
	settings := connect.NewSettings()
	settings.SetTraits(phoneTraits())
	way, err := settings.MakeReturnURL(back, make([]byte, 16))
	require.NoError(t, err)
	w, err := acme.Widget(t.Context(), provider.WidgetRequest{UserID: "ada", ReturnURL: secret.New(way.URL())})
	require.NoError(t, err)
	p := &phone{}
	s, err := connect.Open(settings, w.URL.Reveal(), p)
	require.NoError(t, err)
	require.Nil(t, s.Start())

	says := func(name, metadata string) {
		require.Nil(t, s.Message(acme.BaseURL, false, fmt.Sprintf(`{"type":"acme/%s","metadata":%s}`, name, metadata)))
	}
	user := customerFor(t)
	begun := user.begin(w)
	says("ready", "{}")
	says("bank", fmt.Sprintf(`{"at":%q,"link":{"id":%q}}`, begun.At, begun.Link.ID))
	require.Equal(t, []string{begun.At}, p.opened)
	require.Nil(t, s.ReturnLink(user.atBank(begun.At, "allow")))
	says("linked", fmt.Sprintf(`{"link":{"id":%q}}`, begun.Link.ID))
	says("done", "{}")
	require.Equal(t, "connected", p.outcome.Result())
	require.Equal(t, begun.Link.ID, p.outcome.Member(0).GUID())
}
