package session

import (
	"slices"

	"github.com/connecthost/connecthost/core/fault"
)

// finish ends the session in the regular way: connected when it produced a
// member, exited when it did not.
func (t *turn) finish(by Actor) { t.end(Exited, nil, by) }

// fail ends the session because the widget cannot be used.
func (t *turn) fail(err error) {
	if err == nil {
		err = fault.New(fault.WidgetLoadFailed, nil)
	}
	t.answer.Err = err
	t.end(Failed, err, "")
}

// end closes the view and hands out the one outcome. Members that were
// connected stay connected, whatever happens to the page afterwards: the
// error is then a warning.
func (t *turn) end(result Result, err error, by Actor) {
	t.endVisit()
	t.phase = ended
	outcome := Outcome{Result: result, Err: err, Reason: t.reason(err, by)}
	if len(t.members) > 0 {
		if err != nil {
			t.do(Warn{Err: err})
		}
		outcome = Outcome{Result: Connected, Members: append([]Member(nil), t.members...), Reason: Reason{By: by}}
	}
	t.persistEnd()
	t.do(CloseView{})
	t.do(End{Outcome: outcome})
}

// persistEnd has the end saved if anything was saved before: a session
// restored from the older state would come to a second outcome.
func (t *turn) persistEnd() {
	written := t.restored || t.attempt != nil || len(t.members) > 0
	if written && !slices.Contains(t.answer.Effects, Effect(Persist{})) {
		t.do(Persist{})
	}
}
