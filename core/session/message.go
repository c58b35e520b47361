package session

import "github.com/connecthost/connecthost/core/fault"

// message takes a postMessage. Only the widget's own page may speak: the
// origin must be the widget's, and the sender the page's own window.
func (t *turn) message(m Message) {
	if t.phase == created || t.phase == away {
		t.refuse(noWidget())
		return
	}
	if m.Origin != t.origin || m.SubFrame {
		t.refuse(fault.New(fault.MessageOriginRefused, nil))
		return
	}
	e, err := t.parser.FromMessage(m.Data)
	if err == nil {
		err = t.event(e)
	}
	if err != nil {
		t.refuse(err)
	}
}
