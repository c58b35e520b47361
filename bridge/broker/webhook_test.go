package broker_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
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
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

const hookSecret = "canary-webhook-secret"

// hooked is a broker whose provider signs its webhooks, and the webhooks that
// were handled. handle may be nil.
func hooked(t *testing.T, handle func(broker.Event) error, change ...func(*broker.Options)) (*bench, <-chan broker.Event) {
	t.Helper()
	verifier, err := broker.HMAC("X-Signature", "sha256=", secret.New(hookSecret))
	require.NoError(t, err)
	handled := make(chan broker.Event, 100)
	setup := func(o *broker.Options) {
		// The queue waits in real time.
		o.Store = broker.NewMemory(broker.MemoryOptions{})
		o.Webhooks.Retry = 20 * time.Millisecond
		o.Providers[0].Webhook = &broker.Webhook{
			Verify: verifier,
			Handle: func(_ context.Context, e broker.Event) error {
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
	b, handled := hooked(t, func(e broker.Event) error {
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
	given := make(chan broker.Event, 10)
	b, handled := hooked(t, func(broker.Event) error { return errors.New("never") }, func(o *broker.Options) {
		o.Webhooks.Attempts = 3
		o.Webhooks.GivenUp = func(e broker.Event) { given <- e }
	})
	require.Equal(t, http.StatusNoContent, b.send(`{"n":1}`).Code)
	e := next(t, given)
	assert.Equal(t, 3, e.Attempt)
	assert.JSONEq(t, `{"n":1}`, string(e.Body))
	assert.Len(t, handled, 3)
}

func TestASlowHandlerDoesNotHoldTheAnswer(t *testing.T) {
	release := make(chan struct{})
	b, handled := hooked(t, func(broker.Event) error { <-release; return nil }, func(o *broker.Options) {
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
	b, handled := hooked(t, func(broker.Event) error { <-release; return nil }, func(o *broker.Options) {
		o.Store = broker.NewMemory(broker.MemoryOptions{Deliveries: 1})
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
	b, _ = hooked(t, func(e broker.Event) error {
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

func TestVerifiers(t *testing.T) {
	old, young := secret.New("an-old-secret-of-the-provider"), secret.New("a-young-secret-of-the-provider")
	mac := hmac.New(sha256.New, []byte(young.Reveal()))
	mac.Write([]byte("body"))
	former := hmac.New(sha256.New, []byte(old.Reveal()))
	former.Write([]byte("body"))
	signed, err := broker.HMAC("X-Sig", "", old, young)
	require.NoError(t, err)
	shared, err := broker.SharedSecret("X-Secret", old, young)
	require.NoError(t, err)
	basic, err := broker.BasicAuth("mx", old, young)
	require.NoError(t, err)
	login := func(user string, s secret.String) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+s.Reveal()))
	}
	rows := []struct {
		name          string
		verifier      broker.Verifier
		header, value string
		want          bool
	}{
		{"a signature in hexadecimal digits", signed, "X-Sig", hex.EncodeToString(mac.Sum(nil)), true},
		{"a signature in base64", signed, "X-Sig", base64.StdEncoding.EncodeToString(mac.Sum(nil)), true},
		{"a signature with a secret that is about to change", signed, "X-Sig", hex.EncodeToString(former.Sum(nil)), true},
		{"the secret is no signature", signed, "X-Sig", young.Reveal(), false},
		{"a secret", shared, "X-Secret", young.Reveal(), true},
		{"a secret that is about to change", shared, "X-Secret", old.Reveal(), true},
		{"another secret", shared, "X-Secret", young.Reveal() + "x", false},
		{"an empty secret", shared, "X-Secret", "", false},
		{"another header", shared, "X-Other", young.Reveal(), false},
		{"a login", basic, "Authorization", login("mx", young), true},
		{"a login with a password that is about to change", basic, "Authorization", login("mx", old), true},
		{"another password", basic, "Authorization", login("mx", secret.New("another-password")), false},
		{"another user's login", basic, "Authorization", login("my", young), false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, row.want, row.verifier.Verify(http.Header{http.CanonicalHeaderKey(row.header): {row.value}}, []byte("body")))
		})
	}
}

func TestVerifiersRefuseWeakSettings(t *testing.T) {
	for name, make := range map[string]func() (broker.Verifier, error){
		"no secret":      func() (broker.Verifier, error) { return broker.HMAC("X", "") },
		"a short secret": func() (broker.Verifier, error) { return broker.SharedSecret("X", secret.New("short")) },
		"no header":      func() (broker.Verifier, error) { return broker.HMAC("", "", secret.New(hookSecret)) },
		"no password":    func() (broker.Verifier, error) { return broker.BasicAuth("mx", secret.String{}) },
		"no user":        func() (broker.Verifier, error) { return broker.BasicAuth("", secret.New(hookSecret)) },
		"no passwords":   func() (broker.Verifier, error) { return broker.BasicAuth("mx") },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := make()
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}
