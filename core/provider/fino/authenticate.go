package fino

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// Authenticate makes sure that there is a token, which the other calls do by
// themselves: it checks the settings early. A token that is good for a while
// is kept.
func (c *Client) Authenticate(ctx context.Context) error {
	_, err := c.token(ctx)
	return err
}

// token returns a token that is good for a while. Of many callers at once, one
// authenticates; a caller who gives up does not spoil it for the others.
func (c *Client) token(ctx context.Context) (secret.String, error) {
	if value, ok := c.tokens.get(c.cfg.Now()); ok {
		return value, nil
	}
	done := c.flight.DoChan("token", func() (any, error) {
		if value, ok := c.tokens.get(c.cfg.Now()); ok {
			return value, nil // somebody was quicker
		}
		return c.authenticate(context.WithoutCancel(ctx)) // ends after one attempt's time limit
	})
	select {
	case <-ctx.Done():
		return secret.String{}, interrupted(ctx.Err())
	case result := <-done:
		value, _ := result.Val.(secret.String)
		return value, result.Err
	}
}

func interrupted(ended error) error {
	if errors.Is(ended, context.DeadlineExceeded) {
		return fault.New(fault.ProviderTimeout, ended)
	}
	return fault.New(fault.ProviderCanceled, ended)
}

// authenticate asks for a token (POST /auth) and keeps it.
func (c *Client) authenticate(ctx context.Context) (secret.String, error) {
	asked := c.cfg.Now()
	answer, err := c.rest.Do(ctx, c.authCall())
	if err != nil {
		return secret.String{}, err
	}
	fresh, err := readToken(answer, asked, c.cfg.RefreshBefore)
	if err != nil {
		return secret.String{}, err
	}
	c.tokens.set(fresh)
	return fresh.value, nil
}

func (c *Client) authCall() rest.Call {
	call := rest.Call{Method: http.MethodPost, Path: c.cfg.Paths.Auth}
	if c.cfg.Grant == NameAndSecret {
		call.Body = map[string]string{"name": c.cfg.ClientID, "secret": c.cfg.ClientSecret.Reveal()}
		return call
	}
	call.Form = url.Values{
		"client_id": {c.cfg.ClientID}, "client_secret": {c.cfg.ClientSecret.Reveal()},
		"grant_type": {"client_credentials"},
	}
	return call
}

// do makes a call with a token. One that is refused before its time was
// revoked: it is replaced, once, which is safe because a call that was not
// authorised had no effect.
func (c *Client) do(ctx context.Context, call rest.Call) (rest.Answer, error) {
	for again := true; ; again = false {
		value, err := c.token(ctx)
		if err != nil {
			return rest.Answer{}, err
		}
		authorised := call
		authorised.Header = http.Header{"Authorization": {"Bearer " + value.Reveal()}}
		authorised.Hide = append([]string{value.Reveal()}, call.Hide...)
		answer, err := c.rest.Do(ctx, authorised)
		if fault.CodeOf(err) != fault.ProviderUnauthorized {
			return answer, err
		}
		c.tokens.forget(value)
		if !again {
			return answer, err
		}
	}
}
