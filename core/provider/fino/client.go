// Package fino is a typed client of the finoOS banking API, whose hosted pages
// ("Universal Bank Access", UBA) connect bank logins.
//
// The parts that fino's public documents describe are fixed here: how to
// authenticate, how to create users, the options and the answer of a session,
// the status of a bank login. The others are settings in Config, with defaults
// that were not verified against the live service: see Paths, Fields and
// SignatureConfig.
//
// Every field of an answer may be absent. Unknown fields are ignored; a field
// of an unexpected type is left zero and named in the log. Errors are
// *fault.Error with a *provider.CallError as their cause.
//
// Client.Provider adapts the client to the provider.Provider interface.
package fino

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// fino's hosts.
const (
	Test       = "https://os.test.fino.cloud/api"
	Production = "https://os.fino.cloud/api"
)

// Grant is how a Client authenticates.
type Grant uint8

// The ways to authenticate.
const (
	// ClientCredentials sends client_id and client_secret as a form, with the
	// grant type of the same name (RFC 6749, section 4.4).
	ClientCredentials Grant = iota
	// NameAndSecret sends {"name", "secret"} as JSON, as older versions want.
	NameAndSecret
)

// Config describes a Client. ClientID and ClientSecret are required; every
// other field has a default.
type Config struct {
	BaseURL      string // https, or http on a loopback address; default Test
	ClientID     string // or the name, for NameAndSecret
	ClientSecret secret.String
	Grant        Grant  // default ClientCredentials; both forms of the answer are understood
	Paths        Paths  // default DefaultPaths
	Fields       Fields // default DefaultFields
	// OptionsInQuery sends the options of a session in the query and not in
	// the JSON body: fino's documents leave open which one it is.
	OptionsInQuery bool

	// RefreshBefore is how long before its end a token is replaced; default 30
	// s, and never more than half its life.
	RefreshBefore time.Duration
	Now           func() time.Time // default time.Now

	HTTPClient *http.Client  // its transport is used; nil for one of the client's own
	Timeout    time.Duration // of each attempt; default 15 s
	Retries    int           // further attempts of GET; 0 for two, negative for none
	RetryWait  time.Duration // before the first further attempt, then doubled; default 500 ms
	Logger     *slog.Logger  // one debug line per attempt, without secrets; nil for silence
}

// Paths are the paths below the base URL. {user_identifier} and {login_id}
// stand for the user and the bank login.
//
// Only Auth and Users are known. The others are not verified against the live
// service: take them from the documents that fino gives its clients.
type Paths struct {
	Auth       string
	Users      string
	Connect    string
	Management string
	Logins     string // the bank logins of a user
	Login      string // one of them
}

// DefaultPaths returns the paths that apply where Config.Paths is empty.
func DefaultPaths() Paths {
	return Paths{
		Auth: "/auth", Users: "/users",
		Connect: "/banking/sessions/connect", Management: "/banking/sessions/management",
		Logins: "/users/{user_identifier}/logins", Login: "/users/{user_identifier}/logins/{login_id}",
	}
}

// Fields are the names of JSON fields that fino's documents leave open. None
// is verified against the live service.
type Fields struct {
	User   string // of the app's identifier of the user, in the requests for sessions
	Return string // of the address that UBA leads back to, in the same; "-" sends none
	Logins string // of the list of bank logins, in its answer
}

// DefaultFields returns the names that apply where Config.Fields is empty.
func DefaultFields() Fields {
	return Fields{User: "userId", Return: "returnUrl", Logins: "bankLogins"}
}

// Client calls the finoOS API. It authenticates by itself when it has to. It
// is safe for concurrent use.
type Client struct {
	cfg    Config
	rest   *rest.Client
	tokens tokens
	flight singleflight.Group
}

// New returns a Client, or a fault.ConfigInvalid error when the settings are
// incomplete or cannot be used.
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	client, err := rest.New(rest.Options{
		BaseURL:    cfg.BaseURL,
		Header:     http.Header{"User-Agent": {"connecthost"}, "Accept": {"application/json"}},
		Secrets:    []secret.String{cfg.ClientSecret, secret.New(cfg.ClientID)},
		HTTPClient: cfg.HTTPClient,
		Timeout:    cfg.Timeout,
		Retries:    cfg.Retries,
		RetryWait:  cfg.RetryWait,
		Logger:     cfg.Logger,
	})
	if err != nil {
		return nil, err
	}
	return &Client{cfg: cfg, rest: client}, nil
}

// CloseIdleConnections closes the connections that no call uses.
func (c *Client) CloseIdleConnections() { c.rest.CloseIdleConnections() }

func (cfg Config) withDefaults() Config {
	cfg.BaseURL = cmp.Or(cfg.BaseURL, Test)
	cfg.RefreshBefore = cmp.Or(cfg.RefreshBefore, 30*time.Second)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	p, d := &cfg.Paths, DefaultPaths()
	p.Auth, p.Users = cmp.Or(p.Auth, d.Auth), cmp.Or(p.Users, d.Users)
	p.Connect, p.Management = cmp.Or(p.Connect, d.Connect), cmp.Or(p.Management, d.Management)
	p.Logins, p.Login = cmp.Or(p.Logins, d.Logins), cmp.Or(p.Login, d.Login)
	f, df := &cfg.Fields, DefaultFields()
	f.User, f.Return, f.Logins = cmp.Or(f.User, df.User), cmp.Or(f.Return, df.Return), cmp.Or(f.Logins, df.Logins)
	return cfg
}

var (
	printable = regexp.MustCompile(`^[\x21-\x7e]+$`)
	onePath   = regexp.MustCompile(`^(/([A-Za-z0-9._~-]+|\{user_identifier\}|\{login_id\}))+$`)
)

func (cfg Config) check() error {
	p := cfg.Paths
	for _, path := range []string{p.Auth, p.Users, p.Connect, p.Management, p.Logins, p.Login} {
		if !onePath.MatchString(path) {
			return fault.Newf(fault.ConfigInvalid, nil, "A path of the fino client is not usable.")
		}
	}
	for _, path := range []string{p.Auth, p.Users, p.Connect, p.Management} {
		if strings.Contains(path, "{") {
			return fault.Newf(fault.ConfigInvalid, nil, "This path of the fino client has nothing to fill in: %s", path)
		}
	}
	switch {
	case !printable.MatchString(cfg.ClientID):
		return fault.Newf(fault.ConfigInvalid, nil, "The fino client id is missing or not usable.")
	case !printable.MatchString(cfg.ClientSecret.Reveal()):
		return fault.Newf(fault.ConfigInvalid, nil, "The fino client secret is missing or not usable.")
	case cfg.Grant > NameAndSecret:
		return fault.Newf(fault.ConfigInvalid, nil, "The fino client does not know this way to authenticate.")
	case cfg.Timeout < 0 || cfg.RetryWait < 0 || cfg.RefreshBefore < 0:
		return fault.Newf(fault.ConfigInvalid, nil, "A time limit of the fino client is negative.")
	case strings.Contains(p.Logins, "{login_id}") || !strings.Contains(p.Login, "{login_id}"):
		return fault.Newf(fault.ConfigInvalid, nil, "The path of one bank login needs {login_id}, and that of all must not have it.")
	}
	return nil
}

// Time is the provider package's.
type Time = provider.Time

// Format prints the name only: fmt would follow pointers to the token, which
// another goroutine may be renewing.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "fino client") }
