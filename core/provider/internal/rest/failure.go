package rest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// failure makes the errors of one call.
type failure struct {
	call   Call
	plain  bool            // Options.PlainText
	redact secret.Redactor // the client's secrets
	hidden secret.Redactor // this call's
}

// status is the error for an answer that is not a success.
func (f failure) status(resp *http.Response, body []byte) *fault.Error {
	text := f.vendorText(resp.Header.Get("Content-Type"), body)
	after, _ := retryAfter(resp.Header)
	return f.new(codeOf(resp.StatusCode), provider.CallError{Status: resp.StatusCode, Text: text, RetryAfter: after})
}

// badAnswer is the error for a success whose content cannot be used.
func (f failure) badAnswer(status int, why string) *fault.Error {
	return f.new(fault.ProviderBadAnswer, provider.CallError{Status: status, Text: why})
}

// transport is the error for a call that got no whole answer.
func (f failure) transport(ctx context.Context, err error) *fault.Error {
	code, known := classify(ctx, err)
	return f.new(code, provider.CallError{Text: f.reason(err), Err: known})
}

func (f failure) new(code fault.Code, cause provider.CallError) *fault.Error {
	cause.Method, cause.Path = f.call.Method, f.call.Path
	e := fault.New(code, &cause)
	e.Status = cause.Status
	return e
}

// reason says what went wrong below HTTP. The outermost error of net/http
// quotes the whole URL; the one that it wraps does not.
func (f failure) reason(err error) string {
	if outer := (*url.Error)(nil); errors.As(err, &outer) {
		err = outer.Err
	}
	return shorten(maskURLs(f.mask(err.Error())))
}

// mask takes the secrets out of text. A redactor leaves short ones alone,
// which occur in ordinary words; text with a short value of this call, such as
// a PIN, is masked as a whole.
func (f failure) mask(text string) string {
	text = f.hidden.Text(f.redact.Text(text))
	for _, value := range f.call.Hide {
		if value != "" && strings.Contains(text, value) {
			return secret.Mask
		}
	}
	return text
}

// codeOf returns the code for an HTTP status that is not a success.
func codeOf(status int) fault.Code {
	switch status {
	case http.StatusUnauthorized:
		return fault.ProviderUnauthorized
	case http.StatusForbidden:
		return fault.ProviderForbidden
	case http.StatusNotFound, http.StatusGone:
		return fault.ProviderNotFound
	case http.StatusConflict:
		return fault.ProviderConflict
	case http.StatusRequestTimeout:
		return fault.ProviderTimeout
	case http.StatusTooManyRequests:
		return fault.ProviderRateLimited
	}
	switch {
	case status >= 500:
		return fault.ProviderUnavailable
	case status >= 400:
		return fault.ProviderRejected
	default: // redirects are not followed
		return fault.ProviderBadAnswer
	}
}

// classify returns the code for an attempt's error, and the well-known error
// behind it, if any. The caller's own context comes first: it ends attempts
// in many disguises.
func classify(ctx context.Context, err error) (fault.Code, error) {
	var timeout net.Error
	var broken *brokenBody
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fault.ProviderCanceled, context.Canceled
	case ctx.Err() != nil:
		return fault.ProviderTimeout, context.DeadlineExceeded
	case errors.Is(err, errTooLarge):
		return fault.ProviderAnswerTooLarge, nil
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return fault.ProviderTimeout, context.DeadlineExceeded
	case errors.As(err, &broken):
		return fault.ProviderBadAnswer, io.ErrUnexpectedEOF
	default:
		return fault.ProviderUnreachable, nil
	}
}
