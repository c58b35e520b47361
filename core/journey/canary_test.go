package journey_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
	"github.com/connecthost/connecthost/core/session"
)

// parrot is a listener that prints all that it hears, in every way.
type parrot struct {
	bigEar
	out *secrettest.Output
}

func (p *parrot) Progress(s journey.Progress)                            { p.out.Print(s) }
func (p *parrot) Event(e event.Event)                                    { p.out.Print(e) }
func (p *parrot) Warning(err error)                                      { p.out.Print(err) }
func (p *parrot) Result(r journey.Result, err error)                     { p.out.Print(r, err) }
func (p *parrot) MemberState(m provider.Member)                          { p.out.Print(m) }
func (p *parrot) Member(m journey.Member)                                { p.out.Print(m) }
func (p *parrot) Outcome(o session.Outcome)                              { p.out.Print(o) }
func (p *parrot) Returned(err error)                                     { p.out.Print(err) }
func (p *parrot) VisitBegun(address secret.String)                       { p.out.Print(address) }
func (p *parrot) Opened(address secret.String, err error)                { p.out.Print(address, err) }
func (p *parrot) Navigation(r navigation.Request, d navigation.Decision) { p.out.Print(r, d) }

// TestNothingOfAJourneyPrintsASecret plays journeys on which as much as possible
// goes wrong, with everything that comes out of them printed.
func TestNothingOfAJourneyPrintsASecret(t *testing.T) {
	for name, play := range map[string]func(*trip){
		"to a widget that names members": func(tr *trip) {
			tr.atBank("MBR-1")
			tr.back.Come(rehearsal.Base + "?ch_state=" + nonceB + "&status=success&member_guid=MBR-1")
			tr.back.Come(success(tr.link(), "MBR-1"))
			tr.page.Say("connect/somethingNew", `{"password":"canary-of-a-password"}`)
			tr.page.Message("https://elsewhere.example", false, `{"type":"canary-of-a-password"}`)
			tr.page.Navigate(navigation.Request{URL: secret.New("https://elsewhere.example/?t=canary-of-a-password"), Frame: navigation.FrameMain})
			tr.settle()
			tr.page.Connect("MBR-1")
			tr.page.Finish()
		},
		"to a widget that describes connections": func(tr *trip) {
			tr.cfg.Provider = tr.service.UCW()
			tr.service.OnKeep = func(_ context.Context, c event.Connection) (string, error) {
				return "", fault.New(fault.ProviderUnavailable, errors.New("no place for it"))
			}
			tr.start()
			tr.page.Begin()
			tr.page.Link("plumegate", "canary-of-a-connection")
			tr.page.Finish()
		},
		"that goes on": func(tr *trip) {
			tr.atBank("MBR-1")
			left := tr.store.Left()
			tr.Cancel()
			<-tr.Done()
			tr.cfg.Store = left
			tr.resume(success(tr.link(), "MBR-1"))
		},
		"whose browser does not open": func(tr *trip) {
			tr.cfg.Opener = func(_ context.Context, url string) error { return errors.New("cannot open " + url) }
			tr.start()
			tr.page.Begin()
			tr.page.Leave("MBR-1")
			tr.settle()
			tr.page.Dismissed()
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var canaries secrettest.Canaries
				var out secrettest.Output
				tr := newTrip(t)
				tr.cfg.Logger = out.Logger()
				tr.listener = &parrot{out: &out}
				play(tr)
				synctest.Wait()
				out.Print(tr.Journey, tr.cfg, tr.page.Driver)
				tr.Cancel()
				<-tr.Done()
				out.Print(tr.Journey, tr.page.Driver)
				_, err := fmt.Fprint(&out, panicked(tr.Journey))
				require.NoError(t, err)

				canaries.Plant("the widget's token", "canary-widget-token-1")
				canaries.Plant("the bank's state", "canary-bank-state")
				canaries.Plant("what a page says", "canary-of-a-password")
				canaries.Plant("a connection", "canary-of-a-connection")
				if link := tr.link(); link != "" {
					canaries.Plant("the nonce", link[len(link)-32:])
				}
				out.Check(t, &canaries)
			})
		})
	}
}

// panicked is what a panic with a value says.
func panicked(value any) (text string) {
	defer func() { text = fmt.Sprintf("panic: %v %#v", recover(), value) }()
	panic(value)
}
