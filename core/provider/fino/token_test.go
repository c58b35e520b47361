package fino

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

const oldToken = `{"accessToken":"canaryToken1","refreshToken":"canaryRefresh1","expiresIn":300,"refreshExpiresIn":1800}`

func TestAuthenticate_sendsWhatTheGrantWants(t *testing.T) {
	t.Run("clientCredentials_form", func(t *testing.T) {
		c, s := serve(t, nil)
		require.NoError(t, c.Authenticate(t.Context()))
		sent := s.requests("/auth")[0]
		assert.Equal(t, "POST", sent.method)
		assert.Equal(t, "application/x-www-form-urlencoded", sent.header.Get("Content-Type"))
		form, err := url.ParseQuery(sent.body)
		require.NoError(t, err)
		assert.Equal(t, url.Values{"client_id": {"client"}, "client_secret": {clientSecret}, "grant_type": {"client_credentials"}}, form)
		assert.Empty(t, sent.header.Get("Authorization"))
	})
	t.Run("nameAndSecret_JSON", func(t *testing.T) {
		c, s := serve(t, nil, func(cfg *Config) { cfg.Grant = NameAndSecret })
		require.NoError(t, c.Authenticate(t.Context()))
		sent := s.requests("/auth")[0]
		assert.Equal(t, "application/json", sent.header.Get("Content-Type"))
		assert.JSONEq(t, `{"name":"client","secret":"`+clientSecret+`"}`, sent.body)
	})
}

func TestToken_isKeptUntilShortlyBeforeItsEnd(t *testing.T) {
	for _, row := range []struct {
		name   string
		answer string
		kept   time.Duration // the longest time for which it is used
	}{
		{"todaysForm", goodToken, 270*time.Second - 1},
		{"olderForm", oldToken, 270*time.Second - 1},
		{"secondsAsText", `{"access_token":"t","expires_in":"300"}`, 270*time.Second - 1},
		{"noLife_theDocumentedOne", `{"access_token":"t"}`, 270*time.Second - 1},
		{"negativeLife_theDocumentedOne", `{"access_token":"t","expires_in":-1}`, 270*time.Second - 1},
		{"shortLife_halfOfIt", `{"access_token":"t","expires_in":10}`, 5*time.Second - 1},
		{"endlessLife_aDay", `{"access_token":"t","expires_in":1e300}`, 24*time.Hour - 30*time.Second - 1},
		{"oneFormBesideTheOther_todays", `{"access_token":"t","expires_in":100,"accessToken":"u","expiresIn":500}`, 70*time.Second - 1},
		{"tokenTypeInSmallLetters", `{"access_token":"t","expires_in":300,"token_type":"bearer"}`, 270*time.Second - 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			now := newClock()
			c, s := serve(t, nil, func(cfg *Config) { cfg.Now = now.Now })
			s.auth = says(200, row.answer)
			require.NoError(t, c.Authenticate(t.Context()))
			now.Advance(row.kept)
			require.NoError(t, c.Authenticate(t.Context()))
			assert.Len(t, s.requests("/auth"), 1)
			now.Advance(1)
			require.NoError(t, c.Authenticate(t.Context()))
			assert.Len(t, s.requests("/auth"), 2)
		})
	}
}

func TestAuthenticate_refusesABadAnswer(t *testing.T) {
	for name, row := range map[string]struct {
		status int
		body   string
		want   fault.Code
	}{
		"noToken":               {200, `{"expires_in":300}`, fault.ProviderBadAnswer},
		"emptyToken":            {200, `{"access_token":""}`, fault.ProviderBadAnswer},
		"tokenOfAnotherType":    {200, `{"access_token":7}`, fault.ProviderBadAnswer},
		"tokenWithALineBreak":   {200, `{"access_token":"a\r\nX-Evil: 1"}`, fault.ProviderBadAnswer},
		"macToken":              {200, `{"access_token":"a","token_type":"mac"}`, fault.ProviderBadAnswer},
		"HTML":                  {200, `<p>hello`, fault.ProviderBadAnswer},
		"list":                  {200, `[]`, fault.ProviderBadAnswer},
		"nothing":               {200, ``, fault.ProviderBadAnswer},
		"redirect":              {302, ``, fault.ProviderBadAnswer},
		"badRequest":            {400, `{"type":"bad_request","message":"no"}`, fault.ProviderRejected},
		"wrongSecret":           {401, `{"type":"unauthorized","message":"no"}`, fault.ProviderUnauthorized},
		"forbidden":             {403, `{"type":"forbidden","message":"no"}`, fault.ProviderForbidden},
		"tooMany":               {429, `{"type":"rate_limit","message":"no"}`, fault.ProviderRateLimited},
		"serverError_notAgain":  {500, `{"type":"server_error","message":"no"}`, fault.ProviderUnavailable},
		"notAvailable_notAgain": {503, ``, fault.ProviderUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			c, s := serve(t, nil)
			s.auth = says(row.status, row.body)
			_, err := c.ConnectSession(t.Context(), SessionRequest{User: "ada"})
			assert.Equal(t, row.want, fault.CodeOf(err))
			// A wrong secret is not tried again: nothing was refused by a call.
			assert.Len(t, s.requests("/auth"), 1)
		})
	}
}

