package driver

import (
	"fmt"
	"log/slog"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// carryOut does what the session asks for, with the lock held. Anything that
// may take its time runs beside it.
func (d *Driver) carryOut(e session.Effect) {
	if d.ended {
		return
	}
	switch e := e.(type) {
	case session.Load:
		d.view.Load(e.URL, e.Origin)
	case session.Post:
		d.view.Post(e.Data, e.Origin)
	case session.NeedURL:
		d.work.Go(func() { d.renew(e.MemberGUID) })
	case session.CheckMember:
		d.work.Go(func() { d.check(e.GUID) })
	case session.Persist:
		d.persist()
	case session.Emit:
		d.mail.put(letter{event: &e.Event})
	case session.VisitBegun:
		d.visit = e.URL
		d.mail.put(letter{visit: &visit{begun: true, address: e.URL}})
	case session.VisitEnded:
		d.visit = secret.String{}
		d.mail.put(letter{visit: &visit{returned: e.Returned}})
	case session.OpenExternal:
		d.openOutside(e.URL)
	case session.Warn:
		d.warn(e.Err)
	case session.CloseView:
		d.view.Close()
	case session.End:
		d.end(e.Outcome)
	default:
		d.opts.Logger.Error("the session asked for something unknown", "effect", fmt.Sprintf("%T", e))
	}
}

// persist seals the session as it is now, and has it written. The lock is held,
// so that nothing happens to the session between the two.
func (d *Driver) persist() {
	if d.opts.Save == nil {
		return
	}
	data, err := d.opts.Session.Snapshot(d.opts.Sealer)
	if err != nil {
		d.warn(err)
		return
	}
	d.saver.put(data)
}

// openOutside opens an address in the browser once the session is written down:
// the app may be gone as soon as its user is elsewhere.
func (d *Driver) openOutside(address secret.String) {
	d.work.Go(func() {
		d.saver.flush()
		err := d.opts.Opener.Open(d.open, address.Reveal())
		if err != nil {
			d.warn(err)
		}
		d.mail.put(letter{opened: &opened{address: address, err: err}})
	})
}

// end hands out the first outcome that it gets, and closes the view.
func (d *Driver) end(o session.Outcome) {
	if d.view == nil || d.ended {
		return
	}
	d.ended = true
	d.stop()
	d.timer.Stop()
	d.view.Close()
	d.mail.seal(o)
}

// renew gets a fresh widget URL for the session.
func (d *Driver) renew(memberGUID string) {
	if d.opts.Renew == nil {
		d.step(session.PageFailed{Err: fault.Newf(fault.WidgetURLInvalid, nil, "The session needs a fresh widget URL: set Options.Renew.")})
		return
	}
	asked := d.opts.Now() // the URL is not older, however long it took to get here
	fresh, err := d.opts.Renew(d.asking, memberGUID)
	switch {
	case d.asking.Err() != nil: // the session is ending, which is not the provider's fault
	case err != nil:
		d.step(session.PageFailed{Err: err})
	default:
		fresh.Age += d.opts.Now().Sub(asked)
		d.step(fresh)
	}
}

// check gets the state of a member for the session. A provider that cannot be
// asked leaves it unknown: the session knows what to do then.
func (d *Driver) check(memberGUID string) {
	var answer session.MemberChecked
	if d.opts.Check != nil {
		var err error
		answer, err = d.opts.Check(d.asking, memberGUID)
		if d.asking.Err() != nil { // as for renew
			return
		}
		if err != nil {
			d.warn(err)
			answer = session.MemberChecked{} // unknown
		}
	}
	answer.GUID = memberGUID
	d.step(answer)
}

// detailed prints all that is known of an error, and only when it is logged.
type detailed struct{ err error }

func (e detailed) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", e.err)) }
