// Package client asks a broker on behalf of an app, so that an app that is
// shipped to its users holds no key of a vendor's.
//
// A Client makes sessions, follows them and reports how they ended. Its
// Provider method gives it to everything that takes a provider.Provider: the
// widget URLs, the state of members and their accounts then come from the
// broker, which asks the real provider.
//
// Calls that may be repeated are tried again when the connection breaks, and
// when the broker asks for it; a new session carries an Idempotency-Key, so that
// a repetition makes no second one. Redirects are not followed, answers are
// bounded, and no error and no log line has a widget URL, a nonce, a header or a
// query in it. Errors are *fault.Error: with the broker's own code where there
// is one, and a *provider.CallError as their cause.
package client

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// Options are the settings of a Client. URL, Provider and Authorize are
// required, and Traits for a provider that Connecthost does not ship.
type Options struct {
	// URL is where the broker is, as its PublicURL: https, or http on a loopback
	// address for trying out.
	URL string
	// Provider is the name of one of the broker's providers.
	Provider string
	// Traits say what that provider's widget can do; default traits.Of(Provider).
	Traits traits.Traits
	// NoAccounts is set when the broker's provider is not a
	// provider.AccountReader. (Whether it is a provider.MemberReader its traits
	// say.)
	NoAccounts bool

	// Authorize adds what the broker's Authenticate wants to see, such as a
	// bearer token of the app's own sign-in. It is called for each attempt of
	// each call, from several goroutines. Its error ends the call: put no secret
	// in it.
	Authorize func(*http.Request) error
	// NameUser sends the user that a request names, for a broker with a
	// ProviderUser that decides about it. By default none is sent: the user is
	// the one that Authorize signs in.
	NameUser bool
	// Landing sends users of a bank over the broker's landing page, which opens
	// the app, when the app's preferred way back is not a loopback address.
	Landing bool

	HTTP      *http.Client  // its transport and cookie jar are used; default one of our own
	Timeout   time.Duration // of one attempt; default 30 s, because the broker asks a provider meanwhile
	Retries   int           // further attempts; default 2, negative for none
	RetryWait time.Duration // before the first of them, about doubled for each next one; default 500 ms
	// Idle is how long an event stream may be silent until it counts as broken;
	// default 45 s, which is three of the broker's heartbeats.
	Idle   time.Duration
	Logger *slog.Logger // one debug line for each attempt; default nothing
}

// The defaults.
const (
	defaultTimeout   = 30 * time.Second
	defaultRetries   = 2
	defaultRetryWait = 500 * time.Millisecond
	defaultIdle      = 45 * time.Second
)

// Client asks one broker for sessions with one provider. It is safe for
// concurrent use. New makes one.
type Client struct {
	o    Options
	base string      // Options.URL without a slash at its end
	http http.Client // copied for each call
	kept memory
}

// New returns a Client, or a fault.ConfigInvalid error when a setting is missing
// or cannot be used. It does not call the broker.
func New(o Options) (*Client, error) {
	if o.Traits.IsZero() {
		o.Traits, _ = traits.Of(o.Provider)
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	c := &Client{o: o, base: strings.TrimSuffix(o.URL, "/")}
	if o.HTTP != nil {
		c.http = *o.HTTP
	}
	if c.http.Transport == nil {
		c.http.Transport = ownTransport()
	}
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.http.Timeout = 0 // attempts have their own
	return c, nil
}

func (o Options) check() error {
	switch {
	case !isPlace(o.URL):
		return setting("URL is https, or http on a loopback address, without a user, a query or a fragment")
	case o.Authorize == nil:
		return setting("Authorize is missing: the broker answers users who have signed in")
	case o.Provider == "":
		return setting("Provider is missing")
	case o.Traits.IsZero():
		return setting("Traits are missing: Connecthost knows no provider of this name")
	case o.Traits.Provider != o.Provider:
		return setting("Traits are those of another provider")
	}
	return o.Traits.Check()
}

func (o Options) withDefaults() Options {
	or(&o.Timeout, defaultTimeout)
	or(&o.RetryWait, defaultRetryWait)
	or(&o.Idle, defaultIdle)
	switch {
	case o.Retries == 0:
		o.Retries = defaultRetries
	case o.Retries < 0:
		o.Retries = 0
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

func or(d *time.Duration, otherwise time.Duration) {
	if *d <= 0 {
		*d = otherwise
	}
}

// isPlace reports whether a broker can be at an address. The core knows what a
// loopback address is.
func isPlace(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return false
	}
	_, err = oauth.ReturnURL(strings.TrimSuffix(raw, "/")+"/sessions", secret.String{})
	return err == nil
}

func ownTransport() http.RoundTripper {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // somebody replaced it; theirs is what they want
		return http.DefaultTransport
	}
	transport = transport.Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	transport.MaxResponseHeaderBytes = 256 << 10
	return transport
}

func setting(what string) error {
	return fault.Newf(fault.ConfigInvalid, nil, "The setting of the broker's client is not usable: %s.", what)
}

// CloseIdleConnections closes the connections that no call uses.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// Ready returns nil when the broker can make sessions.
func (c *Client) Ready(ctx context.Context) error {
	return c.do(ctx, call{method: http.MethodGet, path: "/readyz"}, nil)
}
