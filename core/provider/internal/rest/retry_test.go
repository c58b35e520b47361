package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// flaky answers with each status in turn, then with 200.
func flaky(calls *atomic.Int32, statuses ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		n := int(calls.Add(1))
		if n <= len(statuses) {
			w.WriteHeader(statuses[n-1])
			return
		}
		_, _ = io.WriteString(w, `{"user":{}}`)
	}
}

func TestOnlyRepeatableCallsAreRepeated(t *testing.T) {
	rows := []struct {
		name, method string
		status       []int
		calls        int32
		ok           bool
	}{
		{"GET after 503 and 500", http.MethodGet, []int{503, 500}, 3, true},
		{"PUT after 502", http.MethodPut, []int{502}, 2, true},
		{"DELETE after 429", http.MethodDelete, []int{429}, 2, true},
		{"GET after 408", http.MethodGet, []int{408}, 2, true},
		{"POST never after 503", http.MethodPost, []int{503}, 1, false},
		{"POST never after 429", http.MethodPost, []int{429}, 1, false},
		{"PATCH never", http.MethodPatch, []int{503}, 1, false},
		{"GET not after 404", http.MethodGet, []int{404}, 1, false},
		{"GET not after 501", http.MethodGet, []int{501}, 1, false},
		{"GET at most three times", http.MethodGet, []int{500, 500, 500, 500}, 3, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var calls atomic.Int32
			c := serve(t, flaky(&calls, row.status...))
			_, err := c.Do(t.Context(), Call{Method: row.method, Path: "/x", Body: map[string]int{}})
			assert.Equal(t, row.ok, err == nil, "%v", err)
			assert.Equal(t, row.calls, calls.Load())
		})
	}
}

func TestACallThatMayBeMadeOnceIsNotRepeated(t *testing.T) {
	var calls atomic.Int32
	c := serve(t, flaky(&calls, 503))
	_, err := c.Do(t.Context(), Call{Method: http.MethodPut, Path: "/x", Once: true})
	requireFault(t, err, fault.ProviderUnavailable)
	assert.EqualValues(t, 1, calls.Load())
}

func TestPOSTIsNotRepeatedAfterADroppedConnection(t *testing.T) {
	var calls atomic.Int32
	c := serve(t, func(http.ResponseWriter, *http.Request) { calls.Add(1); panic(http.ErrAbortHandler) })
	_, err := c.Do(t.Context(), postUser)
	requireFault(t, err, fault.ProviderUnreachable)
	assert.EqualValues(t, 1, calls.Load())
}

func TestTruncatedBodyIsRepeatedThenRead(t *testing.T) {
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) == 1 {
			truncated(w, r)
			return
		}
		_, _ = io.WriteString(w, `{"user":{}}`)
	})
	answer, err := c.Do(t.Context(), getUser)
	require.NoError(t, err)
	assert.JSONEq(t, `{"user":{}}`, string(answer.Body))
}

func TestRepeatedCallSendsItsBodyAgain(t *testing.T) {
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if calls.Add(1) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		assert.Equal(t, `{"a":1}`, string(body))
	})
	_, err := c.Do(t.Context(), Call{Method: http.MethodPut, Path: "/x", Body: map[string]int{"a": 1}})
	require.NoError(t, err)
	assert.EqualValues(t, 2, calls.Load())
}

// bubble returns a client that asks answer, for use in a synctest bubble.
func bubble(t *testing.T, answer roundTripper, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{
		BaseURL: "https://api.example", HTTPClient: &http.Client{Transport: answer},
		Random: func() float64 { return 0.5 },
	}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	require.NoError(t, err)
	return c
}

func TestWaitBetweenAttempts(t *testing.T) {
	later := func(v string) http.Header { return http.Header{"Retry-After": {v}} }
	rows := []struct {
		name   string
		header http.Header
		took   time.Duration
		calls  int
	}{
		{"doubles without Retry-After", nil, 375*time.Millisecond + 750*time.Millisecond, 3},
		{"is what Retry-After says", later("2"), 4 * time.Second, 3},
		{"is none for a zero", later("0"), 0, 3},
		{"is none for a date in the past", later("Fri, 31 Dec 1999 23:59:59 GMT"), 0, 3},
		{"ignores nonsense", later("soon"), 375*time.Millisecond + 750*time.Millisecond, 3},
		{"is left to the caller when long", later("11"), 0, 1},
		{"is left to the caller when absurd", later("9223372036854775807"), 0, 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				c := bubble(t, func(*http.Request) (*http.Response, error) { calls++; return respond(429, row.header, "") })
				start := time.Now()
				requireFault(t, get(c), fault.ProviderRateLimited)
				assert.Equal(t, row.took, time.Since(start))
				assert.Equal(t, row.calls, calls)
			})
		})
	}
}

func TestEachAttemptHasFifteenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := bubble(t, silent, func(o *Options) { o.Retries = -1 })
		start := time.Now()
		requireFault(t, get(c), fault.ProviderTimeout)
		assert.Equal(t, DefaultTimeout, time.Since(start))
	})
}

// silent never answers.
func silent(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

func TestCallersContextEndsTheCall(t *testing.T) {
	busy := func(*http.Request) (*http.Response, error) { return respond(503, nil, "") }
	rows := []struct {
		name   string
		answer roundTripper
		cancel bool
		code   fault.Code
		known  error
		took   time.Duration
	}{
		{"cancelled during an attempt", silent, true, fault.ProviderCanceled, context.Canceled, 100 * time.Millisecond},
		{"cancelled between attempts", busy, true, fault.ProviderCanceled, context.Canceled, 100 * time.Millisecond},
		{"out of time during an attempt", silent, false, fault.ProviderTimeout, context.DeadlineExceeded, 100 * time.Millisecond},
		{"out of time between attempts", busy, false, fault.ProviderTimeout, context.DeadlineExceeded, 100 * time.Millisecond},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := bubble(t, row.answer)
				ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
				if row.cancel {
					ctx, cancel = context.WithCancel(context.Background())
					time.AfterFunc(100*time.Millisecond, cancel)
				}
				defer cancel()
				start := time.Now()
				_, err := c.Do(ctx, getUser)
				_, cause := requireFault(t, err, row.code)
				require.ErrorIs(t, cause, row.known)
				assert.Equal(t, row.took, time.Since(start))
			})
		})
	}
}

func TestRetryAfterBeyondTheCallersTimeIsReturnedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := bubble(t, func(*http.Request) (*http.Response, error) {
			return respond(429, http.Header{"Retry-After": {"5"}}, "")
		})
		ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Do(ctx, getUser)
		_, cause := requireFault(t, err, fault.ProviderRateLimited)
		assert.Equal(t, 5*time.Second, cause.RetryAfter)
		assert.Zero(t, time.Since(start))
	})
}

func TestCertificateProblemIsNotRepeated(t *testing.T) {
	calls := 0
	c := bubble(t, func(*http.Request) (*http.Response, error) {
		calls++
		return nil, errors.New("tls: failed to verify certificate: x509: certificate is not trusted")
	})
	requireFault(t, get(c), fault.ProviderUnreachable)
	assert.Equal(t, 1, calls)
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "120", "-1", "99999999999999999999", "Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 2999 23:59:59 GMT"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		wait, ok := retryAfter(http.Header{"Retry-After": {value}})
		assert.GreaterOrEqual(t, wait, time.Duration(0))
		assert.LessOrEqual(t, wait, 24*time.Hour)
		assert.True(t, ok || wait == 0)
	})
}
