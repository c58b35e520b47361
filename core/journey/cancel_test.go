package journey_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// stuck is an answer that comes with the end of its context.
func stuck(ctx context.Context, _ string) (provider.Member, error) {
	<-ctx.Done()
	return provider.Member{}, fault.New(fault.ProviderCanceled, ctx.Err())
}

// TestAJourneyEndsWhenItsAppWishes at each stage, with Cancel and with its
// context.
func TestAJourneyEndsWhenItsAppWishes(t *testing.T) {
	ends := map[string]func(*trip, context.CancelFunc){
		"with Cancel":       func(tr *trip, _ context.CancelFunc) { tr.Cancel() },
		"with Cancel twice": func(tr *trip, _ context.CancelFunc) { tr.Cancel(); tr.Cancel() },
		"with its context":  func(_ *trip, cancel context.CancelFunc) { cancel() },
	}
	for stage, row := range map[string]struct {
		change func(*trip)
		play   func(*trip)
		result session.Result
		member fault.Code // why its data was not read
	}{
		"while the way back opens": {func(tr *trip) {
			tr.cfg.Return = returnFunc(func(ctx context.Context, _ secret.String) (journey.Way, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			})
		}, nil, session.Exited, ""},
		"while a widget is asked for": {func(tr *trip) {
			tr.service.OnWidget = func(ctx context.Context, _ provider.WidgetRequest) (provider.Widget, error) {
				<-ctx.Done()
				return provider.Widget{}, fault.New(fault.ProviderCanceled, ctx.Err())
			}
		}, nil, session.Exited, ""},
		"while the newest member is asked for": {func(tr *trip) {
			tr.cfg.Provider, tr.service.OnState = tr.service.Fino(), stuck
		}, nil, session.Exited, ""},
		"while the view opens": {func(tr *trip) {
			tr.cfg.View = viewFunc(func(ctx context.Context, _ driver.Options) (journey.Window, error) {
				<-ctx.Done()
				return nil, fault.New(fault.EngineUnavailable, ctx.Err())
			})
		}, nil, session.Exited, ""},
		"while the widget loads": {nil, nil, session.Exited, ""},
		"in the widget":          {nil, func(tr *trip) { tr.page.Begin() }, session.Exited, ""},
		"at the bank":            {nil, func(tr *trip) { tr.page.Begin(); tr.page.Leave("MBR-1") }, session.Exited, ""},
		"while a visit is checked": {with((*rehearsal.Service).Fino), func(tr *trip) {
			tr.page.Loaded()
			tr.page.Redirect()
			tr.settle()
			tr.service.Set(func(s *rehearsal.Service) { s.OnState = stuck })
			tr.back.Come(tr.link())
		}, session.Exited, ""},
		"while the widget opens again": {nil, func(tr *trip) {
			tr.page.Begin()
			tr.settle()
			tr.service.OnWidget = func(ctx context.Context, _ provider.WidgetRequest) (provider.Widget, error) {
				<-ctx.Done()
				return provider.Widget{}, fault.New(fault.ProviderCanceled, ctx.Err())
			}
			tr.Reload()
		}, session.Exited, ""},
		"while a member is read": {nil, func(tr *trip) {
			tr.service.Set(func(s *rehearsal.Service) { s.OnState = stuck })
			tr.page.Connect("MBR-1")
			tr.page.Finish()
		}, session.Connected, fault.ProviderCanceled},
		"after the result": {nil, func(tr *trip) {
			tr.page.Connect("MBR-1")
			tr.page.Finish()
		}, session.Connected, ""},
	} {
		for how, end := range ends {
			t.Run(stage+" "+how, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					tr := newTrip(t)
					var cancel context.CancelFunc
					tr.ctx, cancel = context.WithCancel(t.Context())
					defer cancel()
					if row.change != nil {
						row.change(tr)
					}
					tr.start()
					if row.play != nil {
						row.play(tr)
						synctest.Wait()
					}
					end(tr, cancel)
					r, err := tr.wait()
					require.NoError(t, err)
					require.Equal(t, row.result, r.Outcome.Result)
					if row.result == session.Exited {
						require.Equal(t, session.ByApp, r.Outcome.Reason.By)
						require.Empty(t, r.Members)
					} else {
						require.Len(t, r.Members, 1)
						require.Equal(t, row.member, fault.CodeOf(r.Members[0].Err))
					}
					require.Equal(t, len(tr.back.Opened()), tr.back.Closed())
					requireKept(t, tr.store, 0)
					heard := tr.ear.heard("result")
					require.Len(t, heard, 1)
				})
			})
		}
	}
}
