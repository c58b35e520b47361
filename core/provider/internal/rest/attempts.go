package rest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// httpClient returns the client that all calls copy: the app's with our
// rules, or one of our own.
func httpClient(o Options) http.Client {
	var client http.Client
	if o.HTTPClient != nil {
		client = *o.HTTPClient
	}
	if client.Transport == nil {
		client.Transport = ownTransport()
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if o.Timeout > 0 {
		client.Timeout = o.Timeout
	} else if client.Timeout <= 0 {
		client.Timeout = DefaultTimeout
	}
	return client
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

// attempts makes the single attempts of one call. It reads each answer whole,
// so that a body that breaks off or stalls fails the attempt, under the
// attempt's time limit, and can be tried again.
type attempts struct {
	next    http.RoundTripper
	failure failure
	log     *slog.Logger
	count   int
}

// RoundTrip implements http.RoundTripper.
func (a *attempts) RoundTrip(req *http.Request) (*http.Response, error) {
	a.count++
	start := time.Now()
	resp, err := a.next.RoundTrip(req)
	if err == nil {
		err = readWhole(resp)
	}
	a.report(req, resp, err, time.Since(start))
	if err != nil {
		return nil, err
	}
	// http.Client parses a redirect's address even when it does not follow
	// it, and quotes it in its error.
	resp.Header.Del("Location")
	return resp, nil
}

func (a *attempts) report(req *http.Request, resp *http.Response, err error, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("method", a.failure.call.Method), slog.String("path", a.failure.call.Path),
		slog.Int("attempt", a.count), slog.Duration("took", took),
	}
	if resp != nil {
		attrs = append(attrs, slog.Int("status", resp.StatusCode))
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", a.failure.reason(err)))
	}
	a.log.LogAttrs(req.Context(), slog.LevelDebug, "provider call", attrs...)
}

var errTooLarge = errors.New("the answer is larger than 8 MiB")

// brokenBody says that an answer began and did not end as announced.
type brokenBody struct{ err error }

func (e *brokenBody) Error() string { return "the answer broke off: " + e.err.Error() }
func (e *brokenBody) Unwrap() error { return e.err }

// readWhole replaces the body of resp with its content, in memory.
func readWhole(resp *http.Response) error {
	defer resp.Body.Close()
	if resp.ContentLength > MaxAnswer {
		return errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswer+1))
	switch {
	case err != nil:
		return &brokenBody{err}
	case len(body) > MaxAnswer:
		return errTooLarge
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return nil
}
