package journey_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// viewFunc is a function as a View.
type viewFunc func(context.Context, driver.Options) (journey.Window, error)

func (f viewFunc) Open(ctx context.Context, o driver.Options) (journey.Window, error) {
	return f(ctx, o)
}

// never is a view that opens when the test's end lets it.
func never(end chan struct{}) viewFunc {
	return func(context.Context, driver.Options) (journey.Window, error) {
		<-end
		return nil, fault.New(fault.EngineUnavailable, nil)
	}
}

// late opens a page after a time, whatever happens meanwhile.
func late(v *rehearsal.View, after time.Duration) viewFunc {
	return func(ctx context.Context, o driver.Options) (journey.Window, error) {
		time.Sleep(after)
		return v.Open(ctx, o)
	}
}

// hung opens a page at once and keeps it to itself for a time.
func hung(v *rehearsal.View, after time.Duration) viewFunc {
	return func(ctx context.Context, o driver.Options) (journey.Window, error) {
		w, err := v.Open(ctx, o)
		time.Sleep(after)
		return w, err
	}
}

// TestAViewThatDoesNotOpen fails a new journey and one that goes on. What is
// kept of the one that goes on is for the next try.
func TestAViewThatDoesNotOpen(t *testing.T) {
	for name, row := range map[string]struct {
		view  func(tr *trip, end chan struct{}) journey.View
		after time.Duration
		pages int // that open all the same, and close
	}{
		"it fails": {func(*trip, chan struct{}) journey.View {
			return viewFunc(func(context.Context, driver.Options) (journey.Window, error) {
				return nil, fault.New(fault.EngineUnavailable, nil)
			})
		}, 0, 0},
		"it never opens":                        {func(_ *trip, end chan struct{}) journey.View { return never(end) }, 30 * time.Second, 0},
		"it opens too late":                     {func(tr *trip, _ chan struct{}) journey.View { return late(tr.view, time.Minute) }, 30 * time.Second, 1},
		"it opens, and does not say so in time": {func(tr *trip, _ chan struct{}) journey.View { return hung(tr.view, time.Minute) }, 30 * time.Second, 1},
	} {
		for kind, begin := range map[string]func(t *testing.T, tr *trip) (journey.Result, error){
			"of a new journey": func(t *testing.T, tr *trip) (journey.Result, error) {
				return journey.Run(t.Context(), tr.cfg, tr.ear)
			},
			"of a journey that goes on": func(t *testing.T, tr *trip) (journey.Result, error) {
				return journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
			},
		} {
			t.Run(name+", "+kind, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					end := make(chan struct{})
					tr := newTrip(t)
					kept := 0
					if kind != "of a new journey" {
						tr, kept = tr.atBank("MBR-1").next(), 1
						tr.service.Set(func(s *rehearsal.Service) { s.OnState = waiting })
					}
					tr.cfg.View = row.view(tr, end)
					tr.cfg.Timeouts.Load = time.Hour
					start := time.Now()
					r, err := begin(t, tr)
					require.Equal(t, row.after, time.Since(start))
					require.Equal(t, fault.EngineUnavailable, fault.CodeOf(err))
					require.Equal(t, session.Failed, r.Outcome.Result)
					require.Equal(t, fault.EngineUnavailable, r.Outcome.Reason.Code)
					require.NotEmpty(t, r.Outcome.Reason.Advice)
					heard := tr.ear.heard()
					require.Equal(t, []string{"warning engine_unavailable", "progress done", "result failed engine_unavailable"}, heard[len(heard)-3:])
					require.Equal(t, len(tr.back.Opened()), tr.back.Closed())
					close(end)

					time.Sleep(time.Hour)
					synctest.Wait()
					require.Equal(t, heard, tr.ear.heard(), "nothing comes after the result")
					requireKept(t, tr.store, kept)
					for range row.pages {
						page := <-tr.view.Opened()
						<-page.Done() // nobody has to look at it
					}

					tr.cfg.View, tr.ear = tr.view, &bigEar{} // the app goes on
					tr.service.Set(func(s *rehearsal.Service) { s.OnState = nil })
					if kept > 0 {
						tr.resume("")
						r, err = tr.wait()
						require.NoError(t, err)
						require.Equal(t, session.Connected, r.Outcome.Result)
						return
					}
					connected(tr)
				})
			})
		}
	}
}

func TestPartsThatOpenNothingAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrip(t)
		tr.cfg.Return = returnFunc(func(context.Context, secret.String) (journey.Way, error) { return nil, nil })
		tr.cfg.View = viewFunc(func(context.Context, driver.Options) (journey.Window, error) { return nil, nil })
		_, err := journey.Run(t.Context(), tr.cfg, tr.ear)
		require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		require.ErrorContains(t, err, "View opened nothing")
		require.Equal(t, []string{"warning config_invalid", "warning config_invalid"}, tr.ear.heard("warning"), "the widget can do without a way back")
	})
}

// waiting answers for a member on which the provider is at work.
func waiting(context.Context, string) (provider.Member, error) {
	return provider.Member{State: provider.Waiting}, nil
}

