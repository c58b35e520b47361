package host

import (
	"errors"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
)

// renew gets a fresh widget URL for the session.
func (d *driver) renew(memberGUID string) {
	if d.opts.Renew == nil {
		d.step(session.PageFailed{Err: fault.New(fault.WidgetURLInvalid, errors.New("there is no way to a fresh widget URL"))})
		return
	}
	asked := d.opts.Now() // the URL is not older, however long it took to get here
	url, err := d.opts.Renew(d.asking, memberGUID)
	if err != nil {
		d.step(session.PageFailed{Err: fault.From(err)})
		return
	}
	d.step(session.FreshURL{URL: url, Age: d.opts.Now().Sub(asked)})
}

// check gets the state of a member for the session. A provider that cannot be
// asked leaves it unknown: the session knows what to do then.
func (d *driver) check(memberGUID string) {
	var answer session.MemberChecked
	if d.opts.Check != nil {
		var err error
		if answer, err = d.opts.Check(d.asking, memberGUID); err != nil {
			d.warn(fault.From(err))
			answer = session.MemberChecked{} // unknown
		}
	}
	answer.GUID = memberGUID
	d.step(answer)
}
