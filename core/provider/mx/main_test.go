package mx

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// apiKey is short: the mask of long words alone must not be what hides it.
const apiKey = "canary-key-7"

// serve starts a server in MX's place and returns a client for it.
func serve(t *testing.T, handler http.HandlerFunc, change ...func(*Config)) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	cfg := Config{BaseURL: server.URL, ClientID: "client", APIKey: secret.New(apiKey), RetryWait: time.Millisecond}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { c.CloseIdleConnections(); server.Close() })
	return c
}

// seen is what a server received.
type seen struct {
	method, uri, body string
	header            http.Header
}

// recorder answers every request with the same body and remembers them.
func recorder(into *[]seen, status int, answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*into = append(*into, seen{r.Method, r.URL.RequestURI(), string(body), r.Header.Clone()})
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}
}

func file(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return string(data)
}
