package bank

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

// The reasons of a Grant that is not approved.
const (
	Denied      = "DENIED"       // the user refused at the bank
	Cancelled   = "CANCELLED"    // the user left before deciding
	ServerError = "SERVER_ERROR" // the bank failed
)

// Account is an account that the user may share.
type Account struct {
	ID     string // returned in Grant.Accounts
	Name   string
	Number string // the page shows the last four characters
}

// Grant is how a visit ended.
type Grant struct {
	Approved bool
	Reason   string   // "" when approved, else Denied, Cancelled or ServerError
	Accounts []string // ids of the accounts that the user chose, in the visit's order
}

// Visit is what a provider sends a user to the bank for.
type Visit struct {
	Institution string        // the bank's name on the pages
	Accounts    []Account     // to choose from; none for a consent without a choice
	Slow        time.Duration // how long the bank takes after the login, on its clock

	// Finish is called once, on the goroutine of the request that ends the
	// visit, and never when the user leaves without a word. It returns where
	// the browser goes; an empty string shows a page that says to close the tab.
	Finish func(Grant) (redirect string)
}

// maxVisits bounds the visits that are remembered. trace is how long one that
// is over is told apart from one that never was.
const (
	maxVisits = 10_000
	trace     = time.Hour
)

// step is where a visit stands.
type step int

const (
	signingIn step = iota
	choosing
	failing
	finished
)

// visit is a visit as the bank remembers it. The mutex of the bank guards what
// stands below it.
type visit struct {
	Visit
	id, token, cookie string
	expires           time.Time
	once              sync.Once
	redirect          string // set by once

	mu     *sync.Mutex
	step   step
	opened bool      // some browser has the cookie
	until  time.Time // the bank is slow until then
	user   string
	alert  string // shown on the next page
}

// Begin prepares a visit and returns its address. It fails with input_invalid
// when the visit is not complete, and with other when there are too many
// visits or no randomness.
func (b *Bank) Begin(v Visit) (address string, err error) {
	if v.Institution == "" || v.Finish == nil {
		return "", fault.Newf(fault.InputInvalid, nil, "A visit to the bank needs an institution and an end.")
	}
	var secrets [3]string
	for i := range secrets {
		if secrets[i], err = site.Secret(b.random); err != nil {
			return "", fault.New(fault.Other, err)
		}
	}
	v.Accounts = slices.Clone(v.Accounts)
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.sweep(now)
	if len(b.visits) >= maxVisits {
		return "", fault.Newf(fault.Other, nil, "The bank has too many visits.")
	}
	b.visits[secrets[0]] = &visit{
		Visit: v, id: secrets[0], token: secrets[1], cookie: secrets[2],
		expires: now.Add(b.ttl), mu: &b.mu,
	}
	return b.origin + "/visit/" + secrets[0], nil
}

// sweep forgets visits that have been over for long. Going through all of them
// each time would make a busy bank slow.
func (b *Bank) sweep(now time.Time) {
	if now.Sub(b.swept) < time.Minute {
		return
	}
	b.swept = now
	maps.DeleteFunc(b.visits, func(_ string, old *visit) bool { return now.Sub(old.expires) > trace })
}

// finish ends the visit. Only the first grant counts: a second click, or a
// refusal beside a consent, leads where the first one led.
func (b *Bank) finish(v *visit, g Grant) (redirect string) {
	v.once.Do(func() {
		v.mu.Lock()
		v.step = finished
		v.mu.Unlock()
		b.log.Info("visit to the bank ended", "institution", v.Institution, "approved", g.Approved, "reason", g.Reason, "accounts", len(g.Accounts))
		v.redirect = v.Finish(g)
	})
	return v.redirect
}
