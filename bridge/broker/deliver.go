package broker

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/webhook"
)

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
	log := b.o.Logger.With("provider", d.Provider, "webhook", mask(d.Key), "attempt", d.Attempt)
	verdict := "handled"
	if err := b.call(ctx, d); err != nil {
		if d.Attempt < b.o.Webhooks.Attempts {
			log.Warn("a webhook was not handled and comes again", "error", err)
			b.metrics.webhooks.WithLabelValues(d.Provider, "failed").Inc()
			return
		}
		log.Error("a webhook was never handled", "error", err)
		verdict = "given_up"
		b.giveUp(d)
	}
	b.metrics.webhooks.WithLabelValues(d.Provider, verdict).Inc()
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
