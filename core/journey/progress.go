package journey

import "slices"

// Stage is where a journey stands.
type Stage string

// The stages. A journey may enter all of them except the first and the last more
// than once.
const (
	Minting  Stage = "minting"  // asking the provider for a widget URL
	Loading  Stage = "loading"  // the view is open, the widget is not there yet
	Open     Stage = "open"     // the user works in the widget
	AtBank   Stage = "at_bank"  // the user is at the bank's own site
	Checking Stage = "checking" // asking the provider what became of a visit
	Reading  Stage = "reading"  // a member is connected, its data is on the way
	Done     Stage = "done"     // there is a result
)

// Progress is a step of a journey: the stage that it has entered, and what led
// there.
type Progress struct {
	Stage Stage
	// Resumed is set with Minting for a journey that an earlier process began.
	Resumed bool
	// Again is set with Loading when the widget is opened once more.
	Again bool
	// Returned is set with Open when a return link brought the user back.
	Returned bool
	// Read is set with Open when a member's data has just been read.
	Read *Member
}

// enter takes the next step, whatever the stage.
func (j *Journey) enter(p Progress) { j.enterIf(p) }

// enterIf takes the next step from one of the given stages; without any, from
// all. After the end of the session only the end of the journey is to come.
func (j *Journey) enterIf(p Progress, from ...Stage) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(from) > 0 && !slices.Contains(from, j.stage) || j.over && p.Stage != Reading && p.Stage != Done {
		return
	}
	j.stage = p.Stage
	j.out.progress(p)
}
