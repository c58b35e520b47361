package journey_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// connected plays a whole journey with a visit to a bank.
func connected(tr *trip) {
	tr.atBank("MBR-1")
	require.Error(tr.t, <-tr.back.Come(tr.link()+"0&status=success&member_guid=MBR-1"))
	tr.settle()
	require.NoError(tr.t, <-tr.back.Come(success(tr.link(), "MBR-1")))
	tr.settle()
	tr.page.Connect("MBR-1")
	tr.settle()
	_, err := tr.finish()
	require.NoError(tr.t, err)
}

func TestAListenerHearsEverythingInOrder(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		connected(tr)
		require.Equal(t, []string{
			"progress minting",
			"progress loading",
			"event connect/loaded", "progress open",
			"event connect/oauthRequested", "progress at_bank", "visit begun at " + rehearsal.Bank, "opened " + rehearsal.Bank,
			"warning return_forged",
			"visit ended, returned true", "progress open returned",
			"event connect/memberConnected", "progress reading", "state ready",
			"member MBR-1 with 2 accounts", "progress open read MBR-1",
			"event connect/connected/primaryAction", "outcome connected",
			"progress done", "result connected",
		}, slices.DeleteFunc(tr.ear.heard(), func(line string) bool { return strings.HasPrefix(line, "returned") }))
		require.Equal(t, []string{"returned return_forged", "returned"}, tr.ear.heard("returned"), "as soon as it is known")
	})
}

func TestAListenerHearsOnlyWhatItAsksFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, small := newTrip(t), &ear{}
		j, err := journey.Start(t.Context(), tr.cfg, small)
		require.NoError(t, err)
		tr.Journey = j
		tr.settle()
		tr.page.Begin()
		tr.page.Navigate(navigation.Request{URL: secret.New(rehearsal.Origin), Frame: navigation.FrameMain})
		tr.page.Connect("MBR-1")
		tr.settle()
		tr.page.Finish()
		<-j.Done()
		require.Equal(t, []string{
			"progress minting", "progress loading", "event connect/loaded", "progress open",
			"event connect/memberConnected", "progress reading", "progress open read MBR-1",
			"event connect/connected/primaryAction", "progress done", "result connected",
		}, small.heard())
	})
}

func TestNavigationsAreHeard(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		tr.page.Navigate(navigation.Request{URL: secret.New(rehearsal.Origin + "/x"), Frame: navigation.FrameMain})
		tr.settle()
		require.Equal(t, []string{"navigation to " + rehearsal.Origin + "/x"}, tr.ear.heard("navigation"))
		require.Equal(t, journey.Loading, tr.Stage(), "the widget says when it is there")
	})
}

// TestNothingComesAfterTheResult feeds everything that could still come.
func TestNothingComesAfterTheResult(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		connected(tr)
		before := tr.ear.heard()
		require.Equal(t, "result connected", before[len(before)-1])
		require.Equal(t, fault.SessionEnded, fault.CodeOf(tr.Return(linkOf(success(tr.link(), "MBR-1")))))
		tr.page.Connect("MBR-2")
		tr.page.Gone()
		tr.Cancel()
		tr.Reload()
		tr.Back()
		tr.Focus()
		require.False(t, tr.OpenAgain())
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, before, tr.ear.heard())
	})
}

func linkOf(url string) journey.Link { return journey.Link{URL: secret.New(url)} }

func TestAListenerThatBlocksHoldsUpNothing(t *testing.T) {
	for name, when := range map[string]func(*ear, chan struct{}){
		"from the start": func(e *ear, hold chan struct{}) { e.hold = hold },
		"at the result":  nil,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hold := make(chan struct{})
				blocked := &ear{}
				var listener journey.Listener = blocked
				if when != nil {
					when(blocked, hold)
				} else {
					listener = journey.Funcs{OnResult: func(journey.Result, error) { <-hold }}
				}
				tr := newTrip(t)
				j, err := journey.Start(t.Context(), tr.cfg, listener)
				require.NoError(t, err)
				tr.Journey = j
				tr.settle()
				tr.page.Begin()
				tr.page.Connect("MBR-1")
				tr.settle()
				require.Equal(t, journey.Open, j.Stage(), "the journey goes on")
				start := time.Now()
				tr.page.Finish()
				r, err := j.Wait()
				require.Equal(t, 5*time.Second, time.Since(start), "as long as a listener is waited for")
				require.Equal(t, fault.ListenerBlocked, fault.CodeOf(err))
				require.Equal(t, session.Connected, r.Outcome.Result)
				require.Len(t, r.Members, 1, "the result is complete")
				require.Len(t, r.Members[0].Accounts, 2)

				next := newTrip(t).start() // the app goes on
				next.page.Begin()
				next.page.Dismissed()
				_, err = next.wait()
				require.NoError(t, err)
				close(hold)
				synctest.Wait()
				if when != nil {
					lines := blocked.heard()
					require.Equal(t, "result connected", lines[len(lines)-1], "it hears everything when it goes on")
				}
			})
		})
	}
}

func TestFuncsAreAListener(t *testing.T) {
	journey.Funcs{}.Progress(journey.Progress{})
	journey.Funcs{}.Event(event.Event{})
	journey.Funcs{}.Warning(errors.New("x"))
	journey.Funcs{}.Result(journey.Result{}, nil)
	e := &ear{}
	f := journey.Funcs{OnProgress: e.Progress, OnEvent: e.Event, OnWarning: e.Warning, OnResult: e.Result}
	f.Progress(journey.Progress{Stage: journey.Open})
	f.Event(event.Event{Name: "a"})
	f.Warning(fault.New(fault.URLInvalid, nil))
	f.Result(journey.Result{}, nil)
	require.Equal(t, []string{"progress open", "event a", "warning url_invalid", "result"}, e.heard())
}
