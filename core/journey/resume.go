package journey

import (
	"context"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// Resume goes on with what an earlier process left of the user's journeys, and
// waits as Run does. link is the return link with which the system started this
// process, zero when it did not; the session judges it before anything else.
//
// The error is snapshot_missing when nothing is left: Run then begins anew. A
// stored session that cannot be used is given up with a warning and removed; it
// is the cause of the error when there is no other. Other errors are those of
// Run.
func Resume(ctx context.Context, cfg Config, link Link, listener Listener) (Result, error) {
	j, err := Continue(ctx, cfg, link, listener)
	if err != nil {
		return Result{Outcome: failed(err)}, err
	}
	return j.Wait()
}

// Continue is Resume for callers that go on meanwhile. Errors: snapshot_missing,
// config_invalid, and vault_unavailable when the store cannot be read.
func Continue(ctx context.Context, cfg Config, link Link, listener Listener) (*Journey, error) {
	j, err := newJourney(ctx, cfg, listener)
	if err != nil {
		return nil, err
	}
	ids, err := j.stored()
	if err == nil {
		err = j.names()
	}
	if err != nil {
		j.cancel()
		return nil, err
	}
	var given error // why the last one was given up
	for _, id := range ids {
		restored, err := j.restore(id)
		if err != nil {
			j.giveUp(id, err)
			given = err
			continue
		}
		go j.run(func() (Window, error) { return j.reopen(restored, link) })
		return j, nil
	}
	j.cancel()
	j.out.last(func(Listener) {}, j.cfg.ListenerPatience) // the listener may be another journey's next
	return nil, fault.New(fault.SnapshotMissing, given)
}

// giveUp removes a stored session that can never be used: a fresh start is the
// way on. One that cannot be read at the moment stays.
func (j *Journey) giveUp(id string, why error) {
	j.out.warn(why)
	switch fault.CodeOf(why) {
	case fault.SnapshotDamaged, fault.SnapshotVersion, fault.SnapshotForeign, fault.SessionEnded:
		_ = j.remove(id)
	}
}

// restore makes the session that the store keeps under an identifier.
func (j *Journey) restore(id string) (*session.Session, error) {
	data, err := j.load(id)
	if err != nil {
		return nil, err
	}
	j.id = id // the scheme is new
	restored, err := session.Restore(j.cfg.session(id, j.scheme), data, j.cfg.Store.Sealer())
	if err != nil {
		return nil, err
	}
	if restored.Ended() { // before its outcome was heard
		return nil, fault.New(fault.SessionEnded, nil)
	}
	if j.note, err = readNote(restored.Note()); err != nil {
		return nil, err
	}
	return restored, nil
}

// reopen goes on with a session, at the way back that the bank was given. When
// that is gone, the widget or the provider's word completes the session all the
// same.
func (j *Journey) reopen(restored *session.Session, link Link) (Window, error) {
	j.enter(Progress{Stage: Minting, Resumed: true})
	j.sent(link.URL.IsZero())
	if j.cfg.Provider.Traits().Return != traits.ReturnNone {
		j.link = restored.ReturnURL()
		j.hidden.hide(j.link)
		j.openWay(j.link)
	}
	return j.show(restored, link)
}
