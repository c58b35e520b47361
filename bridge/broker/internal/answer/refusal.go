package answer

import (
	"errors"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// Refusal is an error with the HTTP status that it is answered with.
type Refusal struct {
	Status int
	Wait   time.Duration // for Retry-After; none when it is zero
	fault  *fault.Error
}

// Error returns the code and what is wrong, for the log.
func (r *Refusal) Error() string { return r.fault.Error() }

// Unwrap returns the *fault.Error.
func (r *Refusal) Unwrap() error { return r.fault }

// With answers with another status.
func (r *Refusal) With(status int) *Refusal {
	r.Status = status
	return r
}

// Refuse answers an error of the given code.
func Refuse(status int, code fault.Code, cause error) *Refusal {
	return Refused(status, fault.New(code, cause))
}

// Refused answers an error that there is already.
func Refused(status int, f *fault.Error) *Refusal { return &Refusal{Status: status, fault: f} }

// Invalid refuses a request that is not understood.
func Invalid(format string, args ...any) *Refusal {
	return &Refusal{Status: http.StatusBadRequest, fault: fault.Newf(fault.InputInvalid, nil, format, args...)}
}

// Contradictory refuses a request that is well formed and cannot be done.
func Contradictory(format string, args ...any) *Refusal {
	return Invalid(format, args...).With(http.StatusUnprocessableEntity)
}

// NotFound answers 404.
func NotFound() *Refusal { return Refuse(http.StatusNotFound, fault.BrokerNotFound, nil) }

// Limited answers a request that came too early.
func Limited(wait time.Duration) *Refusal {
	r := Refuse(http.StatusTooManyRequests, fault.BrokerRateLimited, nil)
	r.Wait = wait
	return r
}

// storeWait is what clients are told to wait when the store cannot be used.
const storeWait = 2 * time.Second

// RefusalOf decides how an error is answered: a refusal as it is, a
// *fault.Error by its code. Any other one comes from the store, which cannot be
// used at the moment.
func RefusalOf(err error) *Refusal {
	if r := (*Refusal)(nil); errors.As(err, &r) {
		return r
	}
	f := (*fault.Error)(nil)
	if !errors.As(err, &f) {
		return &Refusal{http.StatusServiceUnavailable, storeWait, fault.New(fault.BrokerUnavailable, err)}
	}
	r := &Refusal{Status: statusOf(f), fault: f}
	if r.Status == http.StatusServiceUnavailable {
		r.Wait = storeWait
		if call := (*provider.CallError)(nil); errors.As(err, &call) {
			r.Wait = max(r.Wait, call.RetryAfter)
		}
	}
	return r
}

// statusOf maps what a provider's client says. Anything that the client's
// request caused is 422, what may go better later 503, and everything else 502.
func statusOf(f *fault.Error) int {
	switch {
	case f.Code == fault.SessionEnded || f.Code == fault.ProviderUnsupported:
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
