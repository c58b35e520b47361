package journey_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

func TestABackendIsToldOfTheOutcomeOnce(t *testing.T) {
	named := func(tr *trip) {
		tr.service.Set(func(s *rehearsal.Service) {
			s.OnWidget = widget(provider.Widget{URL: rehearsal.URL(1), UserGUID: rehearsal.UserGUID, Session: "S-1"}, nil)
		})
	}
	for name, row := range map[string]struct {
		change func(*trip)
		play   func(*trip)
		want   []string
	}{
		"connected":                {named, func(tr *trip) { tr.page.Connect("MBR-1"); tr.page.Connect("MBR-2"); tr.page.Finish() }, []string{"S-1: connected MBR-1 "}},
		"exited":                   {named, func(tr *trip) { tr.page.Dismissed() }, []string{"S-1: exited  user_exited"}},
		"failed":                   {named, func(tr *trip) { tr.page.Crashed() }, []string{"S-1: failed  widget_crashed"}},
		"expired":                  {named, func(tr *trip) { time.Sleep(time.Hour) }, []string{"S-1: expired  session_expired"}},
		"when it keeps no session": {func(*trip) {}, func(tr *trip) { tr.page.Dismissed() }, nil},
		"also when the app has had enough": {named, func(tr *trip) {
			tr.service.Set(func(s *rehearsal.Service) { s.OnState = stuck })
			tr.page.Connect("MBR-1")
			tr.page.Finish()
			tr.settle()
			tr.Cancel()
		}, []string{"S-1: connected MBR-1 "}},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				row.change(tr)
				tr.start()
				tr.page.Begin()
				row.play(tr)
				_, _ = tr.wait()
				require.Equal(t, row.want, tr.service.Reports())
			}, with((*rehearsal.Service).Backend))
		})
	}
}

func TestABackendThatCannotBeToldIsAWarning(t *testing.T) {
	for name, report := range map[string]func(context.Context, provider.Outcome) error{
		"it refuses": func(context.Context, provider.Outcome) error { return fault.New(fault.ProviderUnavailable, nil) },
		"it does not answer": func(ctx context.Context, _ provider.Outcome) error {
			<-ctx.Done()
			return fault.New(fault.ProviderUnavailable, ctx.Err())
		},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				tr.service.Set(func(s *rehearsal.Service) {
					s.OnWidget = widget(provider.Widget{URL: rehearsal.URL(1), Session: "S-1"}, nil)
				})
				tr.service.Set(func(s *rehearsal.Service) { s.OnReport = report })
				tr.start()
				tr.page.Connect("MBR-1")
				start := time.Now()
				r, err := tr.finish()
				require.NoError(t, err)
				require.LessOrEqual(t, time.Since(start), 15*time.Second)
				require.Equal(t, session.Connected, r.Outcome.Result)
				require.Equal(t, []string{"warning provider_unavailable"}, tr.ear.heard("warning"))
				require.Len(t, tr.service.Reports(), 1)
			}, with((*rehearsal.Service).Backend))
		})
	}
}
