package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/connecthost/connecthost/core/fault"
)

const (
	maxAnswer    = 1 << 20          // bytes of an answer
	maxRetryWait = 10 * time.Second // a longer Retry-After is the caller's to wait for
)

// call is one call to the broker.
type call struct {
	method string
	path   string     // template, such as /sessions/{id}; errors and logs show it
	id     string     // fills {id}
	query  url.Values //
	body   any        // sent as JSON; nil for none
	key    string     // Idempotency-Key; "" for none
	repeat bool       // may be sent again although the method does not say so
	stream bool       // the answer goes on: it is not read, and has no time limit
	seen   int64      // Last-Event-ID; 0 for none
}

// do makes a call and decodes the answer into out, unless that is nil.
func (c *Client) do(ctx context.Context, k call, out any) error {
	resp, err := c.send(ctx, k)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return k.broken(ctx, err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return k.refused(resp, text)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return k.badAnswer(resp.StatusCode, "not the JSON that is described") // the error may quote it
	}
	return nil
}

// send makes the attempts of a call.
func (c *Client) send(ctx context.Context, k call) (*http.Response, error) {
	req, err := c.request(ctx, k)
	if err != nil {
		return nil, err
	}
	one := c.http
	one.Transport = &attempts{next: c.http.Transport, authorize: c.o.Authorize, call: k, log: c.o.Logger}
	if !k.stream {
		one.Timeout = c.o.Timeout
	}
	retry := retryablehttp.Client{
		// The library's own log lines hold URLs; attempts writes ours.
		Logger:       nil,
		HTTPClient:   &one,
		RetryMax:     c.o.Retries,
		RetryWaitMin: c.o.RetryWait,
		RetryWaitMax: maxRetryWait,
		CheckRetry:   k.again,
		Backoff:      backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	resp, err := retry.Do(req)
	if err != nil {
		return nil, k.broken(ctx, err)
	}
	return resp, nil
}

func (c *Client) request(ctx context.Context, k call) (*retryablehttp.Request, error) {
	address := c.base + strings.ReplaceAll(k.path, "{id}", url.PathEscape(k.id))
	if len(k.query) > 0 {
		address += "?" + k.query.Encode()
	}
	var body any // nil, not an empty body, for none
	if k.body != nil {
		text, err := json.Marshal(k.body)
		if err != nil {
			return nil, fault.Newf(fault.ProviderInputInvalid, nil, "The request to the broker cannot be written as JSON.")
		}
		body = text
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, k.method, address, body)
	if err != nil {
		return nil, fault.Newf(fault.ProviderInputInvalid, nil, "The request to the broker cannot be built.")
	}
	k.head(req.Header)
	return req, nil
}

func (k call) head(h http.Header) {
	h.Set("Accept", "application/json")
	if k.stream {
		h.Set("Accept", "text/event-stream")
	}
	if k.body != nil {
		h.Set("Content-Type", "application/json")
	}
	if k.key != "" {
		h.Set("Idempotency-Key", k.key)
	}
	if k.seen > 0 {
		h.Set("Last-Event-ID", strconv.FormatInt(k.seen, 10))
	}
}

// again decides whether an attempt is followed by another one.
func (k call) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	repeatable := k.method == http.MethodGet || k.method == http.MethodDelete || k.key != "" || k.repeat
	var refused *unauthorized
	if !repeatable || ctx.Err() != nil || errors.Is(err, errTooLarge) || errors.As(err, &refused) {
		return false, nil
	}
	if resp != nil {
		wait, asked := retryAfter(resp.Header)
		if wait > maxRetryWait {
			return false, nil
		}
		// The broker says so while it answers the same request already.
		if resp.StatusCode == http.StatusConflict && asked || resp.StatusCode == http.StatusRequestTimeout {
			return true, nil
		}
	}
	more, _ := retryablehttp.DefaultRetryPolicy(ctx, resp, err)
	return more, nil
}

// backoff returns the wait before the next attempt: what the broker asks for,
// else a time that doubles and is spread over its upper half.
func backoff(shortest, longest time.Duration, attempt int, resp *http.Response) time.Duration {
	if resp != nil {
		if wait, ok := retryAfter(resp.Header); ok {
			return wait
		}
	}
	half := retryablehttp.DefaultBackoff(shortest, longest, attempt, nil) / 2
	return half + rand.N(half+1)
}

// retryAfter reads Retry-After in seconds, as brokers send it.
func retryAfter(h http.Header) (time.Duration, bool) {
	const most = 24 * 60 * 60
	seconds, err := strconv.ParseUint(h.Get("Retry-After"), 10, 63)
	return time.Duration(min(seconds, most)) * time.Second, err == nil
}

// attempts makes the single attempts of one call. It reads each answer whole,
// so that a body that breaks off or stalls fails the attempt, under the
// attempt's time limit, and can be tried again.
type attempts struct {
	next      http.RoundTripper
	authorize func(*http.Request) error
	call      call
	log       *slog.Logger
	count     int
}

// unauthorized is an error of Options.Authorize.
type unauthorized struct{ err error }

// Error says that the request was never sent.
func (e *unauthorized) Error() string { return "the request was not authorized" }

// Unwrap returns the app's own error.
func (e *unauthorized) Unwrap() error { return e.err }

// RoundTrip implements http.RoundTripper.
func (a *attempts) RoundTrip(req *http.Request) (*http.Response, error) {
	a.count++
	start := time.Now()
	resp, err := a.attempt(req)
	status := 0
	if resp != nil {
		status = resp.StatusCode
	}
	a.log.LogAttrs(req.Context(), slog.LevelDebug, "broker call",
		slog.String("method", a.call.method), slog.String("path", a.call.path), slog.Int("attempt", a.count),
		slog.Int("status", status), slog.Duration("took", time.Since(start)), slog.Bool("failed", err != nil))
	return resp, err
}

func (a *attempts) attempt(req *http.Request) (*http.Response, error) {
	signed := req.Clone(req.Context())
	if err := a.authorize(signed); err != nil {
		if signed.Body != nil {
			signed.Body.Close()
		}
		return nil, &unauthorized{err}
	}
	resp, err := a.next.RoundTrip(signed)
	if err != nil {
		return nil, err
	}
	// http.Client parses a redirect's address even when it does not follow it,
	// and quotes it in its error.
	resp.Header.Del("Location")
	if a.call.stream && resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	if err := readWhole(resp); err != nil {
		return nil, err
	}
	return resp, nil
}

var errTooLarge = errors.New("the answer is larger than 1 MiB")

// errBroken says that an answer began and did not end as announced.
var errBroken = errors.New("the answer broke off")

// readWhole replaces the body of resp with its content, in memory.
func readWhole(resp *http.Response) error {
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case len(text) > maxAnswer:
		return errTooLarge
	case err != nil:
		return errors.Join(errBroken, err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(text))
	resp.ContentLength = int64(len(text))
	return nil
}
