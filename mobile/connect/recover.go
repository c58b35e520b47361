package connect

import (
	"fmt"
	"runtime/debug"

	"github.com/connecthost/connecthost/core/fault"
)

// A panic that crosses into Java or Objective-C ends the app. Each exported
// function therefore begins with the deferred call of one of these; a test
// reads the source to see to it.

// catch turns a panic into the problem that is returned.
func catch(p **Problem) {
	if r := recover(); r != nil {
		*p = problem(panicked(r))
	}
}

// catchError turns a panic into the error that is returned.
func catchError(err *error) {
	if r := recover(); r != nil {
		*err = panicked(r)
	}
}

// catchDecision turns a panic into a decision that blocks.
func catchDecision(d **Decision) {
	if r := recover(); r != nil {
		*d = blocked(panicked(r))
	}
}

// ignore ends a panic of a getter, which then returns its zero value.
func ignore() { _ = recover() }

// panicked is the error for a panic. Its value may hold anything, so only its
// type and the place are kept.
func panicked(r any) error {
	return fault.New(fault.Other, fmt.Errorf("panic with a value of type %T\n%s", r, debug.Stack()))
}
