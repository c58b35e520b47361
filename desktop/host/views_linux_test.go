//go:build cgo

package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/journeytest"
)

func TestWindowsAreAViewOfJourneys(t *testing.T) {
	needsDisplay(t)
	journeytest.View(t, func(testing.TB) journey.View { return Views() })
}

func TestALookIsAViewOfItsOwn(t *testing.T) {
	require.Equal(t, Look{}, Views())
	w, err := Look{Title: "x"}.Open(context.Background(), driver.Options{})
	require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
	require.True(t, w == nil, "and not a window that is a nil pointer")
}
