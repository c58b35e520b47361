package session

import "github.com/connecthost/connecthost/core/fault"

// finish ends the session in the regular way: connected when it produced a
// member, exited when it did not.
func (t *turn) finish() { t.end(Exited, nil) }

// fail ends the session because the widget cannot be used.
func (t *turn) fail(err *fault.Error) {
	if err == nil {
		err = fault.New(fault.WidgetLoadFailed, nil)
	}
	t.answer.Err = err
	t.end(Failed, err)
}

// end closes the view and hands out the one outcome. Members that were
// connected stay connected, whatever happens to the page afterwards: the
// error is then a warning.
func (t *turn) end(result Result, err *fault.Error) {
	t.phase = ended
	outcome := Outcome{Result: result, Err: err}
	if len(t.members) > 0 {
		if err != nil {
			t.do(Warn{Err: err})
		}
		outcome = Outcome{Result: Connected, Members: append([]Member(nil), t.members...)}
	}
	t.do(CloseView{})
	t.do(End{Outcome: outcome})
}
