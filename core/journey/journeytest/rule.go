// Package journeytest tests the parts of a journey that a shell brings: a View,
// a Return and a Store of its own. Those of Connecthost pass. A test of one is
//
//	func TestStore(t *testing.T) {
//		journeytest.Store(t, func(t testing.TB) func() journey.Store {
//			dir := t.TempDir()
//			return func() journey.Store { return open(t, dir) }
//		})
//	}
//
// Run it with -race too: it calls from many goroutines at once.
package journeytest

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience bounds everything that is waited for. Nothing waits that long unless
// it fails.
const patience = 30 * time.Second

// rule is one thing that journeys rely on, of a part of type T.
type rule[T any] struct {
	name  string
	check func(testing.TB, T)
}

// run checks rules, with a subtest for each. After each it looks for goroutines
// that are left over, so no other test may run meanwhile.
func run[T any](t *testing.T, rules []rule[T], part T) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) { r.run(t, part) })
	}
}

// run checks a rule. The look for goroutines is the last cleanup, after those of
// the part.
func (r rule[T]) run(t testing.TB, part T) {
	others := goleak.IgnoreCurrent()
	t.Cleanup(func() {
		if err := goleak.Find(others); err != nil {
			t.Errorf("something is left running: %v", err)
		}
	})
	r.check(t, part)
}

// receive waits for a value; ok is false when the channel was closed.
func receive[V any](t testing.TB, c <-chan V, limit time.Duration, what string) (value V, ok bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	select {
	case value, ok = <-c:
	case <-ctx.Done():
		t.Fatalf("%s: not within %s", what, limit)
	}
	return value, ok
}
