package journey_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// trip is a journey in a bubble of synctest, with everybody who takes part.
type trip struct {
	*journey.Journey
	t       *testing.T
	service *rehearsal.Service
	view    *rehearsal.View
	back    *rehearsal.Back
	store   *rehearsal.Store
	page    *rehearsal.Page // that was opened last
	ear     *bigEar
	// listener takes the place of ear, when it is set.
	listener journey.Listener
	cfg      journey.Config
	ctx      context.Context
}

// newTrip is a trip that has not begun, to MX's widget.
func newTrip(t *testing.T, change ...func(*trip)) *trip {
	tr := &trip{
		t: t, service: &rehearsal.Service{}, view: rehearsal.NewView(), back: rehearsal.NewBack(),
		store: rehearsal.NewStore(), ear: &bigEar{}, ctx: t.Context(),
	}
	tr.cfg = journey.Config{
		Provider: tr.service.MX(), User: "ada", View: tr.view, Return: tr.back, Store: tr.store,
	}
	for _, f := range change {
		f(tr)
	}
	return tr
}

// in plays a trip in a bubble, and ends it.
func in(t *testing.T, play func(*testing.T, *trip), change ...func(*trip)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		tr := newTrip(t, change...)
		play(t, tr)
		if tr.Journey != nil {
			tr.Cancel()
			<-tr.Done()
		}
	})
}

// start begins a new journey, up to its page if one opens.
func (tr *trip) start() *trip {
	tr.t.Helper()
	var err error
	tr.Journey, err = journey.Start(tr.ctx, tr.cfg, tr.hears())
	require.NoError(tr.t, err)
	return tr.settle()
}

// resume goes on with what is in the store, with the link when there is one.
func (tr *trip) resume(link string) *trip {
	tr.t.Helper()
	var err error
	tr.Journey, err = journey.Continue(tr.ctx, tr.cfg, journey.Link{URL: secret.New(link)}, tr.hears())
	require.NoError(tr.t, err)
	return tr.settle()
}

func (tr *trip) hears() journey.Listener {
	if tr.listener != nil {
		return tr.listener
	}
	return tr.ear
}

// settle waits until everybody waits for something, and looks for a new page.
func (tr *trip) settle() *trip {
	synctest.Wait()
	select {
	case tr.page = <-tr.view.Opened():
	default:
	}
	return tr
}

// wait waits for the result.
func (tr *trip) wait() (journey.Result, error) {
	tr.t.Helper()
	r, err := tr.Wait()
	synctest.Wait()
	require.Equal(tr.t, r, tr.ear.result, "the listener has the same")
	return r, err
}

// finish is a user who presses the last button.
func (tr *trip) finish() (journey.Result, error) {
	tr.t.Helper()
	tr.page.Finish()
	return tr.wait()
}

// link is the return link that the last widget was asked for with, without what
// a bank says.
func (tr *trip) link() string {
	requests := tr.service.Requests()
	return requests[len(requests)-1].ReturnURL.Reveal()
}

// success is the link of a user who allowed access.
func success(link, member string) string { return link + "&status=success&member_guid=" + member }

// atBank is a trip whose user is at the bank for a member.
func (tr *trip) atBank(member string) *trip {
	tr.t.Helper()
	tr.start()
	tr.page.Begin()
	tr.page.Leave(member)
	tr.settle()
	require.Equal(tr.t, journey.AtBank, tr.Stage())
	return tr
}

// next is the app's next process: with what the store has now, and nothing else
// of this one. The trip of this process ends.
func (tr *trip) next(change ...func(*trip)) *trip {
	tr.t.Helper()
	left := tr.store.Left()
	tr.Cancel()
	<-tr.Done()
	kept := func(again *trip) { again.store, again.cfg.Store = left, left }
	return newTrip(tr.t, append([]func(*trip){kept}, change...)...)
}

// with is a trip to another widget.
func with(p func(*rehearsal.Service) provider.Provider) func(*trip) {
	return func(tr *trip) { tr.cfg.Provider = p(tr.service) }
}
