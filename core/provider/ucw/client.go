// Package ucw is a typed client of the Universal Connect Widget server,
// version 2 (the contract of its OpenAPI 2.0.0 and of the running server
// 2.1.2, which differ in places: the server wins, and comments say where).
//
// A UCW server is run by the app's own team. It makes widget URLs, shows the
// widget, and hands out data that it fetches from an aggregator at the moment
// of asking. It keeps no list of connections and tells nobody about them: the
// widget's memberConnected event is the only source of a Connection. Keep it,
// encrypted: its id is an access token with some aggregators.
//
// The client never loads a widget URL, not even to see whether it works:
// loading it may use it up, and a server that requires authentication answers
// 200 for one that was used or has expired. Only the widget's events tell.
//
// Errors are *fault.Error with a *provider.CallError as their cause. The
// server's words are in the cause's Text: its plain text with HTML entities, its
// JSON strings and its JSON objects are all read, and unescaped.
//
// Client.Provider adapts the client to the provider.Provider interface.
package ucw

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// TokenSource returns a Bearer token that is valid now. It is called for each
// call and may be called concurrently: a source that asks an issuer keeps the
// token until shortly before its expiry, as those of golang.org/x/oauth2 do.
type TokenSource func(ctx context.Context) (secret.String, error)

// Tokens are the sources of the server's three realms. Leave one nil when the
// server does not authenticate its realm: a server that does not ask for a
// token but gets one hands it to the widget's page.
type Tokens struct {
	General TokenSource // widget URLs
	Data    TokenSource // /api/data and /api/vc/data
	Delete  TokenSource // deletion of users and connections
}

// Config describes a Client. BaseURL is required.
type Config struct {
	BaseURL string // of the server: https, or http on a loopback address
	Tokens  Tokens

	// VCKeys is a JSON Web Key Set (RFC 7517) with the public keys of the issuers
	// that sign the verifiable credentials. With it each credential is verified; without
	// it none is, and Credential.Verified is false.
	VCKeys []byte
	Now    func() time.Time // for the validity of credentials; default time.Now

	HTTPClient *http.Client  // its transport is used; nil for one of the client's own
	Timeout    time.Duration // of each attempt; default 15 s
	Retries    int           // further attempts of GET and DELETE; 0 for two, negative for none
	RetryWait  time.Duration // before the first further attempt, then doubled; default 500 ms
	Logger     *slog.Logger  // one debug line per attempt, without secrets; nil for silence
}

// Client calls a UCW server. It is safe for concurrent use when the token
// sources are.
type Client struct {
	rest   *rest.Client
	tokens Tokens
	keys   *jose.JSONWebKeySet // nil: credentials are not verified
	now    func() time.Time
}

// New returns a Client, or a fault.ConfigInvalid error when the settings are
// incomplete or cannot be used.
func New(cfg Config) (*Client, error) {
	if cfg.Timeout < 0 || cfg.RetryWait < 0 {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "A time limit of the UCW client is negative.")
	}
	keys, err := readKeys(cfg.VCKeys)
	if err != nil {
		return nil, err
	}
	client, err := rest.New(rest.Options{
		BaseURL:    cfg.BaseURL,
		Header:     http.Header{"User-Agent": {"connecthost"}, "Accept": {"application/json"}},
		PlainText:  true, // error messages come as text/html
		HTTPClient: cfg.HTTPClient,
		Timeout:    cfg.Timeout,
		Retries:    cfg.Retries,
		RetryWait:  cfg.RetryWait,
		Logger:     cfg.Logger,
	})
	if err != nil {
		return nil, err
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Client{rest: client, tokens: cfg.Tokens, keys: keys, now: cfg.Now}, nil
}

// CloseIdleConnections closes the connections that no call uses.
func (c *Client) CloseIdleConnections() { c.rest.CloseIdleConnections() }

// Time and Text are the provider package's.
type (
	Time = provider.Time
	Text = provider.Text
)

// do makes a call with the token of its realm, if the realm has one.
func (c *Client) do(ctx context.Context, realm TokenSource, call rest.Call) (rest.Answer, error) {
	if realm == nil {
		return c.rest.Do(ctx, call)
	}
	token, err := realm(ctx)
	if err != nil {
		return rest.Answer{}, noToken(ctx, err)
	}
	if !rest.IsBearer(token.Reveal()) {
		return rest.Answer{}, fault.Newf(fault.ProviderUnauthorized, nil, "The token for the UCW server is missing or not usable.")
	}
	return c.rest.Do(ctx, call.WithBearer(token))
}

// noToken is the error when there is no token to send. An error of another
// kind than ours may hold the issuer's whole answer and is not passed on.
func noToken(ctx context.Context, err error) error {
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return known
	case ctx.Err() != nil:
		return rest.Ended(ctx)
	}
	return fault.Newf(fault.ProviderUnauthorized, nil, "No token for the UCW server could be obtained.")
}

// refuse is the error for an argument that the server would refuse.
func refuse(format string, args ...any) error {
	return fault.Newf(fault.ProviderInputInvalid, nil, format, args...)
}
