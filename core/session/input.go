package session

import (
	"time"

	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// Input is something that happened to the session.
type Input interface{ input() }

type (
	// Start asks for the first effect: load the widget.
	Start struct{}

	// Navigate is a navigation of the widget's view. The step's Decision
	// answers it.
	Navigate struct{ navigation.Request }

	// Message is a postMessage that reached the widget's top page.
	Message struct {
		Origin   string // serialised origin of the sender
		SubFrame bool   // posted by another window than the page's own
		Data     string // the data as JSON; a JSON string when text was posted
	}

	// ReturnLink is a URL with which the system brought the user back.
	ReturnLink struct{ URL secret.String }

	// PageLoaded says that the engine finished loading a page in the main
	// frame. A widget that talks says itself when it is ready for the user; a
	// page that does not talk is ready when it is loaded.
	PageLoaded struct{}

	// PageFailed says that the main frame could not be loaded.
	PageFailed struct{ Err error }

	// Crashed says that the engine's web process is gone.
	Crashed struct{}

	// Back asks the widget to go back by one screen. The widget closes when it
	// is at its first screen.
	Back struct{}

	// Reload asks for the widget once more, from its start. Its URL was good
	// for one use, so the session asks for a fresh one.
	Reload struct{}

	// FreshURL answers NeedURL. Age is how long ago the provider made it: give
	// it when the answer may be held up on its way. A URL that has expired is
	// not loaded; another NeedURL follows, and after a few of them the session
	// fails.
	FreshURL struct {
		URL secret.String
		Age time.Duration
		// Return is the way back for visits from now on, if the maker of the
		// URL chose another one; zero if it stays.
		Return Return
	}

	// MemberChecked answers CheckMember with the same GUID.
	MemberChecked struct {
		GUID  string
		State MemberState
		// Found is the member that was connected, when the question named
		// none. It does not count otherwise.
		Found string
	}

	// Touch says that the user did something in the widget.
	Touch struct{}

	// Tick lets time pass: feed it when Deadline is reached.
	Tick struct{}

	// Dismiss says that the user closed the widget.
	Dismiss struct{}

	// Close ends the session because the app wants it to.
	Close struct{}
)

// MemberState is what a provider says of a member, as far as a session cares.
type MemberState uint8

// The states. The zero value is for providers that cannot be asked.
const (
	MemberUnknown   MemberState = iota // the provider does not say, or does not know the member
	MemberWaiting                      // it is at work, or the user is still at the bank
	MemberConnected                    // it is connected
	MemberNeedsUser                    // the user has to do something in the widget
	MemberNone                         // the user made none; only for a question that named none
)

func (Back) input()          {}
func (Reload) input()        {}
func (FreshURL) input()      {}
func (MemberChecked) input() {}
func (Start) input()         {}
func (Navigate) input()      {}
func (Message) input()       {}
func (ReturnLink) input()    {}
func (PageLoaded) input()    {}
func (PageFailed) input()    {}
func (Crashed) input()       {}
func (Touch) input()         {}
func (Tick) input()          {}
func (Dismiss) input()       {}
func (Close) input()         {}
