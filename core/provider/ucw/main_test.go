package ucw_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
	"github.com/connecthost/connecthost/core/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// now is the sandbox's time.
var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// sandbox is a UCW server of the sandbox with a client for it.
type sandbox struct {
	*ucw.Client
	face *ucwapi.Face
	url  string
}

// start starts a sandbox. The client is set up by change, which may be nil.
func start(t testing.TB, cfg ucwapi.Config, change func(*ucwapi.Face, *ucw.Config)) *sandbox {
	t.Helper()
	cfg.World, cfg.HostURL = world.New(world.Config{Now: clock}), "https://widgets.example"
	face, err := ucwapi.New(cfg)
	require.NoError(t, err)
	server := httptest.NewServer(face.Handler())
	t.Cleanup(server.Close)
	client := ucw.Config{BaseURL: server.URL, RetryWait: time.Millisecond, Now: clock}
	if change != nil {
		change(face, &client)
	}
	return &sandbox{newClient(t, client), face, server.URL}
}

func newClient(t testing.TB, cfg ucw.Config) *ucw.Client {
	t.Helper()
	c, err := ucw.New(cfg)
	require.NoError(t, err)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// connected returns a connection of ada at a bank.
func (s *sandbox) connected(t *testing.T, bank string) ucw.Connection {
	t.Helper()
	c, err := s.face.Connect("ada", bank, "transactions")
	require.NoError(t, err)
	return ucw.ConnectionOf("ada", c)
}

// seen is what a server received.
type seen struct {
	method, uri, body string
	header            http.Header
}

// canned starts a server that answers everything alike, and a client for it.
func canned(t *testing.T, status int, kind, body string, change ...func(*ucw.Config)) (*ucw.Client, *[]seen) {
	t.Helper()
	requests := &[]seen{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		*requests = append(*requests, seen{r.Method, r.URL.RequestURI(), string(sent), r.Header.Clone()})
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	cfg := ucw.Config{BaseURL: server.URL, Retries: -1, Now: clock}
	for _, f := range change {
		f(&cfg)
	}
	return newClient(t, cfg), requests
}

// requireFault checks an error's code and returns what the server said.
func requireFault(t *testing.T, err error, code fault.Code) string {
	t.Helper()
	require.Equal(t, code, fault.CodeOf(err), "%v: %v", err, fault.From(err).Cause)
	var cause *provider.CallError
	require.ErrorAs(t, err, &cause)
	return cause.Text
}

func file(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return string(data)
}

// token is a source of one token.
func token(value string) ucw.TokenSource {
	return func(context.Context) (secret.String, error) { return secret.New(value), nil }
}

// mx is a connection for calls to canned servers.
var mx = ucw.Connection{UserID: "ada", Aggregator: ucw.MXInt, ID: secret.New("MBR-canary-1"), InstitutionID: "mxBank"}
