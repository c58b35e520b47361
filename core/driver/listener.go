package driver

import (
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// Listener hears what happens in a session. All its methods, those of the
// further interfaces included, are called in order on one goroutine of the
// driver, never on a UI thread. A slow listener delays only itself.
type Listener interface {
	// Event hands over what the widget said.
	Event(event.Event)
	// Warning tells of something refused or odd; the session goes on.
	// fault.From gives the code.
	Warning(error)
	// Outcome ends the session. It comes exactly once, and is the last call.
	Outcome(session.Outcome)
}

// NavigationListener may be implemented by a Listener that wants to show each
// navigation of the page to a developer. Addresses may hold secrets: mask them
// before they are shown or written down.
type NavigationListener interface {
	Navigation(navigation.Request, navigation.Decision)
}

// VisitListener may be implemented by a Listener that wants to know when the
// user is at a bank's own site; see session.VisitBegun and session.VisitEnded.
type VisitListener interface {
	VisitBegun(address secret.String)
	VisitEnded(returned bool)
}

// OpenListener may be implemented by a Listener that wants to know what became
// of an address that was to open outside of the app: err is nil when it opened,
// and external_open_failed when it did not.
type OpenListener interface {
	Opened(address secret.String, err error)
}

// Funcs are functions as a Listener. Each of them may be nil.
type Funcs struct {
	OnEvent   func(event.Event)
	OnWarning func(error)
	OnOutcome func(session.Outcome)
}

// Event calls OnEvent.
func (f Funcs) Event(e event.Event) {
	if f.OnEvent != nil {
		f.OnEvent(e)
	}
}

// Warning calls OnWarning.
func (f Funcs) Warning(err error) {
	if f.OnWarning != nil {
		f.OnWarning(err)
	}
}

// Outcome calls OnOutcome.
func (f Funcs) Outcome(o session.Outcome) {
	if f.OnOutcome != nil {
		f.OnOutcome(o)
	}
}
