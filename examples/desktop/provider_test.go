package main

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/secret"
)

func TestEachProviderOfTheSandboxGivesAWidget(t *testing.T) {
	for _, name := range []string{"mx", "ucw", "fino"} {
		t.Run(name, func(t *testing.T) {
			s, err := parse(t, nil, "-provider", name, "-ui", "basic")
			require.NoError(t, err)
			assert.Equal(t, name, s.info().Provider)
			assert.NotEmpty(t, s.info().Hints)
			b := backends{settings: s, log: slog.New(slog.DiscardHandler)}
			defer b.close()
			found, err := b.open(t.Context())
			require.NoError(t, err)
			assert.Equal(t, name, found.Provider.Name())
			_, keeps := found.Provider.(provider.ConnectionKeeper)
			assert.Equal(t, found.Provider.Traits().MemberSecret, keeps)
			w, err := found.Provider.Widget(t.Context(), provider.WidgetRequest{UserID: "ada", TargetOrigin: found.WidgetOrigin})
			require.NoError(t, err)
			at, err := url.Parse(w.URL.Reveal())
			require.NoError(t, err)
			assert.Equal(t, "127.0.0.1", at.Hostname())
			if found.Provider.Traits().Talks {
				assert.Equal(t, found.WidgetOrigin, at.Scheme+"://"+at.Host)
			}
		})
	}
}

// The sandbox plays a provider that runs elsewhere.
func TestEachProviderCanBeUsedLive(t *testing.T) {
	s := sandboxtest.Start(t)
	mxID, mxKey := s.Credentials()
	finoID, finoKey := s.FinoCredentials()
	env := map[string]string{
		"MX_BASE_URL": s.BaseURL(), "MX_CLIENT_ID": mxID, "MX_API_KEY": mxKey.Reveal(),
		"UCW_BASE_URL":  s.UCWURL() + "/",
		"FINO_BASE_URL": s.FinoURL(), "FINO_CLIENT_ID": finoID, "FINO_CLIENT_SECRET": finoKey.Reveal(),
	}
	for name, url := range map[string]string{"mx": s.BaseURL(), "ucw": s.UCWURL(), "fino": strings.TrimSuffix(s.FinoURL(), "/api")} {
		t.Run(name, func(t *testing.T) {
			settings, err := parse(t, env, "-live", "-provider", name)
			require.NoError(t, err)
			assert.Empty(t, settings.info().Hints, "no sandbox logins for a real provider")
			b := backends{settings: settings, log: slog.New(slog.DiscardHandler)}
			defer b.close()
			found, err := b.open(t.Context())
			require.NoError(t, err)
			assert.Nil(t, b.sandbox, "none of our own is started")
			w, err := found.Provider.Widget(t.Context(), provider.WidgetRequest{UserID: "ada", TargetOrigin: found.WidgetOrigin})
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(w.URL.Reveal(), url), "the provider at %s gave the widget", url)
		})
	}
}

func TestAConnectionHasOneNameAndOneOwner(t *testing.T) {
	said := func(id string) event.Connection {
		return event.Connection{UCPInstitutionID: "plaidbank", ConnectionID: secret.New(id), Aggregator: ucw.PlaidSandbox}
	}
	name := func(name string, err error) string {
		require.NoError(t, err)
		return name
	}
	var c connections
	first := name(c.keep(t.Context(), "ada", said("access-1")))
	assert.Equal(t, first, name(c.keep(t.Context(), "ada", said("access-1"))))
	second := name(c.keep(t.Context(), "ada", said("access-2")))
	assert.NotEqual(t, first, second)
	assert.NotEqual(t, first, name(c.keep(t.Context(), "bob", said("access-1"))))
	assert.NotContains(t, first, "access")

	found, err := c.find(t.Context(), "ada", second)
	require.NoError(t, err)
	assert.Equal(t, "access-2", found.ID.Reveal())
	for _, name := range []string{"", "connection-", "connection-0", "connection-9", "connection--1", "access-1", "1"} {
		_, err := c.find(t.Context(), "ada", name)
		assert.Equal(t, fault.MemberUnknown, fault.CodeOf(err), name)
	}
	_, err = c.find(t.Context(), "bob", first)
	assert.Equal(t, fault.MemberUnknown, fault.CodeOf(err), "another user's")
}
