package tryout_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/tryout"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestWithoutAnAccountThereIsASandboxOfItsOwn(t *testing.T) {
	t.Setenv(tryout.EnvBaseURL, "")
	p, end, err := tryout.MX(t.Context())
	require.NoError(t, err)
	w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "ada"})
	require.NoError(t, err)
	require.Contains(t, w.URL.Reveal(), "http://127.0.0.1:")
	p.Client.CloseIdleConnections()
	end()
	_, err = p.Widget(t.Context(), provider.WidgetRequest{UserID: "ada"})
	require.Equal(t, fault.ProviderUnreachable, fault.CodeOf(err), "it is gone")
}

func TestTheEnvironmentNamesAnAccount(t *testing.T) {
	s := sandboxtest.Start(t) // plays MX
	id, key := s.Credentials()
	t.Setenv(tryout.EnvBaseURL, s.BaseURL())
	t.Setenv(tryout.EnvClientID, id)
	t.Setenv(tryout.EnvAPIKey, key.Reveal())
	p, end, err := tryout.MX(t.Context())
	require.NoError(t, err)
	defer p.Client.CloseIdleConnections()
	w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "ada"})
	require.NoError(t, err)
	require.Contains(t, w.URL.Reveal(), s.BaseURL())
	end()
	_, err = p.Widget(t.Context(), provider.WidgetRequest{UserID: "ada"})
	require.NoError(t, err, "what runs elsewhere goes on")
}

func TestAnUnusableEnvironmentIsRefused(t *testing.T) {
	t.Setenv(tryout.EnvBaseURL, "ftp://elsewhere.example")
	_, _, err := tryout.MX(t.Context())
	require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
}