func TestToken_manyCallersMakeOneRequest(t *testing.T) {
	const callers = 50
	c, s := serve(t, says(200, `{"bankLogins":[]}`))
	var waiting sync.WaitGroup
	hold := make(chan struct{})
	s.auth = func(w http.ResponseWriter, r *http.Request) { <-hold; says(200, goodToken)(w, r) }
	var failed atomic.Int32
	for range callers {
		waiting.Go(func() {
			if _, err := c.Logins(t.Context(), "u"); err != nil {
				failed.Add(1)
			}
		})
	}
	require.Eventually(t, func() bool { return len(s.requests("/auth")) > 0 }, 10*time.Second, time.Millisecond)
	close(hold)
	waiting.Wait()
	assert.Zero(t, failed.Load())
	assert.Len(t, s.requests("/auth"), 1)
	assert.Len(t, s.requests("/users/u/logins"), callers)
}

func TestToken_aCallerWhoGivesUpDoesNotSpoilIt(t *testing.T) {
	c, s := serve(t, nil)
	hold := make(chan struct{})
	s.auth = func(w http.ResponseWriter, r *http.Request) { <-hold; says(200, goodToken)(w, r) }
	first, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() { gone <- c.Authenticate(first) }()
	require.Eventually(t, func() bool { return len(s.requests("/auth")) == 1 }, 10*time.Second, time.Millisecond)
	second := make(chan error)
	go func() { second <- c.Authenticate(t.Context()) }()
	cancel()
	assert.Equal(t, fault.ProviderCanceled, fault.CodeOf(<-gone))
	close(hold)
	assert.NoError(t, <-second)
	assert.Len(t, s.requests("/auth"), 1)
}

func TestToken_aCallersDeadlineIsATimeout(t *testing.T) {
	c, s := serve(t, nil)
	hold := make(chan struct{})
	s.auth = func(w http.ResponseWriter, r *http.Request) { <-hold; says(200, goodToken)(w, r) }
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	assert.Equal(t, fault.ProviderTimeout, fault.CodeOf(c.Authenticate(ctx)))
	close(hold)
	require.NoError(t, c.Authenticate(t.Context()))
}

func TestToken_thatWasRevokedIsReplacedOnce(t *testing.T) {
	for _, row := range []struct {
		name  string
		works string // the token that is accepted
		want  fault.Code
	}{
		{"theNextOneWorks", "token2", ""},
		{"noneWorks", "token9", fault.ProviderUnauthorized},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer "+row.works {
					says(401, `{"type":"unauthorized","message":"expired"}`)(w, r)
					return
				}
				says(200, `{"userIdentifier":"h"}`)(w, r)
			})
			var minted atomic.Int32
			s.auth = func(w http.ResponseWriter, _ *http.Request) {
				_ = json.NewEncoder(w).Encode(map[string]any{"access_token": fmt.Sprint("token", minted.Add(1)), "expires_in": 300})
			}
			_, err := c.CreateUser(t.Context(), User{Type: Person})
			assert.Equal(t, row.want, fault.CodeOf(err))
			assert.Len(t, s.requests("/auth"), 2)
			assert.Len(t, s.requests("/users"), 2)
			assert.Equal(t, `{"type":"person"}`, s.requests("/users")[1].body)
		})
	}
}

func TestTokens_forgetOnlyTheRefusedOne(t *testing.T) {
	c, _ := serve(t, nil)
	value, err := c.token(t.Context())
	require.NoError(t, err)
	var other tokens
	other.set(token{value: value, replace: c.cfg.Now().Add(time.Hour)})
	kept, ok := other.get(c.cfg.Now())
	assert.True(t, ok && kept.Equal(value))
	other.forget(c.cfg.ClientSecret)
	_, ok = other.get(c.cfg.Now())
	assert.True(t, ok, "another token was refused")
	other.forget(value)
	_, ok = other.get(c.cfg.Now())
	assert.False(t, ok)
}
