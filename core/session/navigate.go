package session

import (
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// navigate decides a navigation of the widget's view.
func (t *turn) navigate(r navigation.Request) {
	if t.phase == created || t.phase == away {
		t.answer.Decision = t.block(noWidget())
		return
	}
	r = t.withTouch(r)
	d := t.policy.Decide(r)
	switch d.Action {
	case navigation.Event:
		d = t.eventURL(r.URL.Reveal(), d)
	case navigation.Return:
		if !t.returned(r.URL, true) {
			d = navigation.Decision{Action: navigation.Block, Err: t.answer.Err}
		}
	case navigation.External:
		d = t.leave(r, d)
	case navigation.Block:
		if d.Err != nil {
			t.refuse(d.Err)
		}
	}
	t.answer.Decision = d
}

// noWidget refuses anything that a page does while there should be no page.
func noWidget() error {
	return fault.Newf(fault.InputInvalid, nil, "There is no widget at the moment.")
}

// eventURL reads the event that a navigation carries. Anything that is not an
// event is blocked.
func (t *turn) eventURL(raw string, d navigation.Decision) navigation.Decision {
	e, err := t.parser.FromURL(raw)
	if err == nil {
		err = t.event(e)
	}
	if err != nil {
		return t.block(err)
	}
	return d
}

// leave opens an address outside, at a bounded rate and not twice in a row.
func (t *turn) leave(r navigation.Request, d navigation.Decision) navigation.Decision {
	if t.openedJustNow(d.Open) {
		return navigation.Decision{Action: navigation.Block}
	}
	if !t.outside.take(t.now) {
		return t.block(fault.New(fault.ExternalRateLimited, nil))
	}
	if t.isVisit(r, d.Open) {
		if err := t.await(""); err != nil {
			return t.block(err)
		}
		t.beginVisit(d.Open)
	}
	t.open(d.Open)
	return d
}

func (t *turn) openedJustNow(url secret.String) bool {
	return t.lastOpen.url.Equal(url) && t.now.Sub(t.lastOpen.at) < sameOpen
}

func (t *turn) open(url secret.String) {
	t.lastOpen = opened{url: url, at: t.now}
	t.do(OpenExternal{URL: url})
}

// block refuses a navigation.
func (t *turn) block(err error) navigation.Decision {
	t.refuse(err)
	return navigation.Decision{Action: navigation.Block, Err: err}
}
