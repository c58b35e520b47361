package rest

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// bearer is the form of a token in the Authorization header (RFC 6750,
// section 2.1).
var bearer = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

// IsBearer reports whether a token can be sent.
func IsBearer(token string) bool { return bearer.MatchString(token) }

// WithBearer returns the call with the token in its Authorization header.
func (c Call) WithBearer(token secret.String) Call {
	c.Header = c.Header.Clone()
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Set("Authorization", "Bearer "+token.Reveal())
	c.Hide = append([]string{token.Reveal()}, c.Hide...)
	return c
}

// Ended is the error for a context that has ended.
func Ended(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fault.New(fault.ProviderCanceled, context.Canceled)
	}
	return fault.New(fault.ProviderTimeout, context.DeadlineExceeded)
}
