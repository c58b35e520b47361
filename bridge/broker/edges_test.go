package broker_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/bridge/broker/webhook"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

func TestAFullMemoryIsUnavailable(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }
	b := start(t, func(o *broker.Options) { o.Store = memstore.New(memstore.Options{Sessions: 1, Now: now}) })
	s := b.open(plain)
	w := b.call("POST", "/sessions", plain, header("Idempotency-Key", "one"))
	assert.Equal(t, fault.BrokerUnavailable, refused(t, http.StatusServiceUnavailable, w))
	assert.Equal(t, "2", w.Header().Get("Retry-After"))
	assert.NotContains(t, w.Body.String(), "canary", "the widget URL is given to nobody")
	assert.Equal(t, "open", b.state(s.ID).Status, "a session that is there goes on")
}

func TestErrorsOfTheAppsOwnFunctions(t *testing.T) {
	rows := []struct {
		name   string
		err    error
		status int
		code   fault.Code
	}{
		{"any error is a refusal", errors.New("canary-reason"), 403, fault.BrokerForbidden},
		{"an error with a code keeps it", fault.New(fault.ProviderTimeout, nil), 503, fault.ProviderTimeout},
		{"a setting that is missing", fault.New(fault.ConfigInvalid, nil), 500, fault.ConfigInvalid},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := start(t, func(o *broker.Options) {
				o.ProviderUser = func(context.Context, string, string, broker.UserFields) (broker.UserFields, error) {
					return broker.UserFields{}, row.err
				}
			})
			w := b.call("POST", "/sessions", plain)
			assert.NotContains(t, w.Body.String(), "canary")
			assert.Equal(t, row.code, refused(t, row.status, w))
			assert.Empty(t, b.vendor.requests)
		})
	}
	b := start(t, func(o *broker.Options) {
		o.Authenticate = func(*http.Request) (string, error) { return "", nil }
	})
	refused(t, http.StatusUnauthorized, b.call("POST", "/sessions", plain))
}

// silent is a provider that answers without a widget URL.
type silent struct{ *vendor }

func (silent) Name() string { return "mx" }

func (silent) Widget(context.Context, provider.WidgetRequest) (provider.Widget, error) {
	return provider.Widget{}, nil
}

func TestAWidgetWithoutAURLIsABadAnswer(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.Providers[0].Provider = silent{&vendor{name: "mx"}} })
	assert.Equal(t, fault.ProviderBadAnswer, refused(t, http.StatusBadGateway, b.call("POST", "/sessions", plain)))
}

func TestWithoutRandomnessNothingIsMade(t *testing.T) {
	empty := bytes.NewReader(nil)
	o := options(&vendor{name: "mx"}, memstore.New(memstore.Options{}))
	o.Random = empty
	_, err := broker.New(o)
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), "no key")
	for name, bytesLeft := range map[string]int64{"no identifier": 0, "no nonce": 16} {
		t.Run(name, func(t *testing.T) {
			b := start(t, func(o *broker.Options) {
				o.Keys, o.Random = keys(1), io.LimitReader(strings.NewReader(strings.Repeat("r", 99)), bytesLeft)
			})
			w := b.call("POST", "/sessions", plain)
			refused(t, http.StatusServiceUnavailable, w)
			assert.Empty(t, b.vendor.requests)
		})
	}
}

