package memstore

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/connecthost/connecthost/bridge/broker"
)

// maxAllowances bounds the memory that strangers can take by asking from many
// addresses. An address that is forgotten starts with a full
// allowance.
const maxAllowances = 100_000

// allowances are the rate limits of a Store.
type allowances struct {
	now func() time.Time

	mu      sync.Mutex
	entries map[string]*allowance
}

type allowance struct {
	limiter *rate.Limiter
	full    time.Time // when it can be forgotten
}

func newAllowances(now func() time.Time) allowances {
	return allowances{now: now, entries: map[string]*allowance{}}
}

// take returns how long to wait, zero when there was something left.
func (a *allowances) take(key string, r broker.Rate) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	e := a.entries[key]
	if e == nil {
		a.makeRoom(now)
		e = &allowance{limiter: rate.NewLimiter(rate.Limit(float64(r.Count)/r.Period.Seconds()), r.Count)}
		a.entries[key] = e
	}
	e.full = now.Add(r.Period)
	reservation := e.limiter.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

// makeRoom forgets full allowances, and any when that is not enough.
func (a *allowances) makeRoom(now time.Time) {
	if len(a.entries) < maxAllowances {
		return
	}
	for key, e := range a.entries {
		if !now.Before(e.full) {
			delete(a.entries, key)
		}
	}
	for key := range a.entries {
		if len(a.entries) < maxAllowances*9/10 {
			return
		}
		delete(a.entries, key)
	}
}
