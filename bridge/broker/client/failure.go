package client

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"unicode"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// problem is the body of a broker's refusal.
type problem struct {
	Code    fault.Code `json:"code"`
	Message string     `json:"message"` // for the user
	Detail  string     `json:"detail"`  // for the developer; often empty
}

// refused is the error for an answer that is not a success. The broker's code
// counts; where there is none, such as from a proxy, the status does.
func (k call) refused(resp *http.Response, text []byte) *fault.Error {
	var p problem
	if json.Unmarshal(text, &p) != nil || p.Code == "" || fault.New(p.Code, nil).Code != p.Code {
		p = problem{Code: codeOf(resp.StatusCode)}
	}
	wait, _ := retryAfter(resp.Header)
	return k.fault(p.Code, provider.CallError{Status: resp.StatusCode, Text: sentence(cmp.Or(p.Detail, p.Message)), RetryAfter: wait})
}

// badAnswer is the error for a success whose content cannot be used. The reason
// must hold nothing of the body.
func (k call) badAnswer(status int, why string) *fault.Error {
	return k.fault(fault.ProviderBadAnswer, provider.CallError{Status: status, Text: why})
}

// broken is the error for a call that got no whole answer. The caller's own
// context comes first: it ends attempts in many disguises. No text of the
// network's errors is kept: it may quote what was sent or received.
func (k call) broken(ctx context.Context, err error) *fault.Error {
	var refused *unauthorized
	var timeout net.Error
	switch {
	case errors.As(err, &refused):
		return fault.New(fault.BrokerUnauthenticated, refused.err)
	case errors.Is(ctx.Err(), context.Canceled):
		return k.fault(fault.ProviderCanceled, provider.CallError{Err: context.Canceled})
	case ctx.Err() != nil:
		return k.fault(fault.ProviderTimeout, provider.CallError{Err: context.DeadlineExceeded})
	case errors.Is(err, errTooLarge):
		return k.fault(fault.ProviderAnswerTooLarge, provider.CallError{Text: errTooLarge.Error()})
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return k.fault(fault.ProviderTimeout, provider.CallError{Text: "no answer in time", Err: context.DeadlineExceeded})
	case errors.Is(err, errBroken):
		return k.fault(fault.ProviderBadAnswer, provider.CallError{Text: errBroken.Error(), Err: io.ErrUnexpectedEOF})
	}
	return k.fault(fault.ProviderUnreachable, provider.CallError{Text: reason(err)})
}

// reason says what is wrong with the way to the broker, when that is not said
// in words of the other side.
func reason(err error) string {
	var name *net.DNSError
	var network *net.OpError
	switch {
	case errors.As(err, &name):
		return "the broker's name cannot be looked up"
	case errors.As(err, &network) && network.Op == "dial":
		return "no connection to the broker"
	case strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "x509: "):
		return "the broker's certificate is not accepted"
	}
	return "the connection to the broker broke"
}

func (k call) fault(code fault.Code, cause provider.CallError) *fault.Error {
	cause.Method, cause.Path = k.method, k.path
	e := fault.New(code, &cause)
	e.Status = cause.Status
	return e
}

// codeOf returns the code for an HTTP status without a problem of a broker's.
func codeOf(status int) fault.Code {
	switch status {
	case http.StatusUnauthorized:
		return fault.BrokerUnauthenticated
	case http.StatusForbidden, http.StatusMisdirectedRequest:
		return fault.BrokerForbidden
	case http.StatusNotFound, http.StatusGone:
		return fault.BrokerNotFound
	case http.StatusTooManyRequests:
		return fault.BrokerRateLimited
	}
	switch {
	case status >= 500 || status == http.StatusRequestTimeout:
		return fault.BrokerUnavailable
	case status >= 400:
		return fault.ProviderRejected
	default: // redirects are not followed
		return fault.ProviderBadAnswer
	}
}

// maxSentence and maxWord bound what an error repeats of a broker's message.
const maxSentence, maxWord = 200, 24

// sentence returns a broker's words when they are an ordinary sentence: short,
// printable, and without a word that could be a token or an address. Something
// else may answer in a broker's place, and chooses them.
func sentence(message string) string {
	if len(message) > maxSentence || strings.ContainsFunc(message, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	for _, word := range strings.Fields(message) {
		if len(word) > maxWord || strings.ContainsAny(word, "/=?&") {
			return ""
		}
	}
	return message
}
