package fino

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

const (
	defaultLife = 300 * time.Second // of a token, as documented
	longestLife = 24 * time.Hour    // that is believed
)

// authAnswer is what authenticating gives, in both forms. A refresh token is
// not used: nothing says where it would be sent, and authenticating again
// does the same.
type authAnswer struct {
	AccessToken string  `json:"access_token"`
	ExpiresIn   seconds `json:"expires_in"`
	TokenType   string  `json:"token_type"`

	OldAccessToken string  `json:"accessToken"`
	OldExpiresIn   seconds `json:"expiresIn"`
}

// seconds is a time span in seconds, as a JSON number or in a string. Any
// other value is none.
type seconds time.Duration

// UnmarshalJSON never fails.
func (s *seconds) UnmarshalJSON(data []byte) error {
	*s = 0
	n, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	if err != nil || math.IsNaN(n) || n <= 0 {
		return nil
	}
	*s = seconds(time.Duration(min(n, longestLife.Seconds()) * float64(time.Second)))
	return nil
}

// token is an access token and when to replace it.
type token struct {
	value   secret.String
	replace time.Time
}

// readToken takes the token from an answer that came to a request made at the
// given time.
func readToken(a rest.Answer, asked time.Time, before time.Duration) (token, error) {
	var in authAnswer
	if _, err := a.Envelope(); err != nil {
		return token{}, err
	}
	// A field of a wrong type is not a detail here.
	if json.Unmarshal(a.Body, &in) != nil {
		return token{}, a.BadAnswer("the token cannot be read")
	}
	value, life := in.AccessToken, time.Duration(in.ExpiresIn)
	if value == "" {
		value, life = in.OldAccessToken, time.Duration(in.OldExpiresIn)
	}
	switch {
	case !rest.IsBearer(value):
		return token{}, a.BadAnswer("no usable token")
	case in.TokenType != "" && !strings.EqualFold(in.TokenType, "Bearer"):
		return token{}, a.BadAnswer("a token of another type than Bearer")
	}
	if life == 0 {
		life = defaultLife
	}
	return token{secret.New(value), asked.Add(life - min(before, life/2))}, nil
}

// tokens keeps the newest token.
type tokens struct {
	mu      sync.Mutex
	current token
}

// get returns the token unless it is time to replace it.
func (t *tokens) get(now time.Time) (secret.String, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.current.value, !t.current.value.IsZero() && now.Before(t.current.replace)
}

func (t *tokens) set(fresh token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current = fresh
}

// forget drops a token that was refused, unless there is another one already.
func (t *tokens) forget(refused secret.String) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current.value.Equal(refused) {
		t.current = token{}
	}
}

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
		return secret.String{}, rest.Ended(ctx)
	case result := <-done:
		value, _ := result.Val.(secret.String)
		return value, result.Err
	}
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
		answer, err := c.rest.Do(ctx, call.WithBearer(value))
		if fault.CodeOf(err) != fault.ProviderUnauthorized {
			return answer, err
		}
		c.tokens.forget(value)
		if !again {
			return answer, err
		}
	}
}
