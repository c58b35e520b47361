package ucw_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/secret"
)

var guarded = ucwapi.Config{Auth: ucwapi.Auth{General: true, Data: true, Delete: true}}

// source mints a fresh token of a realm for each call.
func source(face *ucwapi.Face, realm ucwapi.Realm) ucw.TokenSource {
	return func(context.Context) (secret.String, error) { return face.Token(realm, time.Hour) }
}

func TestEachRealmHasItsToken(t *testing.T) {
	s := start(t, guarded, func(face *ucwapi.Face, c *ucw.Config) {
		c.Tokens = ucw.Tokens{General: source(face, ucwapi.General), Data: source(face, ucwapi.Data), Delete: source(face, ucwapi.Delete)}
	})
	connection := s.connected(t, "mxBank")
	_, err := s.WidgetURL(t.Context(), request())
	require.NoError(t, err)
	_, err = s.Accounts(t.Context(), connection)
	require.NoError(t, err)
	_, err = s.VCAccounts(t.Context(), connection)
	require.NoError(t, err)
	require.NoError(t, s.DeleteConnection(t.Context(), connection))
	require.NoError(t, s.DeleteUser(t.Context(), ucw.MXInt, "ada"))
}

func TestBadTokensAreRefused(t *testing.T) {
	rows := []struct {
		name   string
		source func(*ucwapi.Face) ucw.TokenSource
		code   fault.Code
		text   string
	}{
		{"none", func(*ucwapi.Face) ucw.TokenSource { return nil }, fault.ProviderUnauthorized, "Unauthorized"},
		{"nonsense", func(*ucwapi.Face) ucw.TokenSource { return token("nonsense") }, fault.ProviderUnauthorized, "Invalid Compact JWS"},
		{"of another realm", func(f *ucwapi.Face) ucw.TokenSource { return source(f, ucwapi.Data) }, fault.ProviderUnauthorized, "Unexpected 'aud' value"},
		{"expired", func(f *ucwapi.Face) ucw.TokenSource {
			return func(context.Context) (secret.String, error) { return f.Token(ucwapi.General, -time.Minute) }
		}, fault.ProviderUnauthorized, `"exp" claim timestamp check failed`},
		{"without the scope", func(f *ucwapi.Face) ucw.TokenSource {
			return func(context.Context) (secret.String, error) { return f.TokenFor("ucw-general", "", time.Hour) }
		}, fault.ProviderForbidden, "Insufficient Scope"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := start(t, guarded, func(face *ucwapi.Face, c *ucw.Config) { c.Tokens.General = row.source(face) })
			_, err := s.WidgetURL(t.Context(), request())
			assert.Equal(t, row.text, requireFault(t, err, row.code))
		})
	}
}

func TestSourceThatFailsMakesNoCall(t *testing.T) {
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	late, stop := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer stop()
	own := fault.New(fault.ProviderUnavailable, nil)
	rows := []struct {
		name string
		ctx  context.Context
		err  error
		out  string
		code fault.Code
	}{
		{"the issuer's error is not passed on", context.Background(), errors.New("issuer said client_secret=canary-secret"), "", fault.ProviderUnauthorized},
		{"an error of ours is", context.Background(), own, "", fault.ProviderUnavailable},
		{"cancelled", canceled, context.Canceled, "", fault.ProviderCanceled},
		{"out of time", late, context.DeadlineExceeded, "", fault.ProviderTimeout},
		{"an empty token", context.Background(), nil, "", fault.ProviderUnauthorized},
		{"a token with a line break", context.Background(), nil, "a\r\nX: y", fault.ProviderUnauthorized},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			c, requests := canned(t, 200, "application/json", "{}", func(cfg *ucw.Config) {
				cfg.Tokens.General = func(context.Context) (secret.String, error) { return secret.New(row.out), row.err }
			})
			_, err := c.WidgetURL(row.ctx, request())
			require.Equal(t, row.code, fault.CodeOf(err))
			assert.NotContains(t, err.Error()+errorsText(err), "canary-secret")
			assert.Empty(t, *requests)
		})
	}
}

func errorsText(err error) string {
	var all string
	for ; err != nil; err = errors.Unwrap(err) {
		all += err.Error() + "\n"
	}
	return all
}
