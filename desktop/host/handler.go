package host

import (
	"github.com/connecthost/connecthost/bridge/page"
	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
)

// reports hands what an engine reports to its driver.
type reports struct{ driver *driver.Driver }

func (r reports) navigate(q navigation.Request) navigation.Decision { return r.driver.Navigate(q) }

func (r reports) message(raw []byte) {
	m, err := page.Decode(raw)
	if err == nil {
		err = m.Refused
	}
	if err != nil {
		r.driver.Refused(err)
		return
	}
	r.driver.Message(m.Origin, m.SubFrame, string(m.Data))
}

func (r reports) loaded()           { r.driver.Loaded() }
func (r reports) failed(err error)  { r.driver.Failed(err) }
func (r reports) crashed()          { r.driver.Crashed() }
func (r reports) touched()          { r.driver.Touched() }
func (r reports) dismissed()        { r.driver.Dismissed() }
func (r reports) refused(err error) { r.driver.Refused(err) }
func (r reports) destroyed()        { r.driver.Gone() }

func downloadRefused() error {
	return fault.Newf(fault.NavigationBlocked, nil, "The page tried to download a file.")
}
