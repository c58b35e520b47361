// Package finoapi is the sandbox's stand-in for the finoOS banking API: both
// forms of authentication, users, sessions on UBA, the status of bank logins,
// and webhooks. The hosted pages are package uba.
//
// fino's documents fix the requests and answers of authentication and of
// creating users, the options and the answer of sessions, the status of a
// login and the form of errors. Paths other than /auth and /users, the names
// of further fields, and how webhooks are signed are the sandbox's own choice,
// equal to the defaults of the client in core/provider/fino.
package finoapi

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/uba"
	"github.com/connecthost/connecthost/core/secret"
)

// Config describes a Face. UBA, ClientID and ClientSecret are required.
type Config struct {
	UBA          *uba.UBA
	ClientID     string // and the name, in the older form of authentication
	ClientSecret secret.String
	Webhook      Webhook          // default: none is sent
	Now          func() time.Time // default time.Now
	Logger       *slog.Logger     // default nothing
}

// Face is the API. Close ends it. It is safe for concurrent use.
type Face struct {
	cfg    Config
	sender *sender // nil: no webhooks

	mu     sync.Mutex
	tokens map[string]time.Time // until when they work
}

// New returns a Face. It fails with config_invalid.
func New(cfg Config) (*Face, error) {
	if cfg.UBA == nil || cfg.ClientID == "" || cfg.ClientSecret.IsZero() {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The sandbox's fino needs a UBA, a client id and a secret.")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	f := &Face{cfg: cfg, tokens: map[string]time.Time{}}
	if cfg.Webhook.URL == "" {
		return f, nil
	}
	var err error
	f.sender, err = newSender(cfg.Webhook, cfg.Now, cfg.Logger)
	return f, err
}

// Handler serves the API below the base path, such as "/api".
func (f *Face) Handler(base string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+base+"/auth", f.auth)
	for pattern, serve := range map[string]http.HandlerFunc{
		"POST " + base + "/users":                       f.createUser,
		"POST " + base + "/banking/sessions/connect":    f.session(false),
		"POST " + base + "/banking/sessions/management": f.session(true),
		"GET " + base + "/users/{user}/logins":          f.logins,
		"GET " + base + "/users/{user}/logins/{login}":  f.login,
	} {
		mux.HandleFunc(pattern, f.authorised(serve))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, "not_found", "There is no such resource.")
	})
	return mux
}

// Notify sends a webhook, if there is somewhere to send it. It does not block.
func (f *Face) Notify(n uba.Notice) {
	if f.sender != nil {
		f.sender.push(n)
	}
}

// Close stops sending webhooks and waits for that. Those not sent are lost.
func (f *Face) Close() {
	if f.sender != nil {
		f.sender.close()
	}
}

// sweepAt is how many tokens there may be before old ones are looked for.
const sweepAt = 1000

// mint makes a token.
func (f *Face) mint() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.cfg.Now()
	if len(f.tokens) >= sweepAt {
		for old, until := range f.tokens {
			if !now.Before(until) {
				delete(f.tokens, old)
			}
		}
	}
	token := rand.Text()
	f.tokens[token] = now.Add(tokenLife)
	return token
}

// Revoke makes all tokens useless before their time, which a client has to
// bear.
func (f *Face) Revoke() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.tokens)
}

func (f *Face) good(token string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	until, ok := f.tokens[token]
	return ok && f.cfg.Now().Before(until)
}
