package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
)

// object is a decoded JSON object.
type object = map[string]any

// client talks to a sandbox's API as a backend does.
type client struct {
	t       *testing.T
	sandbox *sandbox.Sandbox
}

// request makes a well-formed request. Its parts may be spoilt before do.
func (c client) request(method, path string, body any) *http.Request {
	c.t.Helper()
	var reader io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		require.NoError(c.t, err)
		reader = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.sandbox.BaseURL()+path, reader)
	require.NoError(c.t, err)
	id, key := c.sandbox.Credentials()
	r.SetBasicAuth(id, key.Reveal())
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Accept-Version", "v20250224")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// do sends a request and decodes what comes back, nil for no body.
func (c client) do(r *http.Request) (int, object) {
	c.t.Helper()
	return exchange(c.t, http.DefaultClient, r)
}

// call is request and do.
func (c client) call(method, path string, body any) (int, object) {
	c.t.Helper()
	return c.do(c.request(method, path, body))
}

// must is call that expects 200.
func (c client) must(method, path string, body any) object {
	c.t.Helper()
	status, answer := c.call(method, path, body)
	require.Equal(c.t, http.StatusOK, status, "%s %s: %v", method, path, answer)
	return answer
}

// user makes a user and returns its guid.
func (c client) user(id string) string {
	c.t.Helper()
	answer := c.must("POST", "/users", object{"user": object{"id": id}})
	return answer["user"].(object)["guid"].(string)
}

// widgetURL asks for a widget URL with the given fields.
func (c client) widgetURL(user string, fields object) string {
	c.t.Helper()
	body := object{"widget_type": "connect_widget"}
	for k, v := range fields {
		body[k] = v
	}
	answer := c.must("POST", "/users/"+user+"/widget_urls", object{"widget_url": body})
	return answer["widget_url"].(object)["url"].(string)
}

// page is an opened widget page, without a browser.
type page struct {
	t       *testing.T
	base    string
	http    *http.Client
	boot    object
	headers http.Header
}

var bootElement = regexp.MustCompile(`<script type="application/json" id="boot">(.*)</script>`)

// open loads a widget URL and keeps its cookie.
func (c client) open(widgetURL string) *page {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(c.t, err)
	p := &page{t: c.t, base: c.sandbox.BaseURL(), http: &http.Client{Jar: jar}}
	answer, err := p.http.Get(widgetURL)
	require.NoError(c.t, err)
	defer answer.Body.Close()
	require.Equal(c.t, http.StatusOK, answer.StatusCode)
	body, err := io.ReadAll(answer.Body)
	require.NoError(c.t, err)
	found := bootElement.FindSubmatch(body)
	require.NotNil(c.t, found, "the page has no boot data")
	require.NoError(c.t, json.Unmarshal(found[1], &p.boot))
	p.headers = answer.Header
	return p
}

// request makes the request of a callback.
func (p *page) request(callback string, params ...any) *http.Request {
	p.t.Helper()
	if params == nil {
		params = []any{}
	}
	body, err := json.Marshal(object{"params": params})
	require.NoError(p.t, err)
	r, err := http.NewRequestWithContext(p.t.Context(), "POST", p.base+"/md/rpc/"+callback, bytes.NewReader(body))
	require.NoError(p.t, err)
	r.Header.Set("Content-Type", "application/json")
	return r
}

// try calls a callback and returns the status and the whole answer.
func (p *page) try(callback string, params ...any) (int, object) {
	p.t.Helper()
	return exchange(p.t, p.http, p.request(callback, params...))
}

// rpc calls a callback that has to succeed and returns its result.
func (p *page) rpc(callback string, params ...any) any {
	p.t.Helper()
	status, answer := p.try(callback, params...)
	require.Equal(p.t, http.StatusOK, status, "%s: %v", callback, answer)
	return answer["result"]
}

func exchange(t *testing.T, h *http.Client, r *http.Request) (int, object) {
	t.Helper()
	answer, err := h.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	if len(body) == 0 || answer.Header.Get("Content-Type") != "application/json" {
		return answer.StatusCode, nil
	}
	var decoded object
	require.NoError(t, json.Unmarshal(body, &decoded), "body: %s", body)
	return answer.StatusCode, decoded
}
