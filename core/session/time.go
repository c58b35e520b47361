package session

import (
	"time"

	"github.com/connecthost/connecthost/core/fault"
)

// Deadline returns the time at which the session wants its next Tick, zero
// when nothing is due. It changes with every Step.
func (s *Session) Deadline() time.Time {
	if s.phase == created || s.phase == ended {
		return time.Time{}
	}
	return earlier(earlier(s.loadBy, s.backBy), earlier(s.warnAt(), s.idleAt()))
}

// warnAt is when the app is told that the user is about to count as gone.
func (s *Session) warnAt() time.Time {
	if idle := s.idleAt(); !idle.IsZero() && !s.warned && s.cfg.Timeouts.Inactivity > expiryWarning {
		return idle.Add(-expiryWarning)
	}
	return time.Time{}
}

// idleAt is when the user counts as gone. While the user is at a bank, the
// widget sees no sign of life, and the attempt's own time counts.
func (s *Session) idleAt() time.Time {
	if s.cfg.Timeouts.Inactivity <= 0 || s.phase == created {
		return time.Time{}
	}
	idle := s.activeAt.Add(s.cfg.Timeouts.Inactivity)
	if s.attempt != nil && s.attempt.Pending(s.now) && s.attempt.Expires().After(idle) {
		return s.attempt.Expires()
	}
	return idle
}

// expire ends the session when one of its deadlines has passed.
func (t *turn) expire() {
	switch {
	case due(t.loadBy, t.now):
		t.fail(fault.New(fault.WidgetLoadTimeout, nil))
	case due(t.idleAt(), t.now):
		t.end(Expired, fault.New(fault.SessionExpired, nil), "")
	default:
		t.remind()
	}
}

// remind does what is due and ends nothing.
func (t *turn) remind() {
	if due(t.warnAt(), t.now) {
		t.warned = true
		t.do(Warn{Err: fault.New(fault.SessionExpiring, nil)})
	}
	if due(t.backBy, t.now) {
		t.backBy = time.Time{}
		t.do(Warn{Err: fault.New(fault.WidgetSilent, nil)})
	}
}

func due(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// bucket is a token bucket: it lets a burst through and then one token per
// interval. Time comes in with each call.
type bucket struct {
	burst    float64
	interval time.Duration
	tokens   float64
	last     time.Time
}

func newBucket(burst int, interval time.Duration) bucket {
	return bucket{burst: float64(burst), interval: interval, tokens: float64(burst)}
}

// take reports whether there is a token at the given time, and uses it.
func (b *bucket) take(at time.Time) bool {
	if !b.last.IsZero() {
		b.tokens = min(b.burst, b.tokens+float64(at.Sub(b.last))/float64(b.interval))
	}
	b.last = at
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
