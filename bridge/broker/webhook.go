package broker

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/body"
	"github.com/connecthost/connecthost/bridge/broker/internal/digest"
	"github.com/connecthost/connecthost/bridge/broker/webhook"
	"github.com/connecthost/connecthost/core/fault"
)

// receiveWebhook checks a webhook, stores it and answers. It is handled after
// that, so that a slow handler does not make the provider send it again.
func (b *Broker) receiveWebhook(w http.ResponseWriter, r *http.Request) error {
	mount, ok := b.mounts[r.PathValue("provider")]
	if !ok || mount.Webhook == nil {
		return answer.NotFound()
	}
	count := func(verdict string) { b.metrics.Webhooks.WithLabelValues(mount.Provider.Name(), verdict).Inc() }
	text, err := body.Any(w, r, b.o.Limits.WebhookBody)
	if err != nil {
		return err
	}
	if !mount.Webhook.Verify.Verify(r.Header, text) {
		count("refused")
		return answer.Refuse(http.StatusUnauthorized, fault.BrokerWebhookRefused, nil)
	}
	if err := parseWebhook(text); err != nil {
		count("malformed")
		return err
	}
	d, err := b.delivery(r, mount, text)
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

// parseWebhook checks that a body is JSON. Its contents are the
// provider's matter and the app's.
func parseWebhook(text []byte) error {
	if !json.Valid(text) {
		return answer.Invalid("The body is not JSON.")
	}
	return nil
}

func (b *Broker) delivery(r *http.Request, m Mount, text []byte) (Delivery, error) {
	name := m.Provider.Name()
	identity := string(text)
	if h := m.Webhook.IDHeader; h != "" && r.Header.Get(h) != "" {
		identity = "id " + r.Header.Get(h)
	}
	sealed, err := b.seal(string(text), "webhook "+name)
	return Delivery{Key: digest.Of(name, identity), Provider: name, Sealed: sealed, Received: b.o.Now().UTC()}, err
}

// deliverers is how many deliveries run at once: none without webhooks.
func (b *Broker) deliverers() int {
	for _, m := range b.mounts {
		if m.Webhook != nil {
			return b.o.Webhooks.Parallel
		}
	}
	return 0
}

// deliver hands webhooks to their handlers until the context ends.
func (b *Broker) deliver(ctx context.Context) {
	for ctx.Err() == nil {
		d, err := b.o.Store.Pull(ctx, b.o.Webhooks.Retry)
		if ctx.Err() != nil {
			return // a delivery that was just pulled comes again
		}
		if err != nil {
			b.o.Logger.Warn("no webhooks can be taken from the store", "error", err)
			pause(ctx, watchPause)
			continue
		}
		b.handle(ctx, d)
	}
}

var errPanic = errors.New("the handler panicked")

// handle calls the handler once, and takes the webhook out of the store when
// it was handled or is given up.
func (b *Broker) handle(ctx context.Context, d Delivery) {
	log := b.o.Logger.With("provider", d.Provider, "webhook", digest.Mask(d.Key), "attempt", d.Attempt)
	verdict := "handled"
	if err := b.call(ctx, d); err != nil {
		if d.Attempt < b.o.Webhooks.Attempts {
			log.Warn("a webhook was not handled and comes again", "error", err)
			b.metrics.Webhooks.WithLabelValues(d.Provider, "failed").Inc()
			return
		}
		log.Error("a webhook was never handled", "error", err)
		verdict = "given_up"
		b.giveUp(d)
	}
	b.metrics.Webhooks.WithLabelValues(d.Provider, verdict).Inc()
	// The work is done: a broker that closes still says so.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := b.o.Store.Done(ctx, d); err != nil {
		log.Warn("a webhook that was handled comes again", "error", err)
	}
}

// call runs the handler. It may finish when the broker closes.
func (b *Broker) call(ctx context.Context, d Delivery) (err error) {
	e, err := b.event(d)
	if err != nil {
		return err
	}
	mount := b.mounts[d.Provider]
	if mount.Webhook == nil {
		return errors.New("this instance has no webhook for the provider")
	}
	defer func() {
		if recover() != nil {
			err = errPanic // its value may hold secrets
		}
	}()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.o.Webhooks.Retry)
	defer cancel()
	return mount.Webhook.Handle(ctx, e)
}

func (b *Broker) event(d Delivery) (webhook.Event, error) {
	body, err := b.unseal(d.Sealed, "webhook "+d.Provider)
	return webhook.Event{Provider: d.Provider, Body: json.RawMessage(body), Received: d.Received, Attempt: d.Attempt}, err
}

func (b *Broker) giveUp(d Delivery) {
	if b.o.Webhooks.GivenUp == nil {
		return
	}
	e, err := b.event(d)
	if err != nil {
		e = webhook.Event{Provider: d.Provider, Received: d.Received, Attempt: d.Attempt}
	}
	defer func() { _ = recover() }()
	b.o.Webhooks.GivenUp(e)
}
