package broker

import (
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// problem is the body of every answer that is not a success.
type problem struct {
	Code      fault.Code `json:"code"`
	Message   string     `json:"message"`
	Retryable bool       `json:"retryable"`
}

// refusal is an error with the HTTP status that it is answered with.
type refusal struct {
	status int
	err    *fault.Error
	wait   time.Duration // for Retry-After
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

func refuse(status int, code fault.Code, cause error) *refusal {
	return &refusal{status: status, err: fault.New(code, cause)}
}

// invalid refuses a request that is not understood.
func invalid(format string, args ...any) *refusal {
	return &refusal{status: http.StatusBadRequest, err: fault.Newf(fault.InputInvalid, nil, format, args...)}
}

// contradictory refuses a request that is well formed and cannot be done.
func contradictory(format string, args ...any) *refusal {
	r := invalid(format, args...)
	r.status = http.StatusUnprocessableEntity
	return r
}

func notFound() *refusal { return refuse(http.StatusNotFound, fault.BrokerNotFound, nil) }

func limited(wait time.Duration) *refusal {
	r := refuse(http.StatusTooManyRequests, fault.BrokerRateLimited, nil)
	r.wait = wait
	return r
}

// storeWait is what clients are told to wait when the store cannot be used.
const storeWait = 2 * time.Second

// refusalOf decides how an error is answered. One that is of no known kind
// comes from the store.
func refusalOf(err error) *refusal {
	if r := (*refusal)(nil); errors.As(err, &r) {
		return r
	}
	if errors.Is(err, ErrNotFound) {
		return notFound()
	}
	f := (*fault.Error)(nil)
	if !errors.As(err, &f) {
		return &refusal{http.StatusServiceUnavailable, fault.New(fault.BrokerUnavailable, err), storeWait}
	}
	r := &refusal{status: statusOf(f), err: f}
	if r.status == http.StatusServiceUnavailable {
		r.wait = storeWait
		if call := (*provider.CallError)(nil); errors.As(err, &call) {
			r.wait = max(r.wait, call.RetryAfter)
		}
	}
	return r
}

// statusOf maps what a provider's client says. What the client's request
// caused is 422, what may go better later 503, and everything else 502.
func statusOf(f *fault.Error) int {
	switch {
	case f.Code == fault.SessionEnded:
		return http.StatusConflict
	case f.Code == fault.Other: // a provider's error without a code
		return http.StatusBadGateway
	case f.Stage == fault.StageSession || f.Stage == fault.StageOAuth:
		return http.StatusBadRequest
	case f.Stage == fault.StageConfig:
		return http.StatusInternalServerError
	}
	switch f.Code {
	case fault.ProviderInputInvalid, fault.ProviderNotFound, fault.ProviderRejected, fault.ProviderConflict, fault.MemberUnknown:
		return http.StatusUnprocessableEntity
	case fault.BrokerForbidden:
		return http.StatusForbidden
	case fault.ProviderBadAnswer:
		return http.StatusBadGateway
	}
	if f.Retryable {
		return http.StatusServiceUnavailable
	}
	return http.StatusBadGateway
}

// fail answers a request with an error.
func (b *Broker) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := refusalOf(err)
	note(r, f.err)
	if f.err.Code == fault.BrokerUnavailable {
		b.metrics.storeErrors.Inc()
	}
	if f.wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(f.wait.Seconds()))))
	}
	if f.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	level := slog.LevelInfo
	if f.status >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	b.o.Logger.Log(r.Context(), level, "refused", "status", f.status, "error", f.err)
	answer(w, f.status, problem{f.err.Code, f.err.Message, f.err.Retryable})
}

// answer writes JSON.
func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// An error here means that the client has gone.
	_ = json.NewEncoder(w).Encode(body)
}
