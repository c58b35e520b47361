package ucwapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

func TestRealms_coverTheirOwnPaths(t *testing.T) {
	s := serve(t, withAuth)
	for _, row := range []struct {
		realm        ucwapi.Realm
		method, path string
		let          int // with a token of the realm
	}{
		{ucwapi.General, "POST", "/widgetUrl", 400},
		{ucwapi.General, "POST", "/instrumentation/x", 400},
		{ucwapi.General, "GET", "/institutions", 500},
		{ucwapi.General, "GET", "/oauthStates/x", 500},
		{ucwapi.General, "GET", "/no/such/path", 404},
		{ucwapi.Data, "GET", "/api/data/accounts", 400},
		{ucwapi.Data, "GET", "/api/data/identity", 400},
		{ucwapi.Data, "GET", "/api/vc/data/transactions", 400},
		{ucwapi.Delete, "DELETE", "/api/user", 400},
		{ucwapi.Delete, "DELETE", "/api/connection", 400},
		{"", "GET", "/health", 200},
		{"", "GET", "/", 200},
		{"", "GET", "/assets/app.js", 200},
		{"", "POST", "/webhook/mx_int/any/thing", 400},
		{"", "POST", "/webhook/mx_int", 400},
		{"", "GET", "/oauth/mx_int/redirect_from/", 400},
		{"", "GET", "/oauth/mx_int/redirect_from", 400},
	} {
		t.Run(row.method+" "+row.path, func(t *testing.T) {
			if row.realm == "" {
				assert.Equal(t, row.let, s.do(row.method, row.path, "").status)
				return
			}
			for _, realm := range []ucwapi.Realm{ucwapi.General, ucwapi.Data, ucwapi.Delete} {
				a := s.do(row.method, row.path, "", "Authorization", s.bearer(realm))
				if realm == row.realm {
					assert.Equal(t, row.let, a.status, a.body)
				} else {
					assert.Equal(t, 401, a.status)
					assert.Equal(t, "Unexpected 'aud' value", a.body)
				}
			}
		})
	}
}

func TestRealms_refuseBadTokensAsTheRealServerDoes(t *testing.T) {
	s := serve(t, withAuth)
	other := serve(t, withAuth)
	mint := func(s *server, audience, scope string, life time.Duration) string {
		token, err := s.TokenFor(audience, scope, life)
		require.NoError(t, err)
		return "Bearer " + token.Reveal()
	}
	for _, row := range []struct {
		name, header string
		status       int
		text         string
	}{
		{"none", "", 401, "Unauthorized"},
		{"another scheme", "Basic YTpi", 401, "Unauthorized"},
		{"no token at all", "Bearer nonsense", 401, "Invalid Compact JWS"},
		{"expired", mint(s, "ucw-general", "ucw:general", -time.Second), 401, `"exp" claim timestamp check failed`},
		{"for another audience", mint(s, "other", "ucw:general", time.Hour), 401, "Unexpected 'aud' value"},
		{"without the scope", mint(s, "ucw-general", "ucw:generally", time.Hour), 403, "Insufficient Scope"},
		{"signed by somebody else", mint(other, "ucw-general", "ucw:general", time.Hour), 401, "signature verification failed"},
		{"good", mint(s, "ucw-general", "openid ucw:general", time.Hour), 400, "&#x22;jobTypes&#x22; is required"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := s.do("POST", "/widgetUrl", "{}", "Authorization", row.header, "Content-Type", "application/json")
			assert.Equal(t, row.status, a.status)
			assert.Equal(t, row.text, a.body, "authentication comes before the body")
			assert.Equal(t, html, a.kind)
			assert.Empty(t, a.header.Get("WWW-Authenticate"))
		})
	}
}

func TestToken_isEmptyWithoutAuthentication(t *testing.T) {
	token, err := serve(t).Token(ucwapi.General, time.Hour)
	require.NoError(t, err)
	assert.True(t, token.IsZero())
}

func TestNew_refusesHalfASetup(t *testing.T) {
	for name, cfg := range map[string]ucwapi.Config{
		"no world":   {HostURL: hostURL},
		"no address": {World: world.New(world.Config{})},
	} {
		_, err := ucwapi.New(cfg)
		assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), name)
	}
}
