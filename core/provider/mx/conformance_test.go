package mx_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/provider/providertest"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/secret"
)

func TestConformance(t *testing.T) {
	var key secret.String
	providertest.Run(t, providertest.Suite{
		New: func(t testing.TB) provider.Provider {
			s := sandboxtest.Start(t, func(o *sandbox.Options) { o.Delay = -1 })
			var id string
			id, key = s.Credentials()
			return adapter(t, mx.Config{BaseURL: s.BaseURL(), ClientID: id, APIKey: key})
		},
		Secrets: func() []string { return []string{key.Reveal()} },
		Connect: func(t testing.TB, p provider.Provider, w provider.Widget) string {
			c := p.(*mx.Adapter).Client
			m, err := c.CreateMember(t.Context(), w.UserGUID, mx.NewMember{
				InstitutionCode: "harborlight", MemberFields: mx.MemberFields{Credentials: form(t, c, "harborlight", "correct")},
			})
			require.NoError(t, err)
			return m.GUID
		},
		Silent: func(t testing.TB) (provider.Provider, <-chan struct{}) {
			silence := providertest.NewSilence()
			return adapter(t, mx.Config{ClientID: "client", APIKey: secret.New("key"), HTTPClient: &http.Client{Transport: silence}}), silence.Asked()
		},
	})
}

func adapter(t testing.TB, cfg mx.Config) *mx.Adapter {
	t.Helper()
	c, err := mx.New(cfg)
	require.NoError(t, err)
	t.Cleanup(c.CloseIdleConnections)
	return c.Provider()
}
