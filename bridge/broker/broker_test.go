package broker_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// vendor is a provider in this process. It notes what it was asked for.
type vendor struct {
	name   string
	silent bool // its return links say nothing
	never  bool // nobody would learn of its members

	mu       sync.Mutex
	requests []provider.WidgetRequest
	fails    error
	crashes  bool
	kept     []event.Connection
	members  map[string]provider.State // of USR-alice
}

func (v *vendor) Name() string { return v.name }

func (v *vendor) Traits() traits.Traits {
	t := traits.MX()
	t.Provider = v.name
	if v.silent {
		t.Return = traits.ReturnSilent
	}
	if v.never {
		t.Ask, t.NamesMember = traits.AskNever, false
	}
	return t
}

func (v *vendor) Widget(_ context.Context, r provider.WidgetRequest) (provider.Widget, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.requests = append(v.requests, r)
	if v.crashes {
		panic("canary-panic")
	}
	return provider.Widget{URL: secret.New(widgetURL), UserGUID: "USR-" + r.UserID, UserID: r.UserID}, v.fails
}

func (v *vendor) MemberState(_ context.Context, user, member string) (provider.Member, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fails != nil {
		return provider.Member{}, v.fails
	}
	if state, ok := v.members[member]; ok && user == "USR-alice" {
		return provider.Member{GUID: member, State: state}, nil
	}
	return provider.Member{}, fault.New(fault.ProviderNotFound, nil)
}

func (v *vendor) Member(ctx context.Context, user, member string) (provider.Member, error) {
	return v.MemberState(ctx, user, member)
}

func (v *vendor) Accounts(ctx context.Context, user, member string) ([]provider.Account, error) {
	if _, err := v.MemberState(ctx, user, member); err != nil {
		return nil, err
	}
	balance := 12.5
	return []provider.Account{{GUID: "ACT-1", MemberGUID: member, Name: "Checking", Type: "CHECKING", Balance: &balance}}, nil
}

func (v *vendor) Keep(_ context.Context, user string, c event.Connection) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.kept = append(v.kept, c)
	return "kept-" + user, v.fails
}

// bare is a provider that shows its widget and cannot be asked for anything.
type bare struct{ of *vendor }

func (bare) Name() string { return "bare" }

func (bare) Traits() traits.Traits {
	t := traits.UCW()
	t.Provider = "bare"
	return t
}

func (p bare) Widget(ctx context.Context, r provider.WidgetRequest) (provider.Widget, error) {
	return p.of.Widget(ctx, r)
}

func (v *vendor) last(t *testing.T) provider.WidgetRequest {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	require.NotEmpty(t, v.requests)
	return v.requests[len(v.requests)-1]
}

func (v *vendor) fail(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fails = err
}

const widgetURL = "https://widgets.example/md/connect/canary-widget-token"

// bench is a broker with a provider, without a network.
type bench struct {
	*broker.Broker
	t      *testing.T
	vendor *vendor
	clock  *clocktest.Clock
	store  broker.Store
}

const host = "broker.example"

// start makes a broker for the users alice and bob, whose tokens are their
// names.
func start(t *testing.T, change ...func(*broker.Options)) *bench {
	t.Helper()
	b := &bench{t: t, vendor: &vendor{name: "mx", members: map[string]provider.State{"MBR-1": provider.Ready}}}
	b.clock = clocktest.New(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
	b.store = memstore.New(memstore.Options{Now: b.clock.Now})
	o := options(b.vendor, b.store)
	o.Now = b.clock.Now
	for _, c := range change {
		c(&o)
	}
	b.store = o.Store
	made, err := broker.New(o)
	require.NoError(t, err)
	b.Broker = made
	t.Cleanup(func() { stop(t, made) })
	return b
}

func stop(t *testing.T, b *broker.Broker) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	assert.NoError(t, b.Close(ctx))
}

func options(v provider.Provider, s broker.Store) broker.Options {
	return broker.Options{
		PublicURL:    "https://" + host,
		Authenticate: bearer,
		Providers:    []broker.Mount{{Provider: v}},
		Store:        s,
		App:          broker.App{Name: "Piggy", EventScheme: "piggy", ReturnURL: "piggy://oauth_complete"},
	}
}

func bearer(r *http.Request) (string, error) {
	switch r.Header.Get("Authorization") {
	case "Bearer alice":
		return "alice", nil
	case "Bearer bob":
		return "bob", nil
	}
	return "", errors.New("no token of ours")
}

// call is one request, as alice unless changed.
func (b *bench) call(method, path, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(b.t.Context(), method, "https://"+host+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer alice")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w
}

func as(user string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+user) }
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Add(name, value) }
}

// session is what apps see.
type session struct {
	ID        string    `json:"id"`
	Status    string    `json:"status"`
	WidgetURL string    `json:"widget_url"`
	Expires   time.Time `json:"expires"`
	Version   int64     `json:"version"`
	Return    struct {
		Kind, URL, Base, Nonce, Handover string
	} `json:"return"`
	Visit   *broker.Visit   `json:"visit"`
	Outcome *broker.Outcome `json:"outcome"`
}

func read[T any](t *testing.T, body io.Reader) T {
	t.Helper()
	var out T
	require.NoError(t, json.NewDecoder(body).Decode(&out))
	return out
}

// open makes a session.
func (b *bench) open(body string, change ...func(*http.Request)) session {
	b.t.Helper()
	prepared := func(r *http.Request) { *r = *r.WithContext(context.WithValue(r.Context(), preparing{}, true)) }
	change = append([]func(*http.Request){prepared}, change...)
	w := b.call("POST", "/sessions", body, change...)
	require.Equal(b.t, http.StatusCreated, w.Code, w.Body)
	return read[session](b.t, w.Body)
}

func (b *bench) state(id string) session {
	b.t.Helper()
	w := b.call("GET", "/sessions/"+id, "")
	require.Equal(b.t, http.StatusOK, w.Code, w.Body)
	return read[session](b.t, w.Body)
}

// refused checks a problem and returns its code.
func refused(t *testing.T, status int, w *httptest.ResponseRecorder) fault.Code {
	t.Helper()
	require.Equal(t, status, w.Code, w.Body)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	p := read[struct {
		Code    fault.Code `json:"code"`
		Message string     `json:"message"`
	}](t, w.Body)
	require.NotEmpty(t, p.Message)
	return p.Code
}
