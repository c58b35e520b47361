package host

import (
	"context"

	"github.com/connecthost/connecthost/core/session"
)

// Window is an open widget.
type Window struct{ driver *driver }

// Open opens a window and starts the session in it. It may be called from any
// goroutine and returns when the window is there; the page loads afterwards.
// When ctx ends, so does the session, as with Close.
//
// Errors: config_invalid for unusable options, engine_unavailable when the
// system has no web view. After an error the listener hears nothing.
func Open(ctx context.Context, o Options) (*Window, error) {
	return open(ctx, o, newEngine)
}

func open(ctx context.Context, o Options, make maker) (*Window, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	d := newDriver(ctx, o)
	if err := d.attach(ctx, make, look{o.Title, o.Width, o.Height, o.Debug}); err != nil {
		return nil, err
	}
	return &Window{d}, nil
}

// Close ends the session on the app's wish and closes the window. The outcome
// reaches the listener as always. Closing twice does nothing.
func (w *Window) Close() { w.driver.finish(session.Close{}) }

// Focus brings the window to the front.
func (w *Window) Focus() { w.driver.engine.focus() }

// Back asks the widget to go back by one screen, as a back button does. At its
// first screen the widget closes.
func (w *Window) Back() { w.driver.step(session.Back{}) }

// Reload opens the widget once more, from its start. It needs Options.Renew.
func (w *Window) Reload() { w.driver.step(session.Reload{}) }

// Return hands over a URL with which the system brought the user back from a
// bank. The session decides whether it was waiting for it; the error says why
// it was not, with one of the return_ codes, or session_ended.
func (w *Window) Return(url string) error {
	if err := w.driver.step(session.ReturnLink{URL: url}).Err; err != nil {
		return err // not the pointer: a nil *fault.Error in an error is not nil
	}
	return nil
}

// Done is closed when the listener has had the outcome and the window is gone.
func (w *Window) Done() <-chan struct{} { return w.driver.done }
