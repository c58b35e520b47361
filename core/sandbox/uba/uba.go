// Package uba stands in for "Universal Bank Access", the hosted pages of fino
// on which users connect their bank logins: search, account type, credentials,
// strong customer authentication in its three kinds, consent and its renewal.
// The pages work without script.
//
// fino's documents say what these pages do, not what they look like or what
// their addresses are. Everything that they leave open is the sandbox's own
// choice: single use by one browser, the addresses other than
// /auth?sessionId=, and what a return link says.
//
// The part of fino that is an API is package finoapi. It calls the methods of
// UBA that have a user's name in them.
package uba

import (
	"cmp"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

// The settings that apply when a field of Config is zero. fino documents
// neither lifetime.
const (
	DefaultSessionTTL = 30 * time.Minute
	DefaultConsentTTL = 90 * 24 * time.Hour
)

// Config describes a UBA. Origin is required.
type Config struct {
	Origin string // where browsers reach the pages, such as "http://127.0.0.1:4000"
	// OpenBank begins a visit to a bank's own site and returns the address to
	// open. Without it the banks with redirected authentication are missing. It is
	// called with a lock held: it must not call the UBA, nor the visit's end.
	OpenBank func(bank.Visit) (address string, err error)
	// Notify gets what fino sends webhooks about. It must not block; it is
	// called on the goroutine of the request that made it happen.
	Notify func(Notice)
	// ReturnStatus appends status, member_guid and error_reason to the app's
	// return address, as MX does. fino does not document its own, so the
	// default is nothing.
	ReturnStatus bool

	SessionTTL time.Duration    // of a session; default DefaultSessionTTL
	ConsentTTL time.Duration    // of a consent; default DefaultConsentTTL
	Now        func() time.Time // default time.Now
	Random     io.Reader        // for ids, tokens and cookies; default crypto/rand
	Logger     *slog.Logger     // default nothing
}

// UBA is the site, as an http.Handler. It is safe for concurrent use.
type UBA struct {
	cfg     Config
	key     []byte // signs session ids
	handler http.Handler

	mu       sync.Mutex // guards what follows, and the changing part of each session
	users    map[string]*user
	logins   []*login
	sessions map[string]*session // by handle
	visits   map[string]*session // by the state of a visit to a bank
	swept    time.Time
}

// New returns a UBA. It fails with config_invalid, and with other when
// the source of randomness fails.
func New(cfg Config) (*UBA, error) {
	switch {
	case !site.IsOrigin(cfg.Origin):
		return nil, fault.Newf(fault.ConfigInvalid, nil, "UBA's origin must be http or https with a host and nothing else.")
	case cfg.SessionTTL < 0 || cfg.ConsentTTL < 0:
		return nil, fault.Newf(fault.ConfigInvalid, nil, "A lifetime of UBA is negative.")
	}
	cfg = cfg.withDefaults()
	u := &UBA{
		cfg: cfg, key: make([]byte, 32), users: map[string]*user{},
		sessions: map[string]*session{}, visits: map[string]*session{},
	}
	if _, err := io.ReadFull(cfg.Random, u.key); err != nil {
		return nil, fault.New(fault.Other, err)
	}
	u.handler = site.Guard(cfg.Origin, func(w http.ResponseWriter, _ *http.Request) { refuse(w, forged) }, u.routes())
	return u, nil
}

func (cfg Config) withDefaults() Config {
	cfg.SessionTTL = cmp.Or(cfg.SessionTTL, DefaultSessionTTL)
	cfg.ConsentTTL = cmp.Or(cfg.ConsentTTL, DefaultConsentTTL)
	if cfg.Notify == nil {
		cfg.Notify = func(Notice) {}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return cfg
}

// ServeHTTP answers for the site's own host only.
func (u *UBA) ServeHTTP(w http.ResponseWriter, r *http.Request) { u.handler.ServeHTTP(w, r) }
