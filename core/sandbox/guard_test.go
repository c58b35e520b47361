package sandbox_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

func TestGuard_callbacks(t *testing.T) {
	s := sandboxtest.Start(t)
	c := mxtest.New(t, s)
	p := c.Open(c.WidgetURL(c.User("ada"), nil))
	base, err := url.Parse(s.BaseURL())
	require.NoError(t, err)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, row := range []struct {
		name   string
		spoil  func(*http.Request)
		status int
	}{
		{"asItShouldBe_allowed", func(*http.Request) {}, 200},
		{"sameOrigin_allowed", header("Sec-Fetch-Site", "same-origin"), 200},
		{"ownOriginWithoutFetchMetadata_allowed", header("Origin", s.BaseURL()), 200},
		{"crossSite_refused", header("Sec-Fetch-Site", "cross-site"), 403},
		{"otherPortOfThisMachine_refused", header("Sec-Fetch-Site", "same-site"), 403},
		{"foreignOrigin_refused", header("Origin", "https://evil.example"), 403},
		{"opaqueOrigin_refused", header("Origin", "null"), 403},
		{"localhostAsHost_allowed", func(r *http.Request) { r.Host = "localhost:" + base.Port() }, 200},
		{"rebindingHost_refused", func(r *http.Request) { r.Host = "evil.example:" + base.Port() }, 421},
		{"hostWithoutPort_refused", func(r *http.Request) { r.Host = "127.0.0.1" }, 421},
		{"hostWithADot_refused", func(r *http.Request) { r.Host = "localhost.:" + base.Port() }, 421},
		{"formBody_refused", header("Content-Type", "application/x-www-form-urlencoded"), 415},
		{"plainBody_refused", header("Content-Type", "text/plain"), 415},
		{"wrongMethod_refused", func(r *http.Request) { r.Method = "GET"; r.Body = nil; r.ContentLength = 0 }, 405},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := p.Request("loadMembers", "en")
			for _, cookie := range p.HTTP.Jar.Cookies(r.URL) {
				r.AddCookie(cookie)
			}
			row.spoil(r)
			status, _ := mxtest.Exchange(t, &http.Client{}, r)
			assert.Equal(t, row.status, status)
		})
	}
}

func TestGuard_apiIsNotForForeignPages(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	r := c.Request("POST", "/users", object{"user": object{}})
	r.Header.Set("Origin", "https://evil.example")
	status, _ := c.Do(r)
	assert.Equal(t, http.StatusForbidden, status)
}

func TestGuard_furtherHosts(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, func(o *sandbox.Options) { o.Hosts = []string{"Emulator:1"} }))
	r := c.Request("GET", "/users", nil)
	r.Host = "emulator:1"
	status, _ := c.Do(r)
	assert.Equal(t, http.StatusOK, status)
}
