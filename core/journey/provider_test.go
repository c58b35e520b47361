package journey_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// refuses is an answer with an error.
func refuses[T any](code fault.Code) func(context.Context, string) (T, error) {
	return func(context.Context, string) (none T, err error) { return none, fault.New(code, nil) }
}

func widget(w provider.Widget, err error) func(context.Context, provider.WidgetRequest) (provider.Widget, error) {
	return func(context.Context, provider.WidgetRequest) (provider.Widget, error) { return w, err }
}

// TestAJourneyThatGetsNoWidgetFails holds every way in which a provider may fail
// before there is one.
func TestAJourneyThatGetsNoWidgetFails(t *testing.T) {
	for name, row := range map[string]struct {
		provider func(*rehearsal.Service) provider.Provider
		break_   func(*rehearsal.Service)
		code     fault.Code
		after    time.Duration
	}{
		"it refuses": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnWidget = widget(provider.Widget{}, fault.New(fault.ProviderUnauthorized, nil))
		}, fault.ProviderUnauthorized, 0},
		"it fails in a way of its own": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnWidget = widget(provider.Widget{}, errors.New("out of paper"))
		}, fault.Other, 0},
		"it does not answer": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnWidget = func(ctx context.Context, _ provider.WidgetRequest) (provider.Widget, error) {
				<-ctx.Done()
				return provider.Widget{}, fault.New(fault.ProviderTimeout, ctx.Err())
			}
		}, fault.ProviderTimeout, 15 * time.Second},
		"its widget has no URL": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnWidget = widget(provider.Widget{}, nil)
		}, fault.WidgetURLInvalid, 0},
		"its widget is a script": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnWidget = widget(provider.Widget{URL: secret.New("javascript:alert(1)")}, nil)
		}, fault.WidgetURLInvalid, 0},
		"the way back that it chose cannot be": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnWidget = widget(provider.Widget{URL: rehearsal.URL(1), Return: provider.Return{Bases: []string{"javascript://x"}}}, nil)
		}, fault.ConfigInvalid, 0},
		"it does not say who was there before": {(*rehearsal.Service).Fino, func(s *rehearsal.Service) {
			s.OnState = refuses[provider.Member](fault.ProviderUnavailable)
		}, fault.ProviderUnavailable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrip(t, with(row.provider))
				row.break_(tr.service)
				start := time.Now()
				r, err := journey.Run(t.Context(), tr.cfg, tr.ear)
				require.Equal(t, row.after, time.Since(start))
				require.Equal(t, row.code, fault.CodeOf(err))
				require.Equal(t, session.Failed, r.Outcome.Result)
				require.Equal(t, row.code, r.Outcome.Reason.Code)
				require.Equal(t, fault.Advice(row.code), r.Outcome.Reason.Advice)
				require.Equal(t, []string{"progress minting", "warning " + string(row.code), "progress done", "result failed " + string(row.code)}, tr.ear.heard())
				require.Equal(t, len(tr.back.Opened()), tr.back.Closed(), "nobody waits for links any more")

				*tr.service = rehearsal.Service{} // it has recovered
				tr.start()
				tr.page.Dismissed()
				_, err = tr.wait()
				require.NoError(t, err)
			})
		})
	}
}

