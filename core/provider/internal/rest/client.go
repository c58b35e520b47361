// Package rest carries the calls of the provider clients: JSON over HTTPS,
// with the same rules for every provider.
//
//   - Each attempt has a time limit, and the caller's context ends everything.
//   - Calls that may be repeated (GET, HEAD, PUT, DELETE) are tried again after
//     a broken connection, 408, 429 and 5xx, with back-off, or after the time
//     that Retry-After names when that is short. POST and Call.Once never are.
//   - An answer is read whole within its attempt, up to MaxAnswer.
//   - Redirects are not followed: an API does not move, and a redirect could
//     carry the credentials elsewhere.
//   - A failure is a *fault.Error whose cause is a *provider.CallError. No
//     error and no log line holds a URL, a query, a header or a body.
package rest

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// The defaults and limits of a Client.
const (
	DefaultTimeout   = 15 * time.Second
	DefaultRetries   = 2
	DefaultRetryWait = 500 * time.Millisecond
	MaxRetryWait     = 10 * time.Second // a longer Retry-After is the caller's to wait for
	MaxAnswer        = 8 << 20
)

// Options describes a Client. BaseURL is required.
type Options struct {
	BaseURL   string
	Header    http.Header       // sent with every call
	Authorize func(http.Header) // adds the credentials to a call's headers
	Secrets   []secret.String   // masked wherever a provider repeats them
	// PlainText says that the provider declares its plain error texts as HTML.
	// An answer that is declared as HTML and does not begin with a tag is then
	// read as text.
	PlainText bool

	HTTPClient *http.Client  // its transport is used; nil for one of our own
	Timeout    time.Duration // per attempt; default the HTTPClient's, else DefaultTimeout
	Retries    int           // further attempts; 0 for DefaultRetries, negative for none
	RetryWait  time.Duration // before the first further attempt, doubled for each next one
	Logger     *slog.Logger  // one debug line per attempt; nil for silence

	Random func() float64 // in [0,1), spreads the back-off; default math/rand
}

// Client makes calls to one provider. It is safe for concurrent use.
type Client struct {
	base      string
	header    http.Header
	authorize func(http.Header)
	redact    secret.Redactor
	plain     bool        // Options.PlainText
	http      http.Client // copied for each call
	retries   int
	retryWait time.Duration
	log       *slog.Logger
	random    func() float64
}

// New returns a Client, or a fault.ConfigInvalid error when the base URL
// cannot be used.
func New(o Options) (*Client, error) {
	base, err := baseURL(o.BaseURL)
	if err != nil {
		return nil, err
	}
	secrets := make([]string, len(o.Secrets))
	for i, s := range o.Secrets {
		secrets[i] = s.Reveal()
	}
	c := &Client{
		base: base, header: o.Header.Clone(), authorize: o.Authorize,
		redact: secret.NewRedactor(secrets...), plain: o.PlainText, http: httpClient(o),
		retries: o.Retries, retryWait: o.RetryWait, log: o.Logger, random: o.Random,
	}
	c.setDefaults()
	return c, nil
}

func (c *Client) setDefaults() {
	switch {
	case c.retries == 0:
		c.retries = DefaultRetries
	case c.retries < 0:
		c.retries = 0
	}
	if c.retryWait <= 0 {
		c.retryWait = DefaultRetryWait
	}
	if c.authorize == nil {
		c.authorize = func(http.Header) {}
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.random == nil {
		c.random = rand.Float64
	}
}

// CloseIdleConnections closes the connections that no call uses.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }

// Do makes a call. An answer outside 200 to 299 is an error.
func (c *Client) Do(ctx context.Context, call Call) (Answer, error) {
	f := failure{call: call, plain: c.plain, redact: c.redact, hidden: secret.NewRedactor(call.Hide...)}
	req, err := c.request(ctx, call)
	if err != nil {
		return Answer{}, err
	}
	resp, err := c.send(ctx, f, req)
	if err != nil {
		return Answer{}, f.transport(ctx, err)
	}
	answer, err := c.answer(f, resp)
	if err != nil {
		return Answer{}, f.transport(ctx, err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return Answer{}, f.status(resp, answer.Body)
	}
	return answer, nil
}

// send makes the attempts.
func (c *Client) send(ctx context.Context, f failure, req *retryablehttp.Request) (*http.Response, error) {
	one := c.http
	one.Transport = &attempts{next: c.http.Transport, failure: f, log: c.log}
	retry := retryablehttp.Client{
		// The library's own log lines hold URLs; attempts writes ours.
		Logger:       nil,
		HTTPClient:   &one,
		RetryMax:     c.retries,
		RetryWaitMin: c.retryWait,
		RetryWaitMax: MaxRetryWait,
		CheckRetry:   retryPolicy(f.call),
		Backoff:      c.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return retry.Do(req)
}

// baseURL checks a base URL and returns it without a final slash.
func baseURL(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil || !Secure(u) || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		// The cause of a parse error quotes the URL; leave it out.
		return "", fault.Newf(fault.ConfigInvalid, nil,
			"The provider's base URL must be https, or http on a loopback address, without user, query or fragment.")
	}
	u.Path = trimSlash(u.Path)
	u.RawPath = trimSlash(u.RawPath)
	return u.String(), nil
}