// TestASessionThatEndsWhileItsViewOpensCounts has a view that opens and never
// says so.
func TestASessionThatEndsWhileItsViewOpensCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrip(t).atBank("MBR-1").next()
		tr.cfg.View = hung(tr.view, time.Minute)
		r, err := journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
		require.NoError(t, err)
		require.Equal(t, session.Connected, r.Outcome.Result)
		require.Len(t, r.Members[0].Accounts, 2)
		requireKept(t, tr.store, 0)
		time.Sleep(time.Minute)
	})
}

// TestAPageThatSpeaksAtOnceIsHeard has a page that has connected its member and
// finished before its view knows that it is open.
func TestAPageThatSpeaksAtOnceIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrip(t)
		tr.cfg.CloseWhenRead = true
		tr.cfg.View = viewFunc(func(ctx context.Context, o driver.Options) (journey.Window, error) {
			w, err := tr.view.Open(ctx, o)
			p := <-tr.view.Opened()
			p.Begin()
			p.Connect("MBR-1")
			synctest.Wait()
			return w, err
		})
		start := time.Now()
		r, err := journey.Run(t.Context(), tr.cfg, tr.ear)
		require.NoError(t, err)
		require.Len(t, r.Members, 1)
		require.Equal(t, start, time.Now(), "the widget closes as soon as it can")
	})
}

func TestTheAppReachesTheWidgetThroughItsJourney(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		var j *journey.Journey
		tr.cfg.View = viewFunc(func(ctx context.Context, o driver.Options) (journey.Window, error) {
			require.False(t, j.Shown())
			require.False(t, j.Focus(), "there is nothing to bring to the front")
			require.False(t, j.OpenAgain())
			j.Back()
			j.Reload()
			return tr.view.Open(ctx, o)
		})
		var err error
		ready := make(chan struct{})
		tr.service.Set(func(s *rehearsal.Service) { s.OnWidget = nil })
		open := tr.cfg.View
		tr.cfg.View = viewFunc(func(ctx context.Context, o driver.Options) (journey.Window, error) {
			<-ready
			return open.Open(ctx, o)
		})
		j, err = journey.Start(tr.ctx, tr.cfg, tr.ear)
		require.NoError(t, err)
		close(ready)
		tr.Journey = j
		tr.settle()
		require.True(t, j.Shown())
		require.True(t, j.Focus())
		require.Equal(t, 1, tr.page.Fronted())

		tr.page.Begin()
		tr.settle()
		j.Back()
		require.Contains(t, tr.page.Posts()[0], "navigation")
		require.False(t, j.OpenAgain(), "nobody is at a bank")
		tr.page.Leave("MBR-1")
		tr.settle()
		require.True(t, j.OpenAgain())
		synctest.Wait()
		require.Equal(t, []string{rehearsal.Bank, rehearsal.Bank}, tr.page.Outside())
		j.Reload()
		synctest.Wait()
		require.Equal(t, []string{rehearsal.URL(1).Reveal(), rehearsal.URL(2).Reveal()}, tr.page.Loads())
		require.False(t, j.SessionEnded())
		tr.page.Dismissed()
		_, err = tr.wait()
		require.NoError(t, err)
		require.True(t, j.SessionEnded())
	})
}

// TestAJourneyMayBeAskedWhileItBegins is for the race detector.
func TestAJourneyMayBeAskedWhileItBegins(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		var err error
		tr.Journey, err = journey.Start(tr.ctx, tr.cfg, tr.ear)
		require.NoError(t, err)
		for range 100 {
			_, _, _, _ = tr.HasReturn(), tr.Stage(), tr.Shown(), tr.SessionEnded()
			_ = tr.Mask(fmt.Sprint(tr.Journey))
		}
		tr.settle()
	})
}

// TestTheWidgetComesToTheFront when the user is back, and when nothing leads the
// user back.
func TestTheWidgetComesToTheFront(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*trip)
		play   func(*trip)
		times  int
	}{
		"by a link": {func(*trip) {}, func(tr *trip) { tr.back.Come(success(tr.link(), "MBR-1")) }, 1},
		"by the widget's word, where no link leads back": {
			with((*rehearsal.Service).UCW), func(tr *trip) { tr.page.Link("plumegate", "canary-connection") }, 1,
		},
		"by the widget's word, without a way back": {
			func(tr *trip) { tr.cfg.Return = nil }, func(tr *trip) { tr.page.Connect("MBR-1") }, 1,
		},
		"not by the widget's word when a link is still to come": {func(*trip) {}, func(tr *trip) { tr.page.Connect("MBR-1") }, 0},
		"not by a link that is not believed":                    {func(*trip) {}, func(tr *trip) { tr.back.Come(rehearsal.Base + "?status=success&member_guid=MBR-1") }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				tr.atBank("MBR-1")
				row.play(tr)
				synctest.Wait()
				require.Equal(t, row.times, tr.page.Fronted())
			}, row.change)
		})
	}
}
