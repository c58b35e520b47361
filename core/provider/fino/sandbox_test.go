package fino_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/secret"
)

// dial returns a client of a sandbox.
func dial(t testing.TB, s *sandbox.Sandbox, change ...func(*fino.Config)) *fino.Client {
	t.Helper()
	id, key := s.FinoCredentials()
	cfg := fino.Config{BaseURL: s.FinoURL(), ClientID: id, ClientSecret: key}
	for _, f := range change {
		f(&cfg)
	}
	c, err := fino.New(cfg)
	require.NoError(t, err)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// open opens a session's pages in a new browser.
func open(t testing.TB, address secret.String) (*sitetest.User, string) {
	t.Helper()
	u := sitetest.NewUser(t)
	got := u.Get(address.Reveal())
	require.Equal(t, http.StatusSeeOther, got.StatusCode)
	return u, got.To
}

func TestSandbox_eachGrantWorks(t *testing.T) {
	s := sandboxtest.Start(t)
	for _, grant := range []fino.Grant{fino.ClientCredentials, fino.NameAndSecret} {
		c := dial(t, s, func(cfg *fino.Config) { cfg.Grant = grant })
		require.NoError(t, c.Authenticate(t.Context()))
		user, err := c.CreateUser(t.Context(), fino.User{Type: fino.Company, AutomaticAnalysis: fino.AnalysisSuspended})
		require.NoError(t, err)
		assert.NotEmpty(t, user.Identifier)
		assert.Equal(t, fino.Company, user.Type)
		wrong := dial(t, s, func(cfg *fino.Config) { cfg.Grant, cfg.ClientSecret = grant, secret.New("wrong") })
		assert.Equal(t, fault.ProviderUnauthorized, fault.CodeOf(wrong.Authenticate(t.Context())))
	}
}

func TestSandbox_documentedFailures(t *testing.T) {
	c := dial(t, sandboxtest.Start(t))
	for name, row := range map[string]struct {
		call func(context.Context) error
		want fault.Code
	}{
		"userOfAnotherType": {func(ctx context.Context) error { _, err := c.CreateUser(ctx, fino.User{Type: "cat"}); return err }, fault.ProviderRejected},
		"managementOfNobody": {func(ctx context.Context) error {
			_, err := c.ManagementSession(ctx, fino.SessionRequest{User: "nobody"})
			return err
		}, fault.ProviderNotFound},
		"loginsOfNobody": {func(ctx context.Context) error { _, err := c.Logins(ctx, "nobody"); return err }, fault.ProviderNotFound},
		"unknownLogin":   {func(ctx context.Context) error { _, err := c.Login(ctx, "nobody", "none"); return err }, fault.ProviderNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, row.want, fault.CodeOf(row.call(t.Context())))
		})
	}
}

// TestSandbox_journeys goes from the app's request to the state of the bank
// login, for each kind of strong customer authentication.
func TestSandbox_journeys(t *testing.T) {
	const back = "https://app.example/return/1"
	for _, row := range []struct {
		name, bank string
		do         func(t *testing.T, s *sandbox.Sandbox, u *sitetest.User, page string) (to string)
	}{
		{"embedded", "nordlicht", func(_ *testing.T, _ *sandbox.Sandbox, u *sitetest.User, page string) string {
			u.Submit(page, "credentials", "user", "ada", "password", "correct")
			return u.Submit(page, "code", "code", "123456").To
		}},
		{"decoupled", "ahornkasse", func(t *testing.T, s *sandbox.Sandbox, u *sitetest.User, page string) string {
			u.Submit(page, "credentials", "user", "ada", "password", "correct")
			open := s.UBA().Questions()
			require.Len(t, open, 1)
			require.Equal(t, http.StatusOK, u.Get(page).StatusCode, "it waits")
			s.UBA().Answer(open[0].ID, true)
			return u.Get(page).To
		}},
		{"redirected", "silberbach", func(t *testing.T, s *sandbox.Sandbox, u *sitetest.User, page string) string {
			outside := sitetest.NewUser(t)
			address := u.Get(page + "/bank").To
			require.Contains(t, address, s.BankURL()+"/visit/", "another origin")
			outside.Submit(address, "login", "user", "ada", "password", "correct")
			return outside.Get(outside.Submit(address, "consent", "decision", "allow", "account", "silberbach-giro").To).To
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := sandboxtest.Start(t)
			p := dial(t, s).Provider()
			w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "ada", ReturnURL: secret.New(back)})
			require.NoError(t, err)
			u, page := open(t, w.URL)
			u.Submit(page, "bank", "bank", row.bank)
			assert.Equal(t, back, row.do(t, s, u, page))
			m, err := p.MemberState(t.Context(), w.UserGUID, "")
			require.NoError(t, err)
			assert.Equal(t, provider.Ready, m.State)
			again, err := provider.AwaitReady(t.Context(), p, w.UserGUID, m.GUID, provider.AwaitOptions{})
			require.NoError(t, err)
			assert.Equal(t, m, again)
		})
	}
}

func TestSandbox_anExpiredConsentIsRepaired(t *testing.T) {
	now := clocktest.New(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC))
	s := sandboxtest.Start(t, func(o *sandbox.Options) { o.Now = now.Now })
	p := dial(t, s, func(cfg *fino.Config) { cfg.Now = now.Now }).Provider()
	w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "ada"})
	require.NoError(t, err)
	u, page := open(t, w.URL)
	confirm := func() {
		u.Submit(page, "credentials", "user", "ada", "password", "correct")
		u.Submit(page, "code", "code", "123456")
	}
	u.Submit(page, "bank", "bank", "sanduhr")
	confirm()
	m, err := p.MemberState(t.Context(), w.UserGUID, "")
	require.NoError(t, err)
	assert.Equal(t, provider.Ready, m.State)

	now.Advance(time.Hour)
	m, err = p.MemberState(t.Context(), w.UserGUID, m.GUID)
	require.NoError(t, err)
	assert.Equal(t, provider.NeedsUser, m.State)
	w, err = p.Widget(t.Context(), provider.WidgetRequest{UserID: "ada", MemberGUID: m.GUID})
	require.NoError(t, err)
	u, page = open(t, w.URL)
	u.Submit(page, "renew", "login", m.GUID)
	confirm()
	again, err := p.MemberState(t.Context(), w.UserGUID, m.GUID)
	require.NoError(t, err)
	assert.Equal(t, provider.Ready, again.State)
	assert.Equal(t, m.GUID, again.GUID)
}

func TestSandbox_optionsInTheQuery(t *testing.T) {
	s := sandboxtest.Start(t)
	c := dial(t, s, func(cfg *fino.Config) { cfg.OptionsInQuery = true })
	session, err := c.ConnectSession(t.Context(), fino.SessionRequest{User: "ada", Multiple: new(true)})
	require.NoError(t, err)
	u, page := open(t, session.URL)
	u.Submit(page, "bank", "bank", "nordlicht")
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	u.Submit(page, "code", "code", "123456")
	assert.Contains(t, u.Get(page).Body, "Add a bank")
	to, err := url.Parse(session.URL.Reveal())
	require.NoError(t, err)
	assert.Equal(t, session.ID.Reveal(), to.Query().Get("sessionId"))
}