// TestMembersWhoseDataCannotBeRead are connected all the same.
func TestMembersWhoseDataCannotBeRead(t *testing.T) {
	for name, row := range map[string]struct {
		provider func(*rehearsal.Service) provider.Provider
		break_   func(*rehearsal.Service)
		member   string
		code     fault.Code
		after    time.Duration
	}{
		"its state is refused": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnState = refuses[provider.Member](fault.ProviderForbidden)
		}, "MBR-1", fault.ProviderForbidden, 0},
		"the member is refused": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnMember = refuses[provider.Member](fault.ProviderNotFound)
		}, "MBR-1", fault.ProviderNotFound, 0},
		"the accounts are refused": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnAccounts = refuses[[]provider.Account](fault.ProviderBadAnswer)
		}, "MBR-1", fault.ProviderBadAnswer, 0},
		"it needs its user": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnState = func(context.Context, string) (provider.Member, error) {
				return provider.Member{State: provider.NeedsUser}, nil
			}
		}, "MBR-1", fault.MemberNeedsUser, 0},
		"it is never ready": {(*rehearsal.Service).MX, func(s *rehearsal.Service) {
			s.OnState = func(context.Context, string) (provider.Member, error) {
				return provider.Member{State: provider.Waiting}, nil
			}
		}, "MBR-1", fault.MemberNotReady, 2 * time.Minute},
		"the connection is not kept": {(*rehearsal.Service).UCW, func(s *rehearsal.Service) {
			s.OnKeep = func(context.Context, event.Connection) (string, error) {
				return "", fault.New(fault.BrokerUnavailable, nil)
			}
		}, "", fault.BrokerUnavailable, 0},
		"the connection is not kept in time": {(*rehearsal.Service).UCW, func(s *rehearsal.Service) {
			s.OnKeep = func(ctx context.Context, _ event.Connection) (string, error) {
				<-ctx.Done()
				return "", fault.New(fault.ProviderTimeout, ctx.Err())
			}
		}, "", fault.ProviderTimeout, 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				row.break_(tr.service)
				tr.start()
				tr.page.Begin()
				start := time.Now()
				if tr.cfg.Provider.Traits().MemberSecret {
					tr.page.Link("plumegate", "canary-connection")
				} else {
					tr.page.Connect("MBR-1")
				}
				r, err := tr.finish()
				require.NoError(t, err)
				require.InDelta(t, row.after, time.Since(start), float64(time.Second))
				require.Equal(t, session.Connected, r.Outcome.Result)
				require.Len(t, r.Members, 1)
				require.Equal(t, row.member, r.Members[0].GUID)
				require.Equal(t, row.code, fault.CodeOf(r.Members[0].Err))
				require.Equal(t, row.code, fault.CodeOf(r.Err()))
				n, all := r.Accounts()
				require.Zero(t, n)
				require.False(t, all, "there may be some")
				require.Equal(t, []string{"warning " + string(row.code)}, tr.ear.heard("warning"), "once")
			}, with(row.provider))
		})
	}
}

// TestConnectionsThatAreKeptAsOneAreReadOnce has a user who connects an
// institution again.
func TestConnectionsThatAreKeptAsOneAreReadOnce(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		tr.page.Begin()
		tr.page.Link("plumegate", "canary-connection")
		tr.settle()
		tr.page.Link("plumegate", "canary-other")
		r, err := tr.finish()
		require.NoError(t, err)
		require.Len(t, r.Outcome.Members, 2)
		require.Len(t, r.Members, 1)
	}, with((*rehearsal.Service).UCW))
}

func TestAMemberOfAnInvalidEventIsNotRead(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		tr.page.Begin()
		tr.page.Say("connect/memberConnected", `{"member_guid":7}`)
		tr.settle()
		tr.page.Dismissed()
		r, err := tr.wait()
		require.NoError(t, err)
		require.Equal(t, session.Exited, r.Outcome.Result)
		require.Empty(t, tr.service.Users(), "nobody was asked")
	})
}

// TestAConnectionWithoutANameIsInTheResultOnce has a custom widget that
// describes connections, and a provider that keeps none.
func TestAConnectionWithoutANameIsInTheResultOnce(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		own := traits.UCW()
		own.Provider, own.MemberSecret = "acme", false
		tr.cfg.Provider = tr.service.Custom(own)
		tr.start()
		tr.page.Begin()
		tr.page.Link("plumegate", "canary-connection")
		tr.page.Link("harborlight", "canary-other")
		r, err := tr.finish()
		require.NoError(t, err)
		require.Equal(t, []journey.Member{{AccountsUnknown: true}, {AccountsUnknown: true}}, r.Members)
	})
}

func TestAFreshURLThatCannotBeHadEndsTheJourney(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		tr.page.Begin()
		tr.settle()
		tr.service.Set(func(s *rehearsal.Service) {
			s.OnWidget = widget(provider.Widget{}, fault.New(fault.ProviderRateLimited, nil))
		})
		tr.Reload()
		r, err := tr.wait()
		require.Equal(t, fault.ProviderRateLimited, fault.CodeOf(err))
		require.Equal(t, session.Failed, r.Outcome.Result)
		require.Equal(t, []string{"minting", "loading", "open", "loading again", "done"}, tr.ear.stages())
	})
}

