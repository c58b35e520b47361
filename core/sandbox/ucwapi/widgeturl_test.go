package ucwapi_test

import (
	"cmp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
)

const html = "text/html; charset=utf-8"

func TestWidgetURL_isCheckedAsByTheRealServer(t *testing.T) {
	var rows []struct {
		Name, Type, Body, Text string
		Status                 int
	}
	load(t, "widget_url.json", &rows)
	s := serve(t)
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			a := s.do("POST", "/widgetUrl", row.Body, "Content-Type", cmp.Or(row.Type, "application/json"))
			if row.Text == "" {
				require.Equal(t, row.Status, a.status, a.body)
				assert.Equal(t, "application/json; charset=utf-8", a.kind)
				assert.Regexp(t, `^\{"widgetUrl":"https://ucw\.example/widget\?token=[0-9a-f-]{36}"\}$`, a.body)
				return
			}
			assert.Equal(t, 400, a.status)
			assert.Equal(t, html, a.kind)
			assert.Equal(t, row.Text, a.body)
		})
	}
}

func TestWidgetURL_worksOnceWithoutAuthentication(t *testing.T) {
	s := serve(t)
	token := s.token(nil)
	for range 2 {
		a := s.do("GET", "/widget?token="+token, "")
		assert.Equal(t, 200, a.status, "the page may be loaded until its parameters are taken")
		assert.Contains(t, a.body, "<!doctype html>")
		assert.Empty(t, a.header.Get("Content-Security-Policy"))
		assert.Empty(t, a.header.Get("X-Frame-Options"))
	}
	first := s.do("POST", "/instrumentation/"+token, "")
	require.Equal(t, 200, first.status)
	assert.Equal(t, "https://app.example", first.object(t)["targetOrigin"])
	assert.NotContains(t, first.object(t), "authorizationJwt")

	again := s.do("POST", "/instrumentation/"+token, "")
	assert.Equal(t, 400, again.status)
	assert.JSONEq(t, `{"error":"Cannot destructure property 'jobTypes' of 'widgetParams' as it is null."}`, again.body)
	for _, path := range []string{"/widget?token=" + token, "/widget?token=unknown", "/widget"} {
		a := s.do("GET", path, "")
		assert.Equal(t, 400, a.status, path)
		assert.Equal(t, html, a.kind)
		assert.Equal(t, "A valid token is required", a.body)
	}
}

func TestWidgetURL_livesFiveMinutes(t *testing.T) {
	s := serve(t)
	token := s.token(nil)
	s.clock.Advance(5*time.Minute - time.Second)
	assert.Equal(t, 200, s.do("GET", "/widget?token="+token, "").status)
	s.clock.Advance(time.Second)
	assert.Equal(t, 400, s.do("GET", "/widget?token="+token, "").status)
	assert.Equal(t, 400, s.do("POST", "/instrumentation/"+token, "").status)
}

func TestWidgetURL_giveBackATokenThatNobodyAskedFor(t *testing.T) {
	s := serve(t)
	a := s.do("POST", "/instrumentation/"+s.token(nil, "Authorization", "Bearer mine"), "")
	assert.Equal(t, "mine", a.object(t)["authorizationJwt"])
}

func withAuth(c *ucwapi.Config) { c.Auth = ucwapi.Auth{General: true, Data: true, Delete: true} }

func (s *server) bearer(realm ucwapi.Realm) string {
	s.t.Helper()
	token, err := s.Token(realm, time.Hour)
	require.NoError(s.t, err)
	return "Bearer " + token.Reveal()
}

func TestWidgetURL_withAuthenticationTheFirstLoadUsesItUp(t *testing.T) {
	for _, method := range []string{"GET", "HEAD"} {
		t.Run(method, func(t *testing.T) {
			s := serve(t, withAuth)
			token := s.token(nil, "Authorization", s.bearer(ucwapi.General))
			first := s.do(method, "/widget?token="+token, "")
			assert.Equal(t, 200, first.status)
			assert.Contains(t, first.cookie, "authorizationToken=")
			assert.Contains(t, first.cookie, "HttpOnly; Secure; SameSite=Strict")

			for _, path := range []string{"/widget?token=" + token, "/widget?token=unknown"} {
				again := s.do("GET", path, "")
				assert.Equal(t, 200, again.status, "the real server says 200")
				assert.Equal(t, html, again.kind)
				assert.Equal(t, "token invalid or expired", again.body)
			}
			missing := s.do("GET", "/widget", "")
			assert.Equal(t, 401, missing.status)
			assert.Equal(t, "Unauthorized", missing.body)
		})
	}
}

func TestWidgetURL_withAuthenticationThePageNeedsItsCookie(t *testing.T) {
	s := serve(t, withAuth)
	bearer := s.bearer(ucwapi.General)
	token := s.token(nil, "Authorization", bearer)
	require.Equal(t, 200, s.do("GET", "/widget?token="+token, "").status)

	refused := s.do("POST", "/instrumentation/"+token, "")
	assert.Equal(t, 401, refused.status, "a frame on a page of another site has no cookie")
	assert.Equal(t, "Unauthorized", refused.body)

	s.clock.Advance(10*time.Minute - time.Second)
	let := s.do("POST", "/instrumentation/"+token, "", "Cookie", "authorizationToken="+bearer[len("Bearer "):])
	assert.Equal(t, 200, let.status, "an opened page has ten minutes more")
	assert.NotContains(t, let.object(t), "authorizationJwt")
}
