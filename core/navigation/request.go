// Package navigation decides where a widget's page may go.
//
// A page of the widget shares its view with nobody: a login at a bank belongs
// into the user's browser, where the app cannot read what is typed (RFC 8252,
// section 8.12), a page of somebody else must not stand where the user expects
// the widget, and an address that another program opens is an order to that
// program. So nothing is allowed because it is not forbidden. Policy.Decide
// has the table, and whatever no row names is blocked.
//
// Go's net/url and the parser of browsers disagree about many addresses, and
// the engine acts on its own reading whatever ours was. The package therefore
// reads strictly: an address that two parsers could read differently is
// refused, never repaired, and every comparison is one of addresses that were
// read here.
package navigation

import "github.com/connecthost/connecthost/core/secret"

// Frame says which frame of the page wants to navigate.
type Frame uint8

// The frames. WebKitGTK cannot tell them apart before the response; see
// Decision.Recheck. The zero value is FrameUnknown, so that a host that forgets
// to say it gets the careful answer.
const (
	FrameUnknown Frame = iota
	FrameMain
	FrameSub
)

// Request is one navigation that an engine asks about.
type Request struct {
	URL         secret.String // as the engine gives it
	Frame       Frame
	NewWindow   bool // window.open, target=_blank
	Redirect    bool // the server sent the page here; decides nothing, since every hop is asked about
	UserGesture bool // the user clicked or typed, as the engine says: a page cannot claim it
	Response    bool // the answer is there: asked again after Decision.Recheck
}

// Action is what to do about a navigation.
type Action uint8

// The actions, in the words of the design. The zero value blocks.
const (
	Block    Action = iota // stay where you are
	Allow                  // load it in the view
	External               // open it outside, stay where you are
	Event                  // it is an event of the widget, stay where you are
	Return                 // it is a return link, stay where you are
)

// String returns the action in lower case, as logs and tools print it.
func (a Action) String() string {
	switch a {
	case Allow:
		return "allow"
	case External:
		return "external"
	case Event:
		return "event"
	case Return:
		return "return"
	default:
		return "block"
	}
}

// Decision answers a Request.
type Decision struct {
	Action Action
	// Recheck is set with Allow when the frame was unknown and matters: let
	// it load, and ask again with Response and the frame once they are known.
	Recheck bool
	// Open is the address to open outside, in canonical form.
	Open secret.String
	// Err says why a navigation was blocked; nil otherwise.
	Err error
}
