package broker_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/bridge/broker/webhook"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

const hookSecret = "canary-webhook-secret"

// hooked is a broker whose provider signs its webhooks, and the webhooks that
// were handled. handle may be nil.
func hooked(t *testing.T, handle func(webhook.Event) error, change ...func(*broker.Options)) (*bench, <-chan webhook.Event) {
	t.Helper()
	verifier, err := webhook.HMAC("X-Signature", "sha256=", secret.New(hookSecret))
	require.NoError(t, err)
	handled := make(chan webhook.Event, 100)
	setup := func(o *broker.Options) {
		// The queue waits in real time.
		o.Store = memstore.New(memstore.Options{})
		o.Webhooks.Retry = 20 * time.Millisecond
		o.Providers[0].Webhook = &webhook.Config{
			Verify: verifier,
			Handle: func(_ context.Context, e webhook.Event) error {
				handled <- e
				if handle == nil {
					return nil
				}
				return handle(e)
			},
		}
	}
	return start(t, append([]func(*broker.Options){setup}, change...)...), handled
}

func sign(body string) string {
	mac := hmac.New(sha256.New, []byte(hookSecret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// send delivers a webhook as the provider does.
func (b *bench) send(body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	base := func(r *http.Request) {
		r.Header.Del("Authorization")
		r.Header.Set("X-Signature", sign(body))
	}
	return b.call("POST", "/webhooks/mx", body, append([]func(*http.Request){base}, change...)...)
}

func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(soon):
		require.FailNow(t, "nothing came")
		panic("unreachable")
	}
}

func TestAWebhookIsHandledOnce(t *testing.T) {
	b, handled := hooked(t, nil)
	assert.Equal(t, http.StatusNoContent, b.send(`{"member":"MBR-1"}`).Code)
	assert.Equal(t, http.StatusNoContent, b.send(`{"member":"MBR-1"}`).Code, "sent again")
	assert.Equal(t, http.StatusNoContent, b.send(`{"member":"MBR-2"}`).Code)
	e := next(t, handled)
	other := next(t, handled)
	if string(e.Body) != `{"member":"MBR-1"}` {
		e, other = other, e
	}
	assert.JSONEq(t, `{"member":"MBR-1"}`, string(e.Body))
	assert.JSONEq(t, `{"member":"MBR-2"}`, string(other.Body))
	assert.Equal(t, "mx", e.Provider)
	assert.Equal(t, 1, e.Attempt)
	assert.Empty(t, handled)
}

func TestAnIdentifierTellsEqualWebhooksApart(t *testing.T) {
	b, handled := hooked(t, nil, func(o *broker.Options) { o.Providers[0].Webhook.IDHeader = "X-Id" })
	for _, id := range []string{"1", "2", "1"} {
		assert.Equal(t, http.StatusNoContent, b.send(`{}`, header("X-Id", id)).Code)
	}
	next(t, handled)
	next(t, handled)
	assert.Empty(t, handled)
}

func TestAWebhookComesAgainUntilItIsHandled(t *testing.T) {
	b, handled := hooked(t, func(e webhook.Event) error {
		switch e.Attempt {
		case 1:
			return errors.New("not now")
		case 2:
			panic("canary-panic")
		}
		return nil
	})
	require.Equal(t, http.StatusNoContent, b.send(`{"n":1}`).Code)
	for attempt := 1; attempt <= 3; attempt++ {
		assert.Equal(t, attempt, next(t, handled).Attempt)
	}
}

func TestAWebhookIsGivenUpAtLast(t *testing.T) {
	given := make(chan webhook.Event, 10)
	b, handled := hooked(t, func(webhook.Event) error { return errors.New("never") }, func(o *broker.Options) {
		o.Webhooks.Attempts = 3
		o.Webhooks.GivenUp = func(e webhook.Event) { given <- e }
	})
	require.Equal(t, http.StatusNoContent, b.send(`{"n":1}`).Code)
	e := next(t, given)
	assert.Equal(t, 3, e.Attempt)
	assert.JSONEq(t, `{"n":1}`, string(e.Body))
	assert.Len(t, handled, 3)
}

func TestASlowHandlerDoesNotHoldTheAnswer(t *testing.T) {
	release := make(chan struct{})
	b, handled := hooked(t, func(webhook.Event) error { <-release; return nil }, func(o *broker.Options) {
		o.Webhooks.Retry = time.Hour
	})
	require.Equal(t, http.StatusNoContent, b.send(`{}`).Code)
	next(t, handled)
	close(release)
}

func TestWebhooksOfOthersAreRefused(t *testing.T) {
	b, handled := hooked(t, nil)
	set := func(value string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Del("X-Signature")
			if value != "" {
				r.Header.Set("X-Signature", value)
			}
		}
	}
	rows := []struct {
		name   string
		change func(*http.Request)
	}{
		{"no signature", set("")},
		{"another secret's", set("sha256=" + strings.Repeat("0", 64))},
		{"another body's", set(sign(`{"x":1}`))},
		{"without the prefix", set(strings.TrimPrefix(sign(`{}`), "sha256="))},
		{"a part of it", set(sign(`{}`)[:20])},
		{"no hexadecimal digits", set("sha256=zz")},
		{"two of them", header("X-Signature", sign(`{}`))},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, fault.BrokerWebhookRefused, refused(t, http.StatusUnauthorized, b.send(`{}`, row.change)))
		})
	}
	assert.Empty(t, handled)
	assert.Equal(t, http.StatusNoContent, b.send(`{}`).Code)
	next(t, handled)
}

func TestWebhooksThatCannotBeTaken(t *testing.T) {
	b, handled := hooked(t, nil)
	refused(t, http.StatusBadRequest, b.send(`{"n":`))
	refused(t, http.StatusRequestEntityTooLarge, b.send(`"`+strings.Repeat("x", 256<<10)+`"`))
	refused(t, http.StatusNotFound, b.call("POST", "/webhooks/none", `{}`))
	refused(t, http.StatusNotFound, start(t).call("POST", "/webhooks/mx", `{}`))
	assert.Empty(t, handled)
}

func TestAFullQueueIsNotAcknowledged(t *testing.T) {
	release := make(chan struct{})
	b, handled := hooked(t, func(webhook.Event) error { <-release; return nil }, func(o *broker.Options) {
		o.Store = memstore.New(memstore.Options{Deliveries: 1})
		o.Webhooks.Retry = time.Hour
	})
	defer close(release)
	require.Equal(t, http.StatusNoContent, b.send(`{"n":1}`).Code)
	next(t, handled)
	w := b.send(`{"n":2}`)
	assert.Equal(t, fault.BrokerUnavailable, refused(t, http.StatusServiceUnavailable, w))
	assert.NotEmpty(t, w.Header().Get("Retry-After"))
}

func TestAWebhookFinishesASession(t *testing.T) {
	var b *bench
	b, _ = hooked(t, func(e webhook.Event) error {
		return b.Finish(context.Background(), strings.Trim(string(e.Body), `"`),
			broker.Outcome{Result: broker.Connected, MemberGUID: "MBR-1", Verified: true})
	})
	s := b.open(plain)
	require.Equal(t, http.StatusNoContent, b.send(`"`+s.ID+`"`).Code)
	require.Eventually(t, func() bool { return b.state(s.ID).Status == "ended" }, soon, 20*time.Millisecond)
	assert.Equal(t, "MBR-1", b.state(s.ID).Outcome.MemberGUID)
	kept, err := b.Session(t.Context(), s.ID)
	require.NoError(t, err)
	assert.Equal(t, "alice", kept.User)
}
