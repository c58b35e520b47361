package broker_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/faults"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

// wire passes the requests to a provider on and notes them. It may ask the
// sandbox for a fault.
type wire struct {
	http.RoundTripper
	mu    sync.Mutex
	sent  []sentRequest
	fault string
}

type sentRequest struct{ path, language, body string }

// RoundTrip sends a request.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	w.mu.Lock()
	w.sent = append(w.sent, sentRequest{r.URL.Path, r.Header.Get("Accept-Language"), string(body)})
	if w.fault != "" {
		r.Header.Set(faults.Header, w.fault)
	}
	w.mu.Unlock()
	return w.RoundTripper.RoundTrip(r)
}

// last is the last request that was sent.
func (w *wire) last(t *testing.T) sentRequest {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	require.NotEmpty(t, w.sent)
	return w.sent[len(w.sent)-1]
}

func (w *wire) ask(fault string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
}

// real is a broker with the clients of all providers, and a sandbox that they
// call.
type real struct {
	*bench
	sandbox *sandbox.Sandbox
	mx      *mx.Client
	fino    *fino.Client
	wire    *wire
	log     *journal
}

// journal is what was logged, by the broker and the clients.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds to it.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

const pageOrigin = "https://app.example"

// startReal makes one. The app keeps one connection of UCW, under the name
// "kept".
func startReal(t *testing.T, change ...func(*broker.Options)) *real {
	t.Helper()
	r := &real{sandbox: sandboxtest.Start(t), log: &journal{}}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	r.wire = &wire{RoundTripper: transport}
	client := &http.Client{Transport: r.wire}
	log := slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))

	id, key := r.sandbox.Credentials()
	var err error
	r.mx, err = mx.New(mx.Config{BaseURL: r.sandbox.BaseURL(), ClientID: id, APIKey: key, HTTPClient: client, Retries: -1, Logger: log})
	require.NoError(t, err)
	id, key = r.sandbox.FinoCredentials()
	r.fino, err = fino.New(fino.Config{BaseURL: r.sandbox.FinoURL(), ClientID: id, ClientSecret: key, HTTPClient: client, Retries: -1, Logger: log})
	require.NoError(t, err)
	self, err := ucw.New(ucw.Config{BaseURL: r.sandbox.UCWURL(), HTTPClient: client, Retries: -1, Logger: log})
	require.NoError(t, err)
	adapter := self.Provider()
	kept, err := r.sandbox.UCW().Connect("alice", "mxBank", "transactions")
	require.NoError(t, err)
	adapter.Connection = func(_ context.Context, user, member string) (ucw.Connection, error) {
		if user != "alice" || member != "kept" {
			return ucw.Connection{}, fault.New(fault.ProviderNotFound, nil)
		}
		return ucw.ConnectionOf(user, kept), nil
	}
	setup := func(o *broker.Options) {
		o.Logger, o.App.TargetOrigins = log, []string{pageOrigin}
		o.Providers = []broker.Mount{
			{Provider: r.mx.Provider()}, {Provider: adapter}, {Provider: r.fino.Provider()},
		}
	}
	r.bench = start(t, append([]func(*broker.Options){setup}, change...)...)
	return r
}

// show opens an address as a browser does.
func (r *real) show(address string) int {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, address, nil)
	require.NoError(r.t, err)
	response, err := r.wire.RoundTripper.RoundTrip(request) // follows no redirect
	require.NoError(r.t, err)
	response.Body.Close()
	return response.StatusCode
}
