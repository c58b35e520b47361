// Package sandboxtest starts a sandbox for one test.
package sandboxtest

import (
	"context"
	"testing"
	"time"

	"github.com/connecthost/connecthost/core/sandbox"
)

// Start runs a sandbox with the basic UI until the test ends. Further options
// change what is set here; the last one wins. The test fails when the sandbox
// does not start, or does not stop within ten seconds.
func Start(t testing.TB, options ...func(*sandbox.Options)) *sandbox.Sandbox {
	t.Helper()
	o := sandbox.Options{UI: sandbox.UIBasic}
	for _, change := range options {
		change(&o)
	}
	s, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatalf("start the sandbox: %v", err)
	}
	t.Cleanup(func() {
		// The test's own context has ended by now.
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Errorf("close the sandbox: %v", err)
		}
	})
	return s
}
