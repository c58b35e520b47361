// Package bank is a bank's own web site, in the place of the many that a
// provider sends its users to: for OAuth, and for the redirected form of
// strong customer authentication. It has an origin of its own and works in any
// browser, without script.
//
// A provider's face calls Begin and sends the browser to the address. The user
// signs in with any name and the password "correct", chooses accounts, and
// allows or refuses. The bank then calls the visit's Finish, once, and sends
// the browser (303) where Finish says. The password "error" leads to the page
// of a bank that has a failure.
//
// An address is a secret: it opens one visit, in the browser that opens it
// first. Nothing of it is logged.
package bank

import (
	"cmp"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

// DefaultTTL is how long a visit may take unless Config.TTL says otherwise.
const DefaultTTL = 10 * time.Minute

// Config describes a Bank. Origin is required.
type Config struct {
	Origin string           // where browsers reach the bank, such as "http://127.0.0.1:4000"
	Now    func() time.Time // default time.Now
	Random io.Reader        // for ids, tokens and cookies; default crypto/rand
	TTL    time.Duration    // from Begin to the end of a visit; default DefaultTTL
	Logger *slog.Logger     // default nothing
}

// Bank is the site, as an http.Handler. It is safe for concurrent use.
type Bank struct {
	origin  string
	now     func() time.Time
	random  io.Reader
	ttl     time.Duration
	log     *slog.Logger
	handler http.Handler

	mu     sync.Mutex // guards visits and the changing part of each visit
	visits map[string]*visit
	swept  time.Time // when old visits were last forgotten
}

// New returns a Bank. It fails with config_invalid.
func New(c Config) (*Bank, error) {
	if !site.IsOrigin(c.Origin) {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The bank's origin must be http or https with a host and nothing else.")
	}
	if c.TTL < 0 {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The time that a visit to the bank may take is negative.")
	}
	b := &Bank{
		origin: c.Origin, now: c.Now, random: c.Random, ttl: cmp.Or(c.TTL, DefaultTTL), log: c.Logger,
		visits: map[string]*visit{},
	}
	if b.now == nil {
		b.now = time.Now
	}
	if b.random == nil {
		b.random = rand.Reader
	}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	b.handler = site.Guard(b.origin, func(w http.ResponseWriter, _ *http.Request) { refuse(w, forged) }, b.routes())
	return b, nil
}

// Origin returns the origin that the bank was made for.
func (b *Bank) Origin() string { return b.origin }

// ServeHTTP answers for the bank's own host only.
func (b *Bank) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }
