// Package clocktest has the clock of tests: it stands still until a test moves
// it. Whatever takes a func() time.Time takes Clock.Now.
package clocktest

import (
	"sync"
	"time"
)

// Clock is a time that a test sets. It is safe for concurrent use. New makes
// one.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// New returns a clock that stands at the given time.
func New(now time.Time) *Clock { return &Clock{now: now} }

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward, or back when d is negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
