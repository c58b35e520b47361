package sandboxtest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

// app stands for a test's *testing.T, which an example does not have.
type app struct {
	testing.TB
	cleanups []func()
}

func (*app) Helper()                  {}
func (*app) Context() context.Context { return context.Background() }
func (a *app) Cleanup(f func())       { a.cleanups = append(a.cleanups, f) }

func (a *app) end() {
	for _, f := range a.cleanups {
		f()
	}
}

// The sandbox runs until the test ends.
func ExampleStart() {
	t := &app{}
	defer t.end()
	s := sandboxtest.Start(t, func(o *sandbox.Options) { o.Delay = -1 })
	fmt.Println(s.UI(), s.BaseURL() != s.BankURL())
	// Output: basic true
}
