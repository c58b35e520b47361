// Package host opens a widget in a native window of its own, which obeys
// core/session through core/driver: it answers the page's navigations, carries
// messages both ways, opens the browser, keeps time, and hands the app its
// events and the one outcome.
//
// The window has a web view of its own, without bindings, with storage that
// is gone when it closes. The widget's page cannot reach the app: its
// messages are overheard by a script in an isolated world (see bridge/page),
// and its navigations are asked about.
//
// Engines: WebKitGTK 4.1 on Linux (needs cgo), WKWebView on macOS, WebView2 on
// Windows. On Linux and macOS the process needs the platform's main loop: a
// toolkit such as Wails runs it, and Main does for programs without one.
package host

import (
	"context"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/session"
)

// Options describe a window with its session. Session and Listener are
// required. Those that Look has too describe the window; the others are those
// of driver.Options.
type Options struct {
	Session  driver.Machine  // not started yet
	Listener driver.Listener // hears what happens; see also its further interfaces
	Link     driver.Link     // with which the system started the app again

	Title  string // of the window; default "Connect an account"
	Width  int    // of the page, in pixels; default 420
	Height int    // default 680

	Opener driver.Opener // default OpenBrowser
	Renew  func(ctx context.Context, memberGUID string) (session.FreshURL, error)
	Check  func(ctx context.Context, memberGUID string) (session.MemberChecked, error)

	// Sealer and Save keep the session over the end of the process: set both or
	// neither. Save is called on a goroutine of the window's own, once at a time.
	Sealer session.Sealer
	Save   func(snapshot []byte) error

	Logger *slog.Logger     // default: discards
	Now    func() time.Time // default time.Now
	// Debug allows the engine's developer tools and prints the page's console
	// to standard output. Never set it in a released app.
	Debug bool
}

// Look is how a window looks. The zero value is usable.
type Look struct {
	Title         string // default "Connect an account"
	Width, Height int    // of the page, in pixels; default 420 by 680
	// Debug allows the engine's developer tools and prints the page's console
	// to standard output. Never set it in a released app.
	Debug bool
}

func (l Look) withDefaults() Look {
	if l.Title == "" {
		l.Title = "Connect an account"
	}
	if l.Width <= 0 {
		l.Width = 420
	}
	if l.Height <= 0 {
		l.Height = 680
	}
	return l
}

func (o Options) look() Look {
	return Look{Title: o.Title, Width: o.Width, Height: o.Height, Debug: o.Debug}
}

func (o Options) driver() driver.Options {
	return driver.Options{
		Session: o.Session, Listener: o.Listener, Link: o.Link, Opener: o.Opener, Renew: o.Renew, Check: o.Check,
		Sealer: o.Sealer, Save: o.Save, Logger: o.Logger, Now: o.Now,
	}
}
