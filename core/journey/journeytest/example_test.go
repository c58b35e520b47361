package journeytest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/journeytest"
	"github.com/connecthost/connecthost/core/secret"
)

// What a shell has of its own.
type (
	kiosk  struct{}
	drawer struct{ journey.Store }
	knock  struct{}
)

func (kiosk) Open(context.Context, driver.Options) (journey.Window, error) {
	return nil, errors.New("left out here")
}

func (knock) Open(context.Context, secret.String) (journey.Way, error) {
	return nil, errors.New("left out here")
}

// The test of a view runs where its engine does.
func ExampleView() {
	_ = func(t *testing.T) {
		journeytest.View(t, func(testing.TB) journey.View { return kiosk{} })
	}
}

// The test of a way back plays the system, which hands a link to the app.
func ExampleReturn() {
	_ = func(t *testing.T) {
		journeytest.Return(t, func(testing.TB) (journey.Return, func(string)) {
			return knock{}, func(link string) { /* as the system does */ }
		})
	}
}

// The test of a store opens one place several times, as one process after the
// other does.
func ExampleStore() {
	_ = func(t *testing.T) {
		journeytest.Store(t, func(testing.TB) func() journey.Store {
			place := drawer{} // empty, and nobody else's
			return func() journey.Store { return place }
		})
	}
}
