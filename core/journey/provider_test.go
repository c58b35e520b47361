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

// renamed is a provider with another name than its traits have.
type renamed struct{ provider.Provider }

func (renamed) Name() string { return "other" }

func TestSettingsThatDoNotFitTogetherAreRefused(t *testing.T) {
	customized := func(change func(*traits.Traits)) func(*trip) {
		return func(tr *trip) {
			own := traits.MX()
			own.Ask = traits.AskNever
			change(&own)
			tr.cfg.Provider = tr.service.Custom(own)
		}
	}
	for name, row := range map[string]struct {
		change func(*trip)
		says   string // what the message tells the developer to do
	}{
		"no provider":                       {func(tr *trip) { tr.cfg.Provider = nil }, "take a provider's client"},
		"no user":                           {func(tr *trip) { tr.cfg.User = "" }, "the app's own name of the user"},
		"no view":                           {func(tr *trip) { tr.cfg.View = nil }, "host.Views"},
		"a form that does not exist":        {func(tr *trip) { tr.cfg.Form = "letter" }, "FormURL or FormMessage"},
		"a negative patience for questions": {func(tr *trip) { tr.cfg.AskPatience = -1 }, "not be negative"},
		"a negative time between questions": {func(tr *trip) { tr.cfg.PollInterval = -1 }, "not be negative"},
		"a negative patience for data":      {func(tr *trip) { tr.cfg.ReadPatience = -1 }, "not be negative"},
		"a negative patience for views":     {func(tr *trip) { tr.cfg.ViewPatience = -1 }, "not be negative"},
		"a negative patience for listeners": {func(tr *trip) { tr.cfg.ListenerPatience = -1 }, "not be negative"},
		"a provider under another name":     {func(tr *trip) { tr.cfg.Provider = renamed{tr.service.MX()} }, "Name"},
		"one to be asked that cannot be":    {customized(func(t *traits.Traits) { t.Ask = traits.AskMember }), "provider.MemberReader: implement it, or set traits.AskNever"},
		"one with secret names that keeps none": {
			customized(func(t *traits.Traits) { t.MemberSecret = true }), "provider.ConnectionKeeper: implement it",
		},
		"one whose widget nobody hears": {customized(func(t *traits.Traits) { t.Talks = false }), "does not Talk"},
		"one whose members nobody learns of": {
			customized(func(t *traits.Traits) { t.NamesMember = false }), "set NamesMember",
		},
		"one with an event of no name": {customized(func(t *traits.Traits) { t.Own = []event.Own{{}} }), "no name"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrip(t, row.change)
				require.NoError(t, tr.store.Save("a session", nil))
				r, err := journey.Run(t.Context(), tr.cfg, tr.ear)
				require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
				require.ErrorContains(t, err, row.says)
				require.Equal(t, session.Failed, r.Outcome.Result)
				require.Equal(t, fault.ConfigInvalid, r.Outcome.Reason.Code)
				require.Equal(t, err, r.Outcome.Err)
				require.NotEmpty(t, r.Outcome.Reason.Advice)
				again, err2 := journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
				require.Equal(t, err, err2)
				require.Equal(t, r, again)

				require.Empty(t, tr.ear.heard(), "nothing has begun")
				require.Empty(t, tr.service.Requests())
				require.Empty(t, tr.back.Opened())
				ids, err := tr.store.Sessions()
				require.NoError(t, err)
				require.Len(t, ids, 1, "nothing is forgotten")

				tr = newTrip(t).start() // the app goes on
				tr.page.Dismissed()
				_, err = tr.wait()
				require.NoError(t, err)
			})
		})
	}
}

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
		require.Equal(t, requests[0].ReturnURL.Reveal(), requests[1].ReturnURL.Reveal())
		require.Equal(t, requests[0].EventScheme, requests[1].EventScheme)
	}, with((*rehearsal.Service).Fino))
}

func TestTheWidgetIsAskedForAsTheSettingsSay(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.cfg.Locale, tr.cfg.ColorScheme = "fr", provider.Dark
		tr.cfg.Products, tr.cfg.MemberGUID = []provider.Product{provider.Transactions}, "MBR-7"
		tr.start()
		r := tr.service.Requests()[0]
		require.Regexp(t, `^connecthost-[0-9a-f]{16}$`, r.EventScheme)
		require.Regexp(t, `^com\.example\.app://bank\?ch_state=[0-9a-f]{32}$`, r.ReturnURL.Reveal())
		r.EventScheme, r.ReturnURL = "", secret.String{}
		require.Equal(t, provider.WidgetRequest{
			UserID: "ada", MobileWebView: true, Locale: "fr", ColorScheme: provider.Dark,
			Products: []provider.Product{provider.Transactions}, MemberGUID: "MBR-7", ReturnBases: []string{rehearsal.Base},
		}, r)
		tr.page.Say("load", `{}`)
		tr.settle()
		require.Len(t, tr.page.Posts(), 1)
		require.Contains(t, tr.page.Posts()[0], `"connecthost"`, "the widget is told who hosts it")
		tr.Reload()
		tr.settle()
		require.Equal(t, "MBR-7", tr.service.Requests()[1].MemberGUID)
	})
}

func TestTheFormIsForWidgetsThatHaveIt(t *testing.T) {
	for name, row := range map[string]struct {
		form     journey.Form
		provider func(*rehearsal.Service) provider.Provider
		byURL    bool
	}{
		"by URL as it is":       {"", (*rehearsal.Service).MX, true},
		"by URL":                {journey.FormURL, (*rehearsal.Service).MX, true},
		"by message":            {journey.FormMessage, (*rehearsal.Service).MX, false},
		"for one without a URL": {journey.FormURL, (*rehearsal.Service).UCW, false},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				tr.cfg.Form, tr.cfg.TargetOrigin = row.form, rehearsal.Origin
				r := tr.start().service.Requests()[0]
				require.Equal(t, row.byURL, r.MobileWebView)
				require.Equal(t, rehearsal.Origin, r.TargetOrigin)
			}, with(row.provider))
		})
	}
}

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
		"connected":                        {named, func(tr *trip) { tr.page.Connect("MBR-1"); tr.page.Connect("MBR-2"); tr.page.Finish() }, []string{"S-1: connected MBR-1 "}},
		"exited":                           {named, func(tr *trip) { tr.page.Dismissed() }, []string{"S-1: exited  user_exited"}},
		"failed":                           {named, func(tr *trip) { tr.page.Crashed() }, []string{"S-1: failed  widget_crashed"}},
		"expired":                          {named, func(tr *trip) { time.Sleep(time.Hour) }, []string{"S-1: expired  session_expired"}},
		"when it keeps no session":         {func(*trip) {}, func(tr *trip) { tr.page.Dismissed() }, nil},
		"also when the app has had enough": {named, func(tr *trip) { tr.page.Connect("MBR-1"); tr.page.Finish(); tr.settle(); tr.Cancel() }, []string{"S-1: connected MBR-1 "}},
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