func TestABodyThatBreaksOffIsRefused(t *testing.T) {
	b := start(t)
	w := b.call("POST", "/sessions", plain, func(r *http.Request) {
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"provider":`), reset{}))
	})
	assert.Equal(t, fault.InputInvalid, refused(t, http.StatusBadRequest, w))
}

// reset is a reader that fails.
type reset struct{}

func (reset) Read([]byte) (int, error) { return 0, errors.New("reset") }

// moody is a store whose background calls fail once.
type moody struct {
	broker.Store
	watched, pulled atomic.Int64
}

func (m *moody) Watch(ctx context.Context, changed func(string)) error {
	if m.watched.Add(1) == 1 {
		return errAway
	}
	return m.Store.Watch(ctx, changed)
}

func (m *moody) Pull(ctx context.Context, lease time.Duration) (broker.Delivery, error) {
	if m.pulled.Add(1) == 1 {
		return broker.Delivery{}, errAway
	}
	return m.Store.Pull(ctx, lease)
}

// The background work goes on when the store is back.
func TestTheBackgroundWorkOutlivesTheStoresAbsence(t *testing.T) {
	store := &moody{}
	b, handled := hooked(t, nil, func(o *broker.Options) {
		store.Store = o.Store
		o.Store, o.Keys, o.Webhooks.Parallel = store, keys(1), 1
		o.Limits.Heartbeat = time.Hour // so that only the watch tells
	})
	server := b.serve()
	s := b.open(plain)
	_, lines := b.events(server, s.ID)
	until(t, lines, "id: 1")
	require.Eventually(t, func() bool { return store.watched.Load() > 1 }, soon, 10*time.Millisecond)
	b.call("DELETE", "/sessions/"+s.ID, "")
	until(t, lines, "id: 2")
	require.Equal(t, http.StatusNoContent, b.send(`{}`).Code)
	next(t, handled)
}

func TestCloseWaitsForAHandlerOnlySoLong(t *testing.T) {
	release := make(chan struct{})
	b, handled := hooked(t, func(webhook.Event) error { <-release; return nil }, func(o *broker.Options) { o.Webhooks.Retry = time.Hour })
	require.Equal(t, http.StatusNoContent, b.send(`{}`).Code)
	next(t, handled)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, b.Close(ctx), context.DeadlineExceeded)
	refused(t, http.StatusServiceUnavailable, b.call("GET", "/readyz", ""))
	close(release)
	stop(t, b.Broker)
}

// A webhook that was sealed with a key that is gone is given up, and not
// handled half.
func TestAWebhookThatCannotBeOpenedIsGivenUp(t *testing.T) {
	shared := memstore.New(memstore.Options{})
	old := start(t, func(o *broker.Options) {
		o.Store, o.Keys = shared, keys(1)
		o.Providers[0].Webhook = &webhook.Config{
			Verify: webhook.VerifierFunc(func(http.Header, []byte) bool { return true }),
			Handle: func(context.Context, webhook.Event) error { return errors.New("not now") },
		}
		o.Webhooks.Retry, o.Webhooks.Parallel = 50*time.Millisecond, 1
	})
	require.Equal(t, http.StatusNoContent, old.call("POST", "/webhooks/mx", `{"canary":1}`).Code)
	stop(t, old.Broker)
	given := make(chan webhook.Event, 10)
	_, handled := hooked(t, nil, func(o *broker.Options) {
		o.Store, o.Keys, o.Webhooks.Attempts = shared, keys(2), 2
		o.Webhooks.GivenUp = func(e webhook.Event) {
			given <- e
			panic("canary-panic") // which is survived
		}
	})
	assert.Empty(t, next(t, given).Body)
	assert.Empty(t, handled)
}

func TestAnInstanceWithoutTheWebhookLeavesItToOthers(t *testing.T) {
	shared := memstore.New(memstore.Options{})
	_, handled := hooked(t, nil, func(o *broker.Options) {
		o.Store, o.Keys = shared, keys(1)
		o.Providers = append(o.Providers, broker.Mount{Provider: &vendor{name: "fino"}})
		o.Webhooks.Attempts = 1000
	})
	_, err := shared.Push(t.Context(), broker.Delivery{Key: "k", Provider: "fino", Sealed: []byte("x")}, time.Minute)
	require.NoError(t, err)
	var d broker.Delivery
	require.Eventually(t, func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		d, err = shared.Pull(ctx, time.Millisecond)
		return err == nil && d.Attempt > 2
	}, soon, time.Millisecond)
	assert.Equal(t, "fino", d.Provider)
	assert.Empty(t, handled)
}

// A request that is on its way is answered while the server shuts down, with
// an event stream open.
func TestShutdownWaitsForRequests(t *testing.T) {
	inside, release := make(chan struct{}), make(chan struct{})
	b := start(t, func(o *broker.Options) {
		o.ProviderUser = func(_ context.Context, user, _ string, asked broker.UserFields) (broker.UserFields, error) {
			if asked.ID == "slow" {
				close(inside)
				<-release
			}
			return broker.UserFields{ID: user}, nil
		}
	})
	server := b.serve()
	_, lines := b.events(server, b.open(plain).ID)
	until(t, lines, "id:")
	answered := make(chan int, 1)
	go func() {
		r, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/sessions", strings.NewReader(`{"provider":"mx","user":{"id":"slow"}}`))
		if !assert.NoError(t, err) {
			return
		}
		r.Host = host
		r.Header.Set("Authorization", "Bearer alice")
		r.Header.Set("Content-Type", "application/json")
		response, err := server.Client().Do(r)
		if !assert.NoError(t, err) {
			answered <- 0
			return
		}
		response.Body.Close()
		answered <- response.StatusCode
	}()
	next(t, inside)
	down := make(chan error, 1)
	go func() { down <- server.Config.Shutdown(context.WithoutCancel(t.Context())) }()
	ends(t, lines)
	close(release)
	assert.Equal(t, http.StatusCreated, next(t, answered))
	require.NoError(t, next(t, down))
}
