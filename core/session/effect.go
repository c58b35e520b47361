package session

import (
	"encoding/json"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// Effect is something that the session asks its host to do. Hosts carry
// effects out in the order in which they are given.
type Effect interface{ effect() }

type (
	// Load shows a page in the view: the widget's URL, once. Origin is the
	// widget's, serialised: the only one whose messages the host hands over, and
	// the only one that a Post is for.
	Load struct {
		URL    secret.String
		Origin string
	}

	// NeedURL asks for a fresh widget URL, to repair a member when MemberGUID
	// is set. FreshURL answers it.
	NeedURL struct{ MemberGUID string }

	// CheckMember asks the provider for the state of a member. MemberChecked
	// answers it, as often as the state changes. When the widget does not name
	// members, GUID is empty: the question is what became of the user's newest
	// connection, and MemberChecked.Found names it.
	CheckMember struct{ GUID string }

	// Persist says that a Snapshot taken now differs from the last one in
	// something that matters.
	Persist struct{}

	// Emit hands an event to the app.
	Emit struct{ Event event.Event }

	// OpenExternal opens an address in the system's browser or another app.
	OpenExternal struct{ URL secret.String }

	// VisitBegun says that the user is on the way to a bank's own site: URL is
	// the address there. It comes before the OpenExternal of that address, and
	// alone when the widget has just had it opened. Another one without a
	// VisitEnded between them means that the user tried again.
	VisitBegun struct{ URL secret.String }

	// VisitEnded says that the visit is over. Returned is set when a return link
	// brought the user back; otherwise it was the widget's or the provider's word,
	// or the end of the session. The link may come after such a word: it then ends
	// the visit once more.
	VisitEnded struct{ Returned bool }

	// Post posts a message to the widget's page. Origin is the only origin that
	// may receive it.
	Post struct {
		Data   json.RawMessage
		Origin string
	}

	// Warn tells the app about something refused or odd; the session goes on.
	// fault.From gives the code.
	Warn struct{ Err error }

	// CloseView closes the widget's view.
	CloseView struct{}

	// End hands the outcome to the app. It comes exactly once and is the last
	// effect of a session.
	End struct{ Outcome Outcome }
)

func (Load) effect()         {}
func (NeedURL) effect()      {}
func (CheckMember) effect()  {}
func (Persist) effect()      {}
func (Emit) effect()         {}
func (OpenExternal) effect() {}
func (VisitBegun) effect()   {}
func (VisitEnded) effect()   {}
func (Post) effect()         {}
func (Warn) effect()         {}
func (CloseView) effect()    {}
func (End) effect()          {}

// Result names how a session ended.
type Result string

// The results.
const (
	Connected Result = "connected" // at least one member was connected
	Exited    Result = "exited"    // the user or the app closed the widget before
	Failed    Result = "failed"    // the widget could not be used
	Expired   Result = "expired"   // time ran out
)

// Outcome is the single end of a session.
type Outcome struct {
	Result  Result
	Members []Member // connected members in order, each once; empty unless Connected
	Err     error    // why, for Failed and Expired; nil otherwise
	Reason  Reason   // why nothing was connected, for every result except Connected
}

// Answer is what one input leads to.
type Answer struct {
	// Decision answers a Navigate; it is zero, which blocks, for other inputs.
	Decision navigation.Decision
	// Effects are to be carried out in order. For a Navigate the decision
	// comes first.
	Effects []Effect
	// Err says why the input was refused; nil otherwise. It repeats the
	// Decision's and the Warn effect's error.
	Err error
}