// TestAVisitThatNobodyCanBeAskedAbout opens the widget again.
func TestAVisitThatNobodyCanBeAskedAbout(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		tr.page.Loaded()
		tr.page.Redirect()
		tr.settle()
		tr.service.Set(func(s *rehearsal.Service) { s.OnState = refuses[provider.Member](fault.ProviderForbidden) })
		require.NoError(t, <-tr.back.Come(tr.link()))
		tr.settle()
		require.Equal(t, []string{"warning provider_forbidden", "warning member_unknown"}, tr.ear.heard("warning"))
		require.Len(t, tr.page.Loads(), 2)
		require.Equal(t, []string{"minting", "loading", "at_bank", "open returned", "checking", "loading again"}, tr.ear.stages())
	}, with((*rehearsal.Service).Fino))
}

// TestTheNewestMemberCountsWhenItWasNotThereBefore asks a provider whose widget
// names nobody.
func TestTheNewestMemberCountsWhenItWasNotThereBefore(t *testing.T) {
	const old = "MBR-0"
	for name, row := range map[string]struct {
		answers []string // one question after the other; the last one stays
		result  session.Result
		took    time.Duration
	}{
		"a new one":                 {[]string{"MBR-1"}, session.Connected, 0},
		"a new one, a little later": {[]string{old, old, "MBR-1"}, session.Connected, 6 * time.Second},
		"the old one":               {[]string{old}, session.Exited, 6 * time.Second},
		"one that comes too late":   {[]string{old, old, old, "MBR-1"}, session.Exited, 6 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				tr.service.Set(func(s *rehearsal.Service) { s.OnState = newestIs(old) })
				tr.start()
				tr.page.Loaded()
				tr.page.Redirect()
				tr.settle()
				asked := 0
				tr.service.OnState = func(_ context.Context, member string) (provider.Member, error) {
					if member != "" {
						return rehearsal.Ready(member), nil
					}
					asked++
					return rehearsal.Ready(row.answers[min(asked, len(row.answers))-1]), nil
				}
				start := time.Now()
				require.NoError(t, <-tr.back.Come(tr.link()))
				r, err := tr.wait()
				require.NoError(t, err)
				require.Equal(t, row.result, r.Outcome.Result)
				require.Equal(t, row.took, time.Since(start))
				for _, user := range tr.service.Users() {
					require.Equal(t, rehearsal.UserGUID, user, "the provider's name of the user")
				}
			}, with((*rehearsal.Service).Fino))
		})
	}
}

func TestAMemberThatNeedsItsUserIsRepairedInTheWidget(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		tr.page.Loaded()
		tr.page.Redirect()
		tr.settle()
		tr.service.OnState = func(context.Context, string) (provider.Member, error) {
			return provider.Member{GUID: "MBR-1", State: provider.NeedsUser}, nil
		}
		require.NoError(t, <-tr.back.Come(tr.link()))
		tr.settle()
		requests := tr.service.Requests()
		require.Len(t, requests, 2)
		require.Equal(t, "MBR-1", requests[1].MemberGUID)
		require.Empty(t, requests[0].UserGUID)
		require.Equal(t, rehearsal.UserGUID, requests[1].UserGUID, "as the provider has called the user since")
		require.Equal(t, requests[0].ReturnURL.Reveal(), requests[1].ReturnURL.Reveal())
		require.Equal(t, requests[0].EventScheme, requests[1].EventScheme)
	}, with((*rehearsal.Service).Fino))
}

func TestTheWidgetClosesWhenTheDataIsRead(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.cfg.CloseWhenRead = true
		tr.start()
		tr.page.Begin()
		tr.service.Set(func(s *rehearsal.Service) { s.OnAccounts = refuses[[]provider.Account](fault.ProviderBadAnswer) })
		tr.page.Connect("MBR-1")
		tr.settle()
		require.Equal(t, journey.Reading, tr.Stage(), "not when it could not be read")
		tr.service.Set(func(s *rehearsal.Service) { s.OnAccounts = nil })
		tr.page.Connect("MBR-2")
		r, err := tr.wait()
		require.NoError(t, err)
		require.Len(t, r.Members, 2)
	})
}
