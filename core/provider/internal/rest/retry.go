package rest

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// retryPolicy decides whether an attempt is followed by another one.
func retryPolicy(call Call) retryablehttp.CheckRetry {
	return func(ctx context.Context, resp *http.Response, err error) (bool, error) {
		if call.Once || !repeatable(call.Method) || ctx.Err() != nil || errors.Is(err, errTooLarge) {
			return false, nil
		}
		if resp != nil && !worthWaiting(ctx, resp) {
			return false, nil
		}
		again, _ := retryablehttp.DefaultRetryPolicy(ctx, resp, err)
		return again || resp != nil && resp.StatusCode == http.StatusRequestTimeout, nil
	}
}

// repeatable reports whether doing a call twice has the effect of doing it
// once (RFC 9110, section 9.2.2).
func repeatable(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}

// worthWaiting reports whether the wait that the provider asks for is short
// and ends before the caller's time does.
func worthWaiting(ctx context.Context, resp *http.Response) bool {
	wait, ok := retryAfter(resp.Header)
	if !ok {
		return true
	}
	deadline, limited := ctx.Deadline()
	return wait <= MaxRetryWait && (!limited || wait < time.Until(deadline))
}

// backoff returns the wait before the next attempt: the one that the provider
// asks for, else a time that doubles and is spread over its upper half.
func (c *Client) backoff(shortest, longest time.Duration, attempt int, resp *http.Response) time.Duration {
	if resp != nil {
		if wait, ok := retryAfter(resp.Header); ok {
			return wait
		}
	}
	half := retryablehttp.DefaultBackoff(shortest, longest, attempt, nil) / 2
	return half + time.Duration(c.random()*float64(half))
}

// retryAfter reads the Retry-After header: seconds or a date (RFC 9110,
// section 10.2.3). A time in the past is a wait of zero; a day is the most.
func retryAfter(header http.Header) (time.Duration, bool) {
	const most = 24 * time.Hour
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 63); err == nil {
		return time.Duration(min(seconds, uint64(most/time.Second))) * time.Second, true
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	return min(max(time.Until(date), 0), most), true
}
