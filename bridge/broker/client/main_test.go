package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const soon = 10 * time.Second

// house is an app's backend, with a broker and a sandbox, and what it keeps.
type house struct {
	*broker.Broker
	t       testing.TB
	sandbox *sandbox.Sandbox
	mx      *mx.Client
	server  *httptest.Server
	log     *journal

	store *watched
	mu    sync.Mutex
	kept  []keptConnection
	users []string // of the requests, in their order
}

// journal is what was logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

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

// serve starts a broker whose users sign in with their name. around, when it is
// not nil, stands in front of it.
func serve(t testing.TB, change func(*broker.Options), around func(http.Handler) http.Handler) *house {
	t.Helper()
	h := &house{t: t, sandbox: sandboxtest.Start(t, func(o *sandbox.Options) { o.Delay = -1 }), log: &journal{}}
	h.server, h.store = httptest.NewUnstartedServer(nil), &watched{Store: memstore.New(memstore.Options{})}
	o := broker.Options{
		PublicURL: "http://" + h.server.Listener.Addr().String(), Store: h.store,
		Authenticate: h.authenticate, Providers: h.mounts(),
		App: broker.App{Name: "Piggy", EventScheme: "piggy", ReturnURL: "piggy://oauth_complete", TargetOrigins: []string{"https://app.example"}},
	}
	if change != nil {
		change(&o)
	}
	b, err := broker.New(o)
	require.NoError(t, err)
	h.Broker, h.server.Config = b, b.Server()
	if around != nil {
		h.server.Config.Handler = around(b)
	}
	h.server.Start()
	t.Cleanup(func() {
		b.EndStreams()
		h.server.Close()
		ctx, cancel := context.WithTimeout(context.Background(), soon)
		defer cancel()
		assert.NoError(t, b.Close(ctx))
	})
	return h
}

func (h *house) authenticate(r *http.Request) (string, error) {
	user := r.Header.Get("X-User")
	if user == "" {
		return "", errors.New("nobody")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.users = append(h.users, user)
	return user, nil
}

// mounts are the three providers, with the sandbox's keys.
func (h *house) mounts() []broker.Mount {
	transport := &http.Transport{}
	h.t.Cleanup(transport.CloseIdleConnections)
	own := &http.Client{Transport: transport}
	id, key := h.sandbox.Credentials()
	var err error
	h.mx, err = mx.New(mx.Config{BaseURL: h.sandbox.BaseURL(), ClientID: id, APIKey: key, HTTPClient: own, Retries: -1})
	require.NoError(h.t, err)
	id, key = h.sandbox.FinoCredentials()
	hosted, err := fino.New(fino.Config{BaseURL: h.sandbox.FinoURL(), ClientID: id, ClientSecret: key, HTTPClient: own, Retries: -1})
	require.NoError(h.t, err)
	self, err := ucw.New(ucw.Config{BaseURL: h.sandbox.UCWURL(), HTTPClient: own, Retries: -1})
	require.NoError(h.t, err)
	adapter := self.Provider()
	adapter.Connection = h.connection
	return []broker.Mount{{Provider: h.mx.Provider()}, {Provider: hosted.Provider()}, {Provider: adapter.Keeping(h.keep)}}
}

func (h *house) keep(_ context.Context, user string, c event.Connection) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, k := range h.kept {
		if k.user == user && k.ConnectionID.Equal(c.ConnectionID) {
			return fmt.Sprint("kept-", i), nil
		}
	}
	h.kept = append(h.kept, keptConnection{user, c})
	return fmt.Sprint("kept-", len(h.kept)-1), nil
}

func (h *house) connection(_ context.Context, user, member string) (ucw.Connection, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, k := range h.kept {
		if k.user == user && member == fmt.Sprint("kept-", i) {
			return ucw.ConnectionOf(user, k.Connection), nil
		}
	}
	return ucw.Connection{}, fault.New(fault.ProviderNotFound, nil)
}

// watched is a store that notes the sessions that are made.
type watched struct {
	*memstore.Store
	mu   sync.Mutex
	made []broker.Session
}

func (w *watched) Create(ctx context.Context, n broker.NewSession) error {
	w.mu.Lock()
	w.made = append(w.made, n.Session)
	w.mu.Unlock()
	return w.Store.Create(ctx, n)
}

// sessions are those that were made.
func (h *house) sessions() []broker.Session {
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	return slices.Clone(h.store.made)
}

// keptConnection is a connection of a user.
type keptConnection struct {
	user string
	event.Connection
}

// as signs requests of a user.
func as(user string) func(*http.Request) error {
	return func(r *http.Request) error {
		r.Header.Set("X-User", user)
		return nil
	}
}

// client is alice's, without waiting between attempts.
func (h *house) client(name string, change ...func(*client.Options)) *client.Client {
	h.t.Helper()
	return open(h.t, h.server.URL, append([]func(*client.Options){func(o *client.Options) {
		o.Provider, o.Logger = name, slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}}, change...)...)
}

func open(t testing.TB, url string, change ...func(*client.Options)) *client.Client {
	t.Helper()
	o := client.Options{URL: url, Provider: "mx", Authorize: as("alice"), RetryWait: time.Millisecond}
	for _, c := range change {
		c(&o)
	}
	made, err := client.New(o)
	require.NoError(t, err)
	t.Cleanup(made.CloseIdleConnections)
	return made
}

// mistral is a member of alice at MX.
func (h *house) mistral(user string) string {
	h.t.Helper()
	var answers []mx.Answer
	for c, err := range h.mx.InstitutionCredentials(h.t.Context(), "mistral", mx.PageQuery{}) {
		require.NoError(h.t, err)
		answers = append(answers, mx.Answer{GUID: c.GUID, Value: secretOf("correct")})
	}
	m, err := h.mx.CreateMember(h.t.Context(), user, mx.NewMember{InstitutionCode: "mistral", MemberFields: mx.MemberFields{Credentials: answers}})
	require.NoError(h.t, err)
	return m.GUID
}

// profiles lets a user have profiles, named by UserID.
func profiles(_ context.Context, user, _ string, asked broker.UserFields) (broker.UserFields, error) {
	if asked.GUID != "" {
		return broker.UserFields{}, errors.New("not by the provider's name")
	}
	return broker.UserFields{ID: user + "." + asked.ID}, nil
}
