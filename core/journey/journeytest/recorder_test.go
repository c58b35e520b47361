package journeytest

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// recorder is a test that keeps its failures to itself.
type recorder struct {
	testing.TB
	ctx context.Context

	mu       sync.Mutex
	failures []string
	cleanups []func()
}

// failuresOf runs a rule on a part and returns what failed.
func failuresOf[T any](t *testing.T, r rule[T], part T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	fails := &recorder{TB: t, ctx: ctx}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer fails.cleanup()
		defer cancel()
		r.run(fails, part)
	}()
	<-done
	return strings.Join(fails.failures, "\n")
}

// cleanup runs what was put off, also when some of it ends its goroutine.
func (r *recorder) cleanup() {
	for len(r.cleanups) > 0 {
		last := len(r.cleanups) - 1
		f := r.cleanups[last]
		r.cleanups = r.cleanups[:last]
		ended := make(chan struct{})
		go func() { defer close(ended); f() }()
		<-ended
	}
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Cleanup(f func())         { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// Fatalf ends the goroutine of the rule, and its cleanups run.
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}
