package session

import (
	"encoding/json"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
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
		Origin   string          // serialised origin of the sender
		SubFrame bool            // posted by another window than the page's own
		Data     json.RawMessage // the data as JSON; a JSON string when text was posted
	}

	// ReturnLink is a URL with which the system brought the user back.
	ReturnLink struct{ URL string }

	// PageLoaded says that the engine finished loading a page in the main
	// frame. The widget itself says when it is ready for the user.
	PageLoaded struct{}

	// PageFailed says that the main frame could not be loaded.
	PageFailed struct{ Err *fault.Error }

	// Crashed says that the engine's web process is gone.
	Crashed struct{}

	// Touch says that the user did something in the widget.
	Touch struct{}

	// Tick lets time pass: feed it when Deadline is reached.
	Tick struct{}

	// Dismiss says that the user closed the widget.
	Dismiss struct{}

	// Close ends the session on the app's wish.
	Close struct{}
)

func (Start) input()      {}
func (Navigate) input()   {}
func (Message) input()    {}
func (ReturnLink) input() {}
func (PageLoaded) input() {}
func (PageFailed) input() {}
func (Crashed) input()    {}
func (Touch) input()      {}
func (Tick) input()       {}
func (Dismiss) input()    {}
func (Close) input()      {}
