package broker

import (
	"encoding/json"
	"net/http"

	"github.com/connecthost/connecthost/core/fault"
)

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
