package provider

import (
	"strconv"
	"strings"
	"time"
)

// CallError is the developer's side of a failed HTTP call: the cause of a
// *fault.Error. It can be logged: no URL, query, header or body is in it, only
// the path as documented and a short text of the provider from which URLs,
// known secrets and token-like words were removed.
type CallError struct {
	Method string
	Path   string // template, such as /users/{user_identifier}
	Status int    // HTTP status, 0 when no answer came
	Text   string // what the provider said or what went wrong
	// RetryAfter is how long the provider asks us to wait, 0 when it did not
	// say.
	RetryAfter time.Duration
	// Err is context.Canceled, context.DeadlineExceeded or
	// io.ErrUnexpectedEOF when one of them is the reason, else nil.
	Err error
}

// Error returns the method, the path template, the status and the text.
func (e *CallError) Error() string {
	parts := []string{e.Method + " " + e.Path}
	if e.Status != 0 {
		parts = append(parts, strconv.Itoa(e.Status))
	}
	if e.Text != "" {
		parts = append(parts, e.Text)
	}
	if e.RetryAfter > 0 {
		parts = append(parts, "retry after "+e.RetryAfter.String())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns Err.
func (e *CallError) Unwrap() error { return e.Err }
