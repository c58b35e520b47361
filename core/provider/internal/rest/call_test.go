package rest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func TestBaseURLIsHTTPSOrLoopback(t *testing.T) {
	rows := map[string]string{ // base URL: what it becomes, "" when refused
		"https://api.example":           "https://api.example",
		"https://api.example/":          "https://api.example",
		"https://api.example:8443/v1//": "https://api.example:8443/v1",
		"http://127.0.0.1:8080":         "http://127.0.0.1:8080",
		"http://127.9.9.9":              "http://127.9.9.9",
		"http://[::1]:8080":             "http://[::1]:8080",
		"http://localhost:8080":         "http://localhost:8080",
		"http://LOCALHOST":              "http://LOCALHOST",
		"":                              "",
		"api.example":                   "",
		"//api.example":                 "",
		"http://api.example":            "",
		"http://10.0.0.1":               "",
		"http://localhost.example":      "",
		"http://127.0.0.1.example":      "",
		"ftp://127.0.0.1":               "",
		"https://user:pw@api.example":   "",
		"https://api.example?x=1":       "",
		"https://api.example?":          "",
		"https://api.example#x":         "",
		"https:///path":                 "",
		"https:api.example":             "",
		"https://api.example\n":         "",
		"https://[::1":                  "",
	}
	for raw, want := range rows {
		t.Run(raw, func(t *testing.T) {
			got, err := baseURL(raw)
			assert.Equal(t, want, got)
			assert.Equal(t, want == "", err != nil)
			if err != nil {
				assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			}
		})
	}
}

func TestPathIsFilledAndEscaped(t *testing.T) {
	rows := []struct {
		name, template, want string
		params               []string
	}{
		{"no part", "/users", "/users", nil},
		{"two parts", "/users/{u}/members/{m}", "/users/a/members/b", []string{"a", "b"}},
		{"a slash stays in its segment", "/users/{u}", "/users/a%2F..%2Fb", []string{"a/../b"}},
		{"a query mark stays in its segment", "/users/{u}", "/users/a%3Fb=1%23", []string{"a?b=1#"}},
		{"a part followed by a suffix", "/s/{s}.pdf", "/s/x.pdf", []string{"x"}},
		{"a parameter that looks like a part", "/u/{u}/{v}", "/u/%7Bv%7D/b", []string{"{v}", "b"}},
		{"an empty parameter is refused", "/users/{user_identifier}", "", []string{""}},
		{"a dot is refused", "/users/{u}", "", []string{"."}},
		{"two dots are refused", "/users/{u}/x", "", []string{".."}},
		{"a missing parameter is refused", "/users/{u}", "", nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, err := fill(row.template, row.params)
			if row.want == "" {
				assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
		})
	}
}

func FuzzFillStaysInItsSegment(f *testing.F) {
	for _, seed := range []string{"USR-1", "..", "a/b", "%2e%2e", "{x}", "?", "\\", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, param string) {
		path, err := fill("/users/{u}/members", []string{param})
		if err != nil {
			return
		}
		u, err := url.Parse("https://api.example" + path)
		require.NoError(t, err)
		assert.Equal(t, "api.example", u.Host)
		assert.Equal(t, "/users/"+param+"/members", u.Path)
		assert.Equal(t, 3, strings.Count(u.EscapedPath(), "/"))
		assert.Empty(t, u.RawQuery+u.Fragment)
	})
}

func TestRequestCarriesHeadersQueryAndBody(t *testing.T) {
	var got *http.Request
	var body []byte
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		got = r.Clone(context.Background())
		body, _ = io.ReadAll(r.Body)
	}, func(o *Options) {
		o.BaseURL += "/prefix/"
		o.Header = http.Header{"Accept": {"application/json"}, "User-Agent": {"test"}}
		o.Authorize = func(h http.Header) { h.Set("Authorization", "Basic x") }
	})
	_, err := c.Do(t.Context(), Call{
		Method: http.MethodPost, Path: "/a/{b}", Params: []string{"c d"},
		Query: url.Values{"q": {"1 2"}}, Header: http.Header{"Accept": {"application/pdf"}}, Body: []int{1},
	})
	require.NoError(t, err)
	assert.Equal(t, "/prefix/a/c%20d?q=1+2", got.URL.RequestURI())
	assert.Equal(t, "application/pdf", got.Header.Get("Accept"), "a call's header wins")
	assert.Equal(t, "test", got.Header.Get("User-Agent"))
	assert.Equal(t, "Basic x", got.Header.Get("Authorization"))
	assert.Equal(t, "application/json", got.Header.Get("Content-Type"))
	assert.Equal(t, `[1]`, string(body))
}

func TestCallWithoutBodySendsNone(t *testing.T) {
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Header.Get("Content-Type"))
		assert.Zero(t, r.ContentLength)
	})
	require.NoError(t, get(c))
}

func TestUnusableCallIsRefusedBeforeItIsSent(t *testing.T) {
	c := bubble(t, func(*http.Request) (*http.Response, error) { panic("sent") })
	for name, call := range map[string]Call{
		"body":   {Method: http.MethodPost, Path: "/x", Body: func() {}},
		"method": {Method: "A B", Path: "/x"},
	} {
		_, err := c.Do(t.Context(), call)
		assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err), name)
	}
}

func TestAttemptsAreLoggedWithoutTheURL(t *testing.T) {
	var log bytes.Buffer
	c := bubble(t, func(*http.Request) (*http.Response, error) { return respond(404, nil, "") }, func(o *Options) {
		o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	_, err := c.Do(t.Context(), Call{Method: http.MethodGet, Path: "/users/{u}", Params: []string{"someone"}, Query: url.Values{"q": {"private"}}})
	require.Error(t, err)
	assert.Contains(t, log.String(), "method=GET path=/users/{u} attempt=1")
	assert.Contains(t, log.String(), "status=404")
	assert.NotContains(t, log.String(), "someone")
	assert.NotContains(t, log.String(), "private")
}
