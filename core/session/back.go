package session

import (
	"time"

	"github.com/connecthost/connecthost/core/event"
)

// goBack asks the widget to go back by one screen.
func (t *turn) goBack() {
	if t.phase != open {
		t.refuse(noWidget())
		return
	}
	t.active()
	if t.cfg.Timeouts.Back > 0 {
		t.backBy = t.now.Add(t.cfg.Timeouts.Back)
	}
	t.post(event.EncodeNavigateBack())
}

// wentBack takes the widget's answer. A widget that is at its first screen
// says that it did not go back, and expects its host to close it. An answer
// that nobody asked for changes nothing.
func (t *turn) wentBack(did bool) {
	asked := !t.backBy.IsZero()
	t.backBy = time.Time{}
	if asked && !did {
		t.finish(ByUser)
	}
}
