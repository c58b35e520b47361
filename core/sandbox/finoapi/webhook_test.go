package finoapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/sandbox/finoapi"
	"github.com/connecthost/connecthost/core/secret"
)

const webhookSecret = "a-secret-of-sixteen-and-more"

// hook is what a receiver got.
type hook struct {
	header http.Header
	body   []byte
}

// receiver is the app's backend. It answers with the statuses in turn, and
// then 204.
func receiver(t *testing.T, statuses ...int) (string, chan hook) {
	t.Helper()
	got := make(chan hook, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if len(statuses) > 0 { // one after the other: there is one sender
			w.WriteHeader(statuses[0])
			statuses = statuses[1:]
		} else {
			w.WriteHeader(http.StatusNoContent)
		}
		got <- hook{r.Header, body}
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

func next(t *testing.T, from chan hook) hook {
	t.Helper()
	select {
	case h := <-from:
		return h
	case <-time.After(10 * time.Second):
		require.FailNow(t, "no webhook came")
		return hook{}
	}
}

func TestWebhooks_areWhatTheClientChecksAndReads(t *testing.T) {
	for name, set := range map[string]struct {
		sandbox finoapi.Webhook
		client  fino.SignatureConfig
	}{
		"defaults": {finoapi.Webhook{}, fino.SignatureConfig{Header: finoapi.DefaultSignatureHeader}},
		"withATime": {
			finoapi.Webhook{Header: "X-Sig", Prefix: "v1=", TimestampHeader: "X-Time"},
			fino.SignatureConfig{Header: "X-Sig", Prefix: "v1=", TimestampHeader: "X-Time"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			to, hooks := receiver(t)
			a := start(t, func(c *finoapi.Config) {
				c.Webhook = set.sandbox
				c.Webhook.URL, c.Webhook.Secret = to, secret.New(webhookSecret)
			}).signIn()
			set.client.Secrets, set.client.Now = []secret.String{secret.New(webhookSecret)}, a.Now
			signature, err := fino.NewSignature(set.client)
			require.NoError(t, err)

			hash := a.connect("nordlicht", `,"recurring":true`)
			all, _ := a.uba.Logins("ada")
			connected := next(t, hooks)
			require.NoError(t, signature.Check(connected.header, connected.body))
			assert.Error(t, signature.Check(connected.header, append(connected.body, ' ')))
			w, err := fino.ParseWebhook(connected.body)
			require.NoError(t, err)
			w.Raw, w.Synchronized = nil, fino.Time{Time: w.Synchronized.UTC()}
			assert.Equal(t, fino.Webhook{Type: "connected", UserIdentifier: hash, LoginID: all[0].ID, Status: fino.OK, Synchronized: fino.Time{Time: a.Now()}}, w)

			a.Advance(time.Hour)
			require.True(t, a.uba.Synchronize(all[0].ID))
			later := next(t, hooks)
			require.NoError(t, signature.Check(later.header, later.body))
			var body object
			require.NoError(t, json.Unmarshal(later.body, &body))
			assert.Equal(t, "synchronized", body["type"])
			assert.Equal(t, "2026-05-01T10:00:00Z", body["lastSynchronization"])
		})
	}
}

func TestWebhooks_areSentAgainUntilTheyAreTaken(t *testing.T) {
	to, hooks := receiver(t, 500, 302)
	a := start(t, func(c *finoapi.Config) {
		c.Webhook = finoapi.Webhook{URL: to, Secret: secret.New(webhookSecret), RetryWait: time.Millisecond}
	}).signIn()
	a.connect("nordlicht", "")
	first := next(t, hooks)
	for range 2 {
		again := next(t, hooks)
		assert.Equal(t, first.body, again.body)
		assert.Equal(t, first.header.Get(finoapi.DefaultSignatureHeader), again.header.Get(finoapi.DefaultSignatureHeader))
	}
	a.connect("moorland", "")
	assert.Contains(t, string(next(t, hooks).body), "Moorland", "what was taken is not sent again")
}

func TestWebhooks_areGivenUpAfterSomeAttempts(t *testing.T) {
	to, hooks := receiver(t, 500, 500)
	a := start(t, func(c *finoapi.Config) {
		c.Webhook = finoapi.Webhook{URL: to, Secret: secret.New(webhookSecret), RetryWait: time.Millisecond, Attempts: 2}
	}).signIn()
	a.connect("nordlicht", "")
	a.connect("moorland", "")
	assert.Contains(t, string(next(t, hooks).body), "Nordlicht")
	assert.Contains(t, string(next(t, hooks).body), "Nordlicht")
	assert.Contains(t, string(next(t, hooks).body), "Moorland")
}

func TestClose_doesNotWaitForTheNextAttempt(t *testing.T) {
	to, hooks := receiver(t, 500, 500, 500)
	a := start(t, func(c *finoapi.Config) {
		c.Webhook = finoapi.Webhook{URL: to, Secret: secret.New(webhookSecret), RetryWait: time.Hour}
	}).signIn()
	a.connect("nordlicht", "")
	next(t, hooks)
	closed := make(chan struct{})
	go func() { a.face.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		require.FailNow(t, "Close waits")
	}
}
