// Package webhook has what an app's backend says about the webhooks that
// providers send to its broker: how to tell that one is the provider's, what
// to do with it, and how often to try.
//
// The providers' public documents that this was written from do not say in
// full how webhooks are signed, so that is a setting: see HMAC, SharedSecret
// and BasicAuth, and take from the provider which one applies.
package webhook

import (
	"context"
	"encoding/json"
	"time"
)

// Config describes how one provider tells the app's backend what happened.
// Verify and Handle are required.
type Config struct {
	// Verify reports whether a webhook is the provider's.
	Verify Verifier
	// IDHeader names a header that has an identifier of the webhook, the same
	// when it is sent again. Without one, two webhooks with the same body
	// within Options.Remember are taken for one.
	IDHeader string
	// Handle gets each webhook at least once, by one instance at a time: when
	// it returns an error, panics, or the process dies, it is called again
	// after Options.Retry, by any instance, up to Options.Attempts times. It
	// may be called concurrently, and out of order. It must be done within
	// Options.Retry; its context ends then.
	Handle func(context.Context, Event) error
}

// Event is a webhook that was verified.
type Event struct {
	Provider string
	Body     json.RawMessage // JSON, as it was sent
	Received time.Time
	Attempt  int // 1 for the first delivery
}

// Options are the settings of the delivery. Zero fields have defaults.
type Options struct {
	Remember time.Duration // how long a webhook is remembered as received; default 24 h
	Retry    time.Duration // between two deliveries of one webhook; default 30 s
	Attempts int           // deliveries until a webhook is given up; default 20
	Parallel int           // deliveries at once by this instance; default 4
	// GivenUp gets each webhook that was never handled, in the place of
	// silence. The log and a metric tell too.
	GivenUp func(Event)
}
