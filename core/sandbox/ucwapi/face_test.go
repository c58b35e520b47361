package ucwapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
)

func TestPaths(t *testing.T) {
	s := serve(t)
	for _, row := range []struct {
		method, path string
		status       int
		kind, body   string
	}{
		{"GET", "/health", 200, html, "healthy"},
		{"GET", "/widgetUrl", 404, "text/plain; charset=utf-8", "Not Found"},
		{"GET", "/api/token", 404, "text/plain; charset=utf-8", "Not Found"},
		{"POST", "/x<y>", 404, html, "<pre>Cannot POST /x%3Cy%3E</pre>"},
		{"GET", "/assets/", 404, "text/plain; charset=utf-8", "404 page not found"},
		{"GET", "/assets/nothing.js", 404, "text/plain; charset=utf-8", "404 page not found"},
		{"GET", "/assets/style.css", 200, "text/css; charset=utf-8", "body"},
	} {
		t.Run(row.method+" "+row.path, func(t *testing.T) {
			a := s.do(row.method, row.path, "")
			assert.Equal(t, row.status, a.status)
			assert.Equal(t, row.kind, a.kind)
			assert.Contains(t, a.body, row.body)
			assert.Equal(t, "*", a.header.Get("Access-Control-Allow-Origin"))
		})
	}
}

func TestPreflight_isAllowed(t *testing.T) {
	a := serve(t, withAuth).do("OPTIONS", "/widgetUrl", "", "Origin", "https://app.example",
		"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization, content-type")
	assert.Equal(t, 204, a.status)
	assert.Equal(t, "GET,HEAD,PUT,PATCH,POST,DELETE", a.header.Get("Access-Control-Allow-Methods"))
	assert.Equal(t, "authorization, content-type", a.header.Get("Access-Control-Allow-Headers"))
}

func TestRateLimit_startsAgainAfterTenMinutes(t *testing.T) {
	s := serve(t, func(c *ucwapi.Config) { c.RateLimit = 2 })
	first := s.do("GET", "/health", "")
	assert.Equal(t, "2", first.header.Get("X-RateLimit-Limit"))
	assert.Equal(t, "1", first.header.Get("X-RateLimit-Remaining"))
	assert.Equal(t, 200, s.do("GET", "/health", "").status)
	over := s.do("GET", "/health", "")
	assert.Equal(t, 429, over.status)
	assert.Equal(t, "0", over.header.Get("X-RateLimit-Remaining"))
	s.clock.Advance(10*time.Minute - time.Second)
	assert.Equal(t, 429, s.do("GET", "/health", "").status)
	s.clock.Advance(time.Second)
	assert.Equal(t, 200, s.do("GET", "/health", "").status)
}
