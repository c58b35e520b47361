package broker

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/fault"
)

// Webhook describes how one provider tells the app's backend what happened.
//
// The providers' public documents that this was written from do not say in
// full how webhooks are signed, so that is a setting: see HMAC, SharedSecret
// and BasicAuth, and take from the provider which one applies.
type Webhook struct {
	// Verify reports whether a webhook is the provider's.
	Verify Verifier
	// IDHeader names a header that has an identifier of the webhook, the same
	// when it is sent again. Without one, two webhooks with the same body
	// within WebhookOptions.Remember are taken for one.
	IDHeader string
	// Handle gets each webhook at least once, by one instance at a time: when
	// it returns an error, panics, or the process dies, it is called again
	// after WebhookOptions.Retry, by any instance, up to
	// WebhookOptions.Attempts times. It may be called concurrently, and out of
	// order. It must be done within WebhookOptions.Retry; its context ends
	// then.
	Handle func(context.Context, Event) error
}

// Event is a webhook that was verified.
type Event struct {
	Provider string
	Body     json.RawMessage // JSON, as it was sent
	Received time.Time
	Attempt  int // 1 for the first delivery
}

// WebhookOptions are the settings of the delivery. Zero fields have defaults.
type WebhookOptions struct {
	Remember time.Duration // how long a webhook is remembered as received; default 24 h
	Retry    time.Duration // between two deliveries of one webhook; default 30 s
	Attempts int           // deliveries until a webhook is given up; default 20
	Parallel int           // deliveries at once by this instance; default 4
	// GivenUp gets what was never handled, in the place of silence. The log
	// and a metric tell too.
	GivenUp func(Event)
}

func (o WebhookOptions) withDefaults() WebhookOptions {
	orInt(&o.Remember, 24*time.Hour)
	orInt(&o.Retry, 30*time.Second)
	orInt(&o.Attempts, 20)
	orInt(&o.Parallel, 4)
	return o
}

// receiveWebhook checks a webhook, stores it and answers. It is handled after
// that, so that a slow handler does not make the provider send it again.
func (b *Broker) receiveWebhook(w http.ResponseWriter, r *http.Request) error {
	mount, ok := b.mounts[r.PathValue("provider")]
	if !ok || mount.Webhook == nil {
		return notFound()
	}
	count := func(verdict string) { b.metrics.webhooks.WithLabelValues(mount.Provider.Name(), verdict).Inc() }
	body, err := readLimited(w, r, b.o.Limits.WebhookBody)
	if err != nil {
		return err
	}
	if !mount.Webhook.Verify.Verify(r.Header, body) {
		count("refused")
		return refuse(http.StatusUnauthorized, fault.BrokerWebhookRefused, nil)
	}
	if err := parseWebhook(body); err != nil {
		count("malformed")
		return err
	}
	d, err := b.delivery(r, mount, body)
	if err != nil {
		return err
	}
	fresh, err := b.o.Store.Push(r.Context(), d, b.o.Webhooks.Remember)
	if err != nil {
		return err
	}
	if fresh {
		count("accepted")
	} else {
		count("repeated")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// parseWebhook checks that a body is JSON. What is in it is the provider's
// matter and the app's.
func parseWebhook(body []byte) error {
	if !json.Valid(body) {
		return invalid("The body is not JSON.")
	}
	return nil
}

func (b *Broker) delivery(r *http.Request, m Mount, body []byte) (Delivery, error) {
	name := m.Provider.Name()
	identity := string(body)
	if h := m.Webhook.IDHeader; h != "" && r.Header.Get(h) != "" {
		identity = "id " + r.Header.Get(h)
	}
	sealed, err := b.seal(string(body), "webhook "+name)
	return Delivery{Key: digest(name, identity), Provider: name, Sealed: sealed, Received: b.o.Now().UTC()}, err
}
