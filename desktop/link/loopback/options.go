package loopback

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/secret"
)

// DefaultTTL is how long a Listener listens: longer than the widget and a visit
// to a bank may take, each with its default of 15 minutes.
const DefaultTTL = time.Hour

// Options are the settings of a Listener, and a journey.Return that listens with
// them. The zero value is usable.
type Options struct {
	// Logger is told of what was refused, never of an address. Default:
	// discard.
	Logger *slog.Logger
	// Rand is the source of the secret path; default crypto/rand.Reader.
	Rand io.Reader
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Title is the app's name on the page that the user sees.
	Title string
	// TTL is how long to listen; default DefaultTTL.
	TTL time.Duration
	// Localhost puts the name localhost into the URL, for providers that do
	// not take an IP literal. RFC 8252, section 8.3 advises against it: use it
	// only when the literal is refused.
	Localhost bool
	// Again is the URL of an earlier Listener, or a session's return URL that
	// was made of it: the new one listens there again. A restored session needs
	// it, because its user is at the bank and comes back to the old address. It
	// names the host, so Localhost does not count then.
	Again secret.String
}

// Open listens, as a journey.Return. again is the whole return link of a journey
// that an earlier process began: then it takes the place of Again.
//
// Errors: as of Listen; config_invalid for a link of another way back.
func (o Options) Open(ctx context.Context, again secret.String) (journey.Way, error) {
	if !again.IsZero() {
		o.Again = again
	}
	l, err := Listen(ctx, o)
	if err != nil {
		return nil, err // not l: a nil *Listener in a Way is not nil
	}
	return l, nil
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Title == "" {
		o.Title = "the app"
	}
	if o.TTL == 0 {
		o.TTL = DefaultTTL
	}
	return o
}
