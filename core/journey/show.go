package journey

import (
	"time"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
)

// show opens the view of a session, which first judges the link if there is
// one.
func (j *Journey) show(machine driver.Machine, link Link) (Window, error) {
	o := driver.Options{
		Session: machine, Listener: &follower{j}, Link: link,
		Opener: j.cfg.Opener, Renew: j.renew, Check: j.check,
		Logger: j.cfg.Logger, Now: j.cfg.Now,
	}
	if store := j.cfg.Store; store != nil {
		o.Sealer, o.Save = store.Sealer(), j.save
	}
	if !link.URL.IsZero() {
		o.Link.Done = j.judged(link.Done)
	}
	view, err := j.openView(o)
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	j.view = view
	closing := j.closing
	j.mu.Unlock()
	if closing {
		view.Close()
	}
	return view, nil
}

// openView gives a view that never opens up: its user would wait for ever. One
// that opens later closes at once, since the journey's context has ended by then,
// and its session counts for nothing: what is kept of it is for the next try.
func (j *Journey) openView(o driver.Options) (Window, error) {
	late := time.NewTimer(j.cfg.ViewPatience)
	defer late.Stop()
	silent := fault.Newf(fault.EngineUnavailable, nil, "The view did not open within %s: look at what its Open waits for.", j.cfg.ViewPatience)
	view, err := within(late.C, silent, func() (Window, error) { return j.cfg.View.Open(j.ctx, o) })
	if err == error(silent) {
		j.mu.Lock()
		j.givenUp = !j.over
		j.mu.Unlock()
	}
	if err == nil && view == nil {
		err = setting("View", "opened nothing and gave no error")
	}
	return view, err
}

// close closes the widget as soon as there is one.
func (j *Journey) close() {
	j.mu.Lock()
	view := j.view
	j.closing = true
	j.mu.Unlock()
	if view != nil {
		view.Close()
	}
}

// within makes a call on a goroutine of its own and waits for it, until it is
// late. The call then goes on alone, and what it returns is lost.
func within[T any](late <-chan time.Time, silent error, f func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	made := make(chan answer, 1)
	go func() {
		value, err := f()
		made <- answer{value, err}
	}()
	select {
	case m := <-made:
		return m.value, m.err
	case <-late:
		var none T
		return none, silent
	}
}
