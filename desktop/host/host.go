// Package host opens a widget in a native window of its own and does what
// core/session says: it answers the page's navigations, carries messages both
// ways, opens the browser, keeps time, and hands the app its events and the
// one outcome.
//
// The window has a web view of its own, without bindings, with storage that
// is gone when it closes. The widget's page cannot reach the app: its
// messages are overheard by a script in an isolated world (see bridge/page),
// and its navigations are asked about.
//
// Engines: WebKitGTK 4.1 on Linux (needs cgo and a running GTK main loop,
// such as that of Wails), WKWebView on macOS, WebView2 on Windows.
package host

import (
	"context"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// Machine is what a window obeys. *session.Session is one. A window feeds it
// one input at a time; nobody else may use it meanwhile.
type Machine interface {
	Step(at time.Time, in session.Input) session.Answer
	Deadline() time.Time
	Ended() bool
}

// Listener hears what happens in a window. All its methods are called in
// order on one goroutine of the window, never on the UI thread. A slow
// listener delays only itself.
type Listener interface {
	// Event hands over what the widget said.
	Event(event.Event)
	// Warning tells of something refused or odd; the session goes on.
	Warning(*fault.Error)
	// Outcome ends the session. It comes exactly once, and is the last call.
	Outcome(session.Outcome)
}

// NavigationListener may be implemented by a Listener that wants to show each
// navigation of the page to a developer. Addresses may hold secrets: mask them
// before they are shown or written down.
type NavigationListener interface {
	Navigation(navigation.Request, navigation.Decision)
}

// Opener opens an address outside of the app. It runs on a goroutine of its
// own, and ctx has a deadline.
type Opener func(ctx context.Context, url string) error

// Options describe a window. Session and Listener are required.
type Options struct {
	Session  Machine  // not started yet
	Listener Listener //
	// Link is a return link that came before there was a window: the one with
	// which the system started the app again. The session judges it first.
	Link   string
	Title  string // of the window; default "Connect an account"
	Width  int    // of the page, in pixels; default 420
	Height int    // default 680
	Opener Opener // default: the system's browser

	// Renew asks the provider for a fresh widget URL, to repair the member
	// when one is named. A session that needs one and has no Renew fails.
	Renew func(ctx context.Context, memberGUID string) (secret.String, error)
	// Check asks the provider for the state of a member and waits while the
	// provider is at work. Without it the state is unknown. With fino, whose
	// widget names no member, memberGUID is empty: the answer then names the
	// member that this session made in Found, and nobody else's.
	Check func(ctx context.Context, memberGUID string) (session.MemberChecked, error)
	// Persist is called, on a goroutine of its own, when a snapshot of the
	// session is worth taking.
	Persist func()

	Logger *slog.Logger
	Now    func() time.Time // default time.Now
	// Debug allows the engine's developer tools and prints the page's console
	// to standard output. Never set it in a released app.
	Debug bool
}

// withDefaults fills the gaps. Error: config_invalid.
func (o Options) withDefaults() (Options, error) {
	if o.Session == nil {
		return o, fault.Newf(fault.ConfigInvalid, nil, "A window needs a session.")
	}
	if o.Listener == nil {
		return o, fault.Newf(fault.ConfigInvalid, nil, "A window needs a listener.")
	}
	if o.Title == "" {
		o.Title = "Connect an account"
	}
	if o.Width <= 0 {
		o.Width = 420
	}
	if o.Height <= 0 {
		o.Height = 680
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o, nil
}
