package rest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// roundTripper is a provider without a network, for tests with fake time.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// respond is a canned answer of a roundTripper.
func respond(status int, header http.Header, body string) (*http.Response, error) {
	rec := httptest.NewRecorder()
	for k, v := range header {
		rec.Header()[k] = v
	}
	rec.WriteHeader(status)
	_, _ = rec.WriteString(body)
	return rec.Result(), nil
}

// serve starts a server and returns a client for it that waits 1 ms before
// another attempt.
func serve(t *testing.T, handler http.HandlerFunc, change ...func(*Options)) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	o := Options{BaseURL: server.URL, RetryWait: time.Millisecond}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	require.NoError(t, err)
	t.Cleanup(func() { c.CloseIdleConnections(); server.Close() })
	return c
}

var (
	getUser  = Call{Method: http.MethodGet, Path: "/users/{user_identifier}", Params: []string{"USR-1"}}
	postUser = Call{Method: http.MethodPost, Path: "/users", Body: map[string]string{"id": "u"}}
)

// requireFault checks the code of an error and returns it with its cause.
func requireFault(t *testing.T, err error, code fault.Code) (*fault.Error, *provider.CallError) {
	t.Helper()
	var e *fault.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, code, e.Code, "cause: %v", e.Cause)
	var cause *provider.CallError
	require.ErrorAs(t, err, &cause)
	return e, cause
}

func load(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, v))
}

func get(c *Client) error {
	_, err := c.Do(context.Background(), getUser)
	return err
}

func redactor(values ...string) secret.Redactor { return secret.NewRedactor(values...) }
