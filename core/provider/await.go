package provider

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/connecthost/connecthost/core/fault"
)

// The defaults of AwaitOptions. MX prescribes three seconds.
const (
	DefaultInterval = 3 * time.Second
	DefaultTolerate = 3
)

// AwaitOptions tunes AwaitReady. The zero value is usable.
type AwaitOptions struct {
	Interval time.Duration // between two questions; default DefaultInterval
	// Jitter is the most that is added to an interval at random, so that many
	// waiting apps spread out. Default a tenth of Interval; negative for none.
	Jitter time.Duration
	// Tolerate is how many retryable errors in a row are borne before the last
	// one is returned. Default DefaultTolerate; negative for none.
	Tolerate int
	// OnState is called with the first answer and with each one that differs
	// from the last, on the goroutine that called AwaitReady.
	OnState func(Member)

	After  func(time.Duration) <-chan time.Time // default time.After
	Random func() float64                       // in [0,1); default math/rand
}

// AwaitReady asks for the member's state until it is Ready and returns it as
// last read; MemberReader.Member has the names. It returns an error, with the
// member as last read, when
//   - the state needs the user: fault.MemberNeedsUser
//   - the state is Unavailable or Gone: fault.MemberUnavailable
//   - the provider failed for good, or too often in a row: its error
//   - ctx was cancelled: fault.ProviderCanceled
//   - ctx ran out of time: fault.MemberNotReady
//
// A Retry-After of the provider lengthens the wait.
func AwaitReady(ctx context.Context, p MemberReader, user, member string, opts AwaitOptions) (Member, error) {
	w := wait{opts: opts.withDefaults()}
	for {
		m, err := p.MemberState(ctx, user, member)
		switch {
		case err == nil:
			if done, err := w.judge(m); done {
				return m, err
			}
		case ctx.Err() != nil:
			return w.last, w.interrupted(ctx.Err())
		case !w.bears(err):
			return w.last, err
		}
		select {
		case <-ctx.Done():
			return w.last, w.interrupted(ctx.Err())
		case <-w.opts.After(w.pause(err)):
		}
	}
}

func (o AwaitOptions) withDefaults() AwaitOptions {
	if o.Interval <= 0 {
		o.Interval = DefaultInterval
	}
	if o.Jitter == 0 {
		o.Jitter = o.Interval / 10
	}
	if o.Tolerate == 0 {
		o.Tolerate = DefaultTolerate
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	return o
}

// wait is what AwaitReady remembers between two questions.
type wait struct {
	opts   AwaitOptions
	last   Member
	asked  bool
	errors int // in a row
}

// judge takes an answer and reports whether the wait is over.
func (w *wait) judge(m Member) (bool, error) {
	changed := !w.asked || m != w.last
	w.last, w.asked, w.errors = m, true, 0
	if changed && w.opts.OnState != nil {
		w.opts.OnState(m)
	}
	switch m.State {
	case Ready:
		return true, nil
	case NeedsUser:
		return true, fault.New(fault.MemberNeedsUser, statusError(m))
	case Unavailable, Gone:
		return true, fault.New(fault.MemberUnavailable, statusError(m))
	default:
		return false, nil
	}
}

// bears reports whether to go on after an error.
func (w *wait) bears(err error) bool {
	w.errors++
	return fault.From(err).Retryable && w.errors <= w.opts.Tolerate
}

// pause returns how long to wait before the next question.
func (w *wait) pause(err error) time.Duration {
	d := w.opts.Interval
	if call := (*CallError)(nil); errors.As(err, &call) {
		d = max(d, call.RetryAfter)
	}
	if w.opts.Jitter > 0 {
		d += time.Duration(w.opts.Random() * float64(w.opts.Jitter))
	}
	return d
}

// interrupted tells a caller who changed their mind from one who ran out of
// time.
func (w *wait) interrupted(ended error) error {
	if errors.Is(ended, context.DeadlineExceeded) {
		return fault.New(fault.MemberNotReady, fmt.Errorf("last status %.64q: %w", w.last.Status, ended))
	}
	return fault.New(fault.ProviderCanceled, ended)
}

func statusError(m Member) error { return fmt.Errorf("member status %.64q", m.Status) }
