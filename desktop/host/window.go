package host

import (
	"context"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/secret"
)

// Window is an open widget. Its methods may be called from any goroutine.
type Window struct{ driver *driver.Driver }

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
	d, err := openWith(ctx, o.look(), o.driver(), make)
	if err != nil {
		return nil, err
	}
	return &Window{d}, nil
}

// openWith makes the driver of a session and the window that it drives.
func openWith(ctx context.Context, l Look, o driver.Options, make maker) (*driver.Driver, error) {
	if o.Opener == nil {
		o.Opener = OpenBrowser
	}
	d, err := driver.New(ctx, o)
	if err != nil {
		return nil, err
	}
	e, err := make(ctx, l.withDefaults(), reports{d})
	if err != nil {
		d.Abandon()
		return nil, err
	}
	d.Start(webView{e})
	return d, nil
}

// Close ends the session because the app wants it to, and closes the window.
// The outcome reaches the listener as always. Closing twice does nothing.
func (w *Window) Close() { w.driver.Close() }

// Focus brings the window to the front.
func (w *Window) Focus() { w.driver.Focus() }

// Back asks the widget to go back by one screen, as a back button does. At its
// first screen the widget closes.
func (w *Window) Back() { w.driver.Back() }

// Reload opens the widget once more, from its start. It needs Options.Renew.
func (w *Window) Reload() { w.driver.Reload() }

// OpenAgain opens the bank's page in the browser once more, for a user who lost
// it, and reports whether the user is at a bank at all.
func (w *Window) OpenAgain() bool { return w.driver.OpenAgain() }

// Return hands over a URL with which the system brought the user back from a
// bank. The session decides whether it was waiting for it; the error says why
// it was not, with one of the return_ codes, or session_ended. It waits until
// the session is written down: do not call it on the UI thread.
func (w *Window) Return(url string) error { return w.driver.Return(driver.Link{URL: secret.New(url)}) }

// Done is closed when the listener has had the outcome and the window is gone;
// see driver.Driver.
func (w *Window) Done() <-chan struct{} { return w.driver.Done() }
