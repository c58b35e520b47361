package host

import (
	"github.com/connecthost/connecthost/bridge/page"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/session"
)

// The driver is the handler of its engine: each report becomes an input.

func (d *driver) navigate(r navigation.Request) navigation.Decision {
	answer := d.step(session.Navigate{Request: r})
	if _, ok := d.opts.Listener.(NavigationListener); ok {
		d.mail.put(letter{navigation: &asked{r, answer.Decision}})
	}
	return answer.Decision
}

func (d *driver) message(raw []byte) {
	m, err := page.Decode(raw)
	if err != nil {
		d.warn(fault.From(err))
		return
	}
	if m.Refused != nil {
		d.warn(m.Refused)
		return
	}
	d.step(session.Message{Origin: m.Origin, SubFrame: m.SubFrame, Data: string(m.Data)})
}

func (d *driver) loaded()                  { d.step(session.PageLoaded{}) }
func (d *driver) failed(err *fault.Error)  { d.step(session.PageFailed{Err: err}) }
func (d *driver) crashed()                 { d.step(session.Crashed{}) }
func (d *driver) touched()                 { d.step(session.Touch{}) }
func (d *driver) dismissed()               { d.step(session.Dismiss{}) }
func (d *driver) refused(err *fault.Error) { d.warn(err) }

func (d *driver) destroyed() {
	d.goneOne.Do(func() { close(d.gone) })
	d.finish(session.Dismiss{})
}

func downloadRefused() *fault.Error {
	return fault.Newf(fault.NavigationBlocked, nil, "The page tried to download a file.")
}
