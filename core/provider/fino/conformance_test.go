package fino_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/provider/providertest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/secret"
)

func TestConformance(t *testing.T) {
	var key secret.String
	providertest.Run(t, providertest.Suite{
		New: func(t testing.TB) provider.Provider {
			s := sandboxtest.Start(t)
			_, key = s.FinoCredentials()
			return dial(t, s).Provider()
		},
		Secrets: func() []string { return []string{key.Reveal()} },
		Connect: func(t testing.TB, p provider.Provider, w provider.Widget) string {
			u, page := open(t, w.URL)
			u.Submit(page, "bank", "bank", "nordlicht")
			u.Submit(page, "credentials", "user", "ada", "password", "correct")
			u.Submit(page, "code", "code", "123456")
			all, err := p.(*fino.Adapter).Client.Logins(t.Context(), w.UserGUID)
			require.NoError(t, err)
			require.Len(t, all, 1)
			return all[0].ID
		},
		Silent: func(t testing.TB) (provider.Provider, <-chan struct{}) {
			silence := providertest.NewSilence()
			c, err := fino.New(fino.Config{
				ClientID: "client", ClientSecret: secret.New("canary-key-7"), HTTPClient: &http.Client{Transport: silence},
				Timeout: 500 * time.Millisecond, // a call for a token goes on for the others who wait for it
			})
			require.NoError(t, err)
			return c.Provider(), silence.Asked()
		},
	})
}
