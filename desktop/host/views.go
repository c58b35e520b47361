package host

import (
	"context"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/journey"
)

// Views shows the widgets of journeys in native windows of their own, which look
// as by default; a Look is a View too.
func Views() journey.View { return Look{} }

// Open opens a window for a session, as the function Open does: it makes a Look
// a journey.View.
func (l Look) Open(ctx context.Context, o driver.Options) (journey.Window, error) {
	d, err := openWith(ctx, l, o, newEngine)
	if err != nil {
		return nil, err // not d: a nil *driver.Driver in a Window is not nil
	}
	return d, nil
}
