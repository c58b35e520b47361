package connect

import (
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// The answers to a navigation: Decision.Action. Only ActionAllow lets it go
// on; for all others the view stays where it is, and the Host has been told
// what else is to be done.
const (
	ActionBlock    = int32(navigation.Block)
	ActionAllow    = int32(navigation.Allow)
	ActionExternal = int32(navigation.External)
	ActionEvent    = int32(navigation.Event)
	ActionReturn   = int32(navigation.Return)
)

// The flags of Navigate, added up: all that is known of a navigation. Without
// MainFrame and SubFrame the frame is unknown.
const (
	MainFrame   int32 = 1 << 0
	SubFrame    int32 = 1 << 1
	NewWindow   int32 = 1 << 2 // window.open, target=_blank
	Redirect    int32 = 1 << 3 // the server sent the page here
	UserGesture int32 = 1 << 4 // the user clicked or typed
	Response    int32 = 1 << 5 // asked again after Decision.Recheck, with the frame
)

const allFlags = MainFrame | SubFrame | NewWindow | Redirect | UserGesture | Response

// Decision answers Navigate.
type Decision struct{ decision navigation.Decision }

// Action is one of ActionBlock, ActionAllow and so on.
func (d *Decision) Action() int32 {
	defer ignore()
	return int32(d.decision.Action)
}

// Allowed reports whether the view may go there.
func (d *Decision) Allowed() bool {
	defer ignore()
	return d.decision.Action == navigation.Allow
}

// Recheck is set with ActionAllow when the frame was unknown and matters: let
// it load, and ask again with Response and the frame once they are known.
func (d *Decision) Recheck() bool {
	defer ignore()
	return d.decision.Recheck
}

// Problem says why the navigation was blocked; null otherwise.
func (d *Decision) Problem() (p *Problem) {
	defer catch(&p)
	return problem(d.decision.Err)
}

// blocked is the decision for a navigation that cannot be decided.
func blocked(err error) *Decision {
	return &Decision{navigation.Decision{Action: navigation.Block, Err: err}}
}

// request reads the flags. Flags that contradict each other are refused.
func request(url string, flags int32) (navigation.Request, error) {
	is := func(flag int32) bool { return flags&flag != 0 }
	if flags&^allFlags != 0 || is(MainFrame) && is(SubFrame) {
		return navigation.Request{}, fault.Newf(fault.InputInvalid, nil, "The flags of the navigation do not fit together.")
	}
	r := navigation.Request{
		URL: secret.New(url), NewWindow: is(NewWindow), Redirect: is(Redirect),
		UserGesture: is(UserGesture), Response: is(Response),
	}
	switch {
	case is(MainFrame):
		r.Frame = navigation.FrameMain
	case is(SubFrame):
		r.Frame = navigation.FrameSub
	}
	return r, nil
}
