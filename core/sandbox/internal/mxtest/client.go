// Package mxtest talks to the MX faces of a sandbox, for their tests: as a
// backend does, and as the widget's page does. A call that fails ends the test.
package mxtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/sandbox"
)

// Object is a decoded JSON object.
type Object = map[string]any

// Ready makes connections that need no time.
func Ready(o *sandbox.Options) { o.Delay = -1 }

// NewClock returns a clock for Options.Now.
func NewClock() *clocktest.Clock { return clocktest.New(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) }

// Routing returns the routing number of an institution.
func Routing(t *testing.T, s *sandbox.Sandbox, code string) string {
	t.Helper()
	in, err := s.World().Institution(code)
	require.NoError(t, err)
	return in.Routing
}

// Client talks to a sandbox's API as a backend does.
type Client struct {
	T       *testing.T
	Sandbox *sandbox.Sandbox
}

// New returns a Client.
func New(t *testing.T, s *sandbox.Sandbox) Client { return Client{t, s} }

// Request makes a well-formed request. Its parts may be spoilt before Do.
func (c Client) Request(method, path string, body any) *http.Request {
	c.T.Helper()
	var reader io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		require.NoError(c.T, err)
		reader = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(c.T.Context(), method, c.Sandbox.BaseURL()+path, reader)
	require.NoError(c.T, err)
	id, key := c.Sandbox.Credentials()
	r.SetBasicAuth(id, key.Reveal())
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Accept-Version", "v20250224")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// Do sends a request and decodes the answer, nil for an empty one.
func (c Client) Do(r *http.Request) (int, Object) {
	c.T.Helper()
	return Exchange(c.T, http.DefaultClient, r)
}

// Call is Request and Do.
func (c Client) Call(method, path string, body any) (int, Object) {
	c.T.Helper()
	return c.Do(c.Request(method, path, body))
}

// Must is Call that expects 200.
func (c Client) Must(method, path string, body any) Object {
	c.T.Helper()
	status, answer := c.Call(method, path, body)
	require.Equal(c.T, http.StatusOK, status, "%s %s: %v", method, path, answer)
	return answer
}

// User makes a user and returns its guid.
func (c Client) User(id string) string {
	c.T.Helper()
	answer := c.Must("POST", "/users", Object{"user": Object{"id": id}})
	return answer["user"].(Object)["guid"].(string)
}

// LoginAt returns the member body for an institution.
func (c Client) LoginAt(code, password string) Object {
	c.T.Helper()
	fields := c.Must("GET", "/institutions/"+code+"/credentials", nil)["credentials"]
	return Object{"member": Object{"institution_code": code, "credentials": Form(fields, password)}}
}

// WidgetURL asks for a widget URL with the given fields.
func (c Client) WidgetURL(user string, fields Object) string {
	c.T.Helper()
	body := Object{"widget_type": "connect_widget"}
	for k, v := range fields {
		body[k] = v
	}
	answer := c.Must("POST", "/users/"+user+"/widget_urls", Object{"widget_url": body})
	return answer["widget_url"].(Object)["url"].(string)
}

// Form fills in a login form, as the API or the widget has it.
func Form(fields any, password string) []Object {
	list := fields.([]any)
	return []Object{
		{"guid": list[0].(Object)["guid"], "value": "ada"},
		{"guid": list[1].(Object)["guid"], "value": password},
	}
}

// Exchange sends a request with h and decodes the answer, nil for one that is
// empty or not JSON.
func Exchange(t *testing.T, h *http.Client, r *http.Request) (int, Object) {
	t.Helper()
	answer, err := h.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	if len(body) == 0 || answer.Header.Get("Content-Type") != "application/json" {
		return answer.StatusCode, nil
	}
	var decoded Object
	require.NoError(t, json.Unmarshal(body, &decoded), "body: %s", body)
	return answer.StatusCode, decoded
}
