package client_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/providertest"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
)

// suite is the conformance suite for one of the broker's providers.
func suite(name string, h **house, change func(*client.Options)) providertest.Suite {
	return providertest.Suite{
		// A call about a member needs the name of a session.
		User:    "broker:" + someID,
		Request: provider.WidgetRequest{UserID: "alice", ReturnBases: []string{loopback}},
		New: func(t testing.TB) provider.Provider {
			*h = serve(t, nil, nil)
			return (*h).client(name, change).Provider()
		},
		Secrets: func() []string { return (*h).vendorKeys() },
		Silent: func(t testing.TB) (provider.Provider, <-chan struct{}) {
			silence := providertest.NewSilence()
			c := open(t, "https://broker.example", change, func(o *client.Options) {
				o.Provider, o.HTTP = name, &http.Client{Transport: silence}
			})
			return c.Provider(), silence.Asked()
		},
	}
}

// vendorKeys are what an app must never see.
func (h *house) vendorKeys() []string {
	_, key := h.sandbox.Credentials()
	_, secret := h.sandbox.FinoCredentials()
	return []string{key.Reveal(), secret.Reveal()}
}

// providerUser is the user in the provider's words, which an app does not know.
func (h *house) providerUser(w provider.Widget) string {
	kept, err := h.Session(h.t.Context(), w.Session)
	require.NoError(h.t, err)
	return kept.ProviderUser
}

func TestConformance(t *testing.T) {
	var h *house
	t.Run("mx", func(t *testing.T) {
		s := suite("mx", &h, func(*client.Options) {})
		s.Connect = func(_ testing.TB, _ provider.Provider, w provider.Widget) string { return h.mistral(h.providerUser(w)) }
		providertest.Run(t, s)
	})
	t.Run("fino", func(t *testing.T) {
		s := suite("fino", &h, func(o *client.Options) { o.NoAccounts = true })
		s.Connect = func(t testing.TB, p provider.Provider, w provider.Widget) string {
			u := sitetest.NewUser(t)
			page := u.Get(w.URL.Reveal()).To
			u.Submit(page, "bank", "bank", "nordlicht")
			u.Submit(page, "credentials", "user", "ada", "password", "correct")
			u.Submit(page, "code", "code", "123456")
			login, err := p.(provider.MemberReader).MemberState(t.Context(), w.UserGUID, "")
			require.NoError(t, err)
			return login.GUID
		}
		providertest.Run(t, s)
	})
	t.Run("ucw", func(t *testing.T) {
		banks := 0
		s := suite("ucw", &h, func(*client.Options) {})
		s.Request.TargetOrigin, s.Request.Products = "https://app.example", []provider.Product{provider.Transactions}
		s.Connection = func(t testing.TB, _ provider.Provider, w provider.Widget) event.Connection {
			bank := []string{"mxBank", "mxCuCredential"}[banks%2]
			banks++
			c, err := h.sandbox.UCW().Connect(h.providerUser(w), bank)
			require.NoError(t, err)
			return c
		}
		s.Connect = func(t testing.TB, p provider.Provider, w provider.Widget) string {
			member, err := p.(provider.ConnectionKeeper).Keep(t.Context(), w.UserGUID, s.Connection(t, p, w))
			require.NoError(t, err)
			return member
		}
		providertest.Run(t, s)
	})
}
