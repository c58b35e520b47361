package ucw

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// bearer is the form of a token in the Authorization header (RFC 6750,
// section 2.1).
var bearer = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

// do makes a call with the token of its realm, if the realm has one.
func (c *Client) do(ctx context.Context, realm TokenSource, call rest.Call) (rest.Answer, error) {
	if realm == nil {
		return c.rest.Do(ctx, call)
	}
	token, err := realm(ctx)
	if err != nil {
		return rest.Answer{}, noToken(ctx, err)
	}
	if !bearer.MatchString(token.Reveal()) {
		return rest.Answer{}, fault.Newf(fault.ProviderUnauthorized, nil, "The token for the UCW server is missing or not usable.")
	}
	if call.Header == nil {
		call.Header = http.Header{}
	}
	call.Header.Set("Authorization", "Bearer "+token.Reveal())
	call.Hide = append(call.Hide, token.Reveal())
	return c.rest.Do(ctx, call)
}

// noToken is the error when there is no token to send. An error of another
// kind than ours may hold the issuer's whole answer and is not passed on.
func noToken(ctx context.Context, err error) error {
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(ctx.Err(), context.Canceled):
		return fault.New(fault.ProviderCanceled, context.Canceled)
	case ctx.Err() != nil:
		return fault.New(fault.ProviderTimeout, context.DeadlineExceeded)
	}
	return fault.Newf(fault.ProviderUnauthorized, nil, "No token for the UCW server could be obtained.")
}

// refuse is the error for an argument that the server would refuse.
func refuse(format string, args ...any) error {
	return fault.Newf(fault.ProviderInputInvalid, nil, format, args...)
}
