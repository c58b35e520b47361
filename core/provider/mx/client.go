// Package mx is a typed client of the MX Platform API, version v20250224 and,
// where it differs only in headers, the older v20111101.
//
// One file holds one resource: its types, its calls, its page. Lists come in
// two forms: XPage makes one call, X goes through all pages.
//
// Every field of an answer may be absent, so the types are friendly to that: a
// string is empty, a flag false, a time zero, and a number, where zero means
// something, a nil pointer. Unknown fields are ignored; a field of an
// unexpected type is left zero and named in the log.
//
// Errors are *fault.Error with a *provider.CallError as their cause. MX
// documents no error answers at all: which code belongs to which HTTP status
// follows RFC 9110 and what clients of the API have seen.
//
// Client.Provider adapts the client to the provider.Provider interface.
package mx

import (
	"encoding/base64"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// MX's hosts.
const (
	Integration = "https://int-api.mx.com"
	Production  = "https://api.mx.com"
)

// The versions of the API.
const (
	V20250224 = "v20250224"
	V20111101 = "v20111101" // chosen by the Accept header; has no Accept-Version
)

// Config describes a Client. ClientID and APIKey are required; every other
// field has a default.
type Config struct {
	BaseURL  string // https, or http on a loopback address; default Integration
	ClientID string
	APIKey   secret.String
	Version  string // default V20250224

	HTTPClient *http.Client  // its transport is used; nil for one of the client's own
	Timeout    time.Duration // of each attempt; default 15 s
	Retries    int           // further attempts of GET, PUT and DELETE; 0 for two, negative for none
	RetryWait  time.Duration // before the first further attempt, then doubled; default 500 ms
	Logger     *slog.Logger  // one debug line per attempt, without secrets; nil for silence
}

// Client calls the MX Platform API. It is safe for concurrent use.
type Client struct{ rest *rest.Client }

// New returns a Client, or a fault.ConfigInvalid error when the settings are
// incomplete or cannot be used.
func New(cfg Config) (*Client, error) {
	if cfg.BaseURL == "" {
		cfg.BaseURL = Integration
	}
	if cfg.Version == "" {
		cfg.Version = V20250224
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	basic := secret.New("Basic " + base64.StdEncoding.EncodeToString([]byte(cfg.ClientID+":"+cfg.APIKey.Reveal())))
	client, err := rest.New(rest.Options{
		BaseURL:    cfg.BaseURL,
		Header:     header(cfg.Version),
		Authorize:  func(h http.Header) { h.Set("Authorization", basic.Reveal()) },
		Secrets:    []secret.String{cfg.APIKey, basic, secret.New(strings.TrimPrefix(basic.Reveal(), "Basic ")), secret.New(cfg.ClientID)},
		HTTPClient: cfg.HTTPClient,
		Timeout:    cfg.Timeout,
		Retries:    cfg.Retries,
		RetryWait:  cfg.RetryWait,
		Logger:     cfg.Logger,
	})
	if err != nil {
		return nil, err
	}
	return &Client{rest: client}, nil
}

// CloseIdleConnections closes the connections that no call uses.
func (c *Client) CloseIdleConnections() { c.rest.CloseIdleConnections() }

var (
	version   = regexp.MustCompile(`^v[0-9]{8}$`)
	printable = regexp.MustCompile(`^[\x21-\x7e]+$`)
)

func (cfg Config) check() error {
	switch {
	case !printable.MatchString(cfg.ClientID) || strings.Contains(cfg.ClientID, ":"):
		return fault.Newf(fault.ConfigInvalid, nil, "The MX client id is missing or not usable.")
	case !printable.MatchString(cfg.APIKey.Reveal()):
		return fault.Newf(fault.ConfigInvalid, nil, "The MX API key is missing or not usable.")
	case !version.MatchString(cfg.Version):
		return fault.Newf(fault.ConfigInvalid, nil, "The MX API version must look like %s.", V20250224)
	case cfg.Timeout < 0 || cfg.RetryWait < 0:
		return fault.Newf(fault.ConfigInvalid, nil, "A time limit of the MX client is negative.")
	}
	return nil
}

// header returns the headers that choose the version.
func header(version string) http.Header {
	h := http.Header{"User-Agent": {"connecthost"}}
	if version == V20111101 {
		h.Set("Accept", "application/vnd.mx.api.v1+json")
		return h
	}
	h.Set("Accept", "application/json")
	h.Set("Accept-Version", version)
	return h
}

// Time and Text are the provider package's.
type (
	Time = provider.Time
	Text = provider.Text
)
