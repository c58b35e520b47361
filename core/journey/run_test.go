package journey_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// custom are the traits of a widget that nobody can be asked about.
func custom() traits.Traits {
	return traits.Traits{Provider: "acme", Dialect: event.MX, Talks: true, NamesMember: true, Return: traits.ReturnSays}
}

// accountsOf are the accounts that a service gives for a member.
func accountsOf(member string) []provider.Account {
	return []provider.Account{{GUID: "ACT-1", MemberGUID: member}, {GUID: "ACT-2", MemberGUID: member}}
}

// newestIs answers for a user with one member, who is ready.
func newestIs(member string) func(context.Context, string) (provider.Member, error) {
	return func(context.Context, string) (provider.Member, error) { return rehearsal.Ready(member), nil }
}

// TestAJourneyToEachKindOfWidget holds the progress, in order, and the result.
func TestAJourneyToEachKindOfWidget(t *testing.T) {
	for name, row := range map[string]struct {
		provider func(*rehearsal.Service) provider.Provider
		play     func(*trip)
		stages   []string
		member   journey.Member
	}{
		"one that names its member": {
			(*rehearsal.Service).MX,
			func(tr *trip) {
				tr.page.Begin()
				tr.page.Connect("MBR-1")
				tr.settle()
				tr.page.Finish()
			},
			[]string{"minting", "loading", "open", "reading", "open read MBR-1", "done"},
			journey.Member{
				Member:   provider.Member{GUID: "MBR-1", State: provider.Ready, Status: "CONNECTED", InstitutionName: "Harborlight Bank"},
				Accounts: accountsOf("MBR-1"),
			},
		},
		"one whose bank leads back": {
			(*rehearsal.Service).MX,
			func(tr *trip) {
				tr.page.Begin()
				tr.page.Leave("MBR-1")
				tr.settle()
				require.NoError(tr.t, <-tr.back.Come(success(tr.link(), "MBR-1")))
				tr.settle()
				tr.page.Connect("MBR-1")
				tr.settle()
				tr.page.Finish()
			},
			[]string{"minting", "loading", "open", "at_bank", "open returned", "reading", "open read MBR-1", "done"},
			journey.Member{
				Member:   provider.Member{GUID: "MBR-1", State: provider.Ready, Status: "CONNECTED", InstitutionName: "Harborlight Bank"},
				Accounts: accountsOf("MBR-1"),
			},
		},
		"one that describes a connection": {
			(*rehearsal.Service).UCW,
			func(tr *trip) {
				tr.page.Begin()
				tr.page.Say("connect/selectedInstitution", `{"name":"Plumegate Bank","guid":"plaidbank"}`)
				tr.page.Leave("MBR-1")
				tr.settle()
				tr.page.Link("plumegate", "canary-connection")
				tr.settle()
				tr.page.Finish()
			},
			[]string{"minting", "loading", "open", "at_bank", "reading", "open read kept-plumegate", "done"},
			journey.Member{
				Member:   provider.Member{GUID: "kept-plumegate", InstitutionName: "Plumegate Bank", Status: journey.StatusUnknown},
				Accounts: accountsOf("kept-plumegate"),
			},
		},
		"one that says nothing": {
			(*rehearsal.Service).Fino,
			func(tr *trip) {
				tr.page.Loaded()
				tr.page.Navigate(navigation.Request{URL: secret.New(rehearsal.Origin + "/banks"), Frame: navigation.FrameMain})
				require.Equal(tr.t, navigation.External, tr.page.Redirect())
				tr.settle()
				tr.service.Set(func(s *rehearsal.Service) { s.OnState = newestIs("MBR-1") })
				require.NoError(tr.t, <-tr.back.Come(tr.link()))
			},
			[]string{"minting", "loading", "open", "at_bank", "open returned", "checking", "reading", "done"},
			journey.Member{
				Member:          provider.Member{GUID: "MBR-1", State: provider.Ready, Status: "CONNECTED", InstitutionName: "Harborlight Bank"},
				AccountsUnknown: true,
			},
		},
		"a custom one that nobody can be asked about": {
			func(s *rehearsal.Service) provider.Provider { return s.Custom(custom()) },
			func(tr *trip) {
				tr.page.Begin()
				tr.page.Connect("MBR-1")
				tr.settle()
				tr.page.Finish()
			},
			[]string{"minting", "loading", "open", "reading", "open read MBR-1", "done"},
			journey.Member{Member: provider.Member{GUID: "MBR-1", Status: journey.StatusUnknown}, AccountsUnknown: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				tr.start()
				row.play(tr)
				r, err := tr.wait()
				require.NoError(t, err)
				require.Equal(t, session.Connected, r.Outcome.Result)
				require.Equal(t, []journey.Member{row.member}, r.Members)
				require.Equal(t, row.stages, tr.ear.stages())
				require.NoError(t, r.Err())
				n, all := r.Accounts()
				require.Equal(t, len(row.member.Accounts), n)
				require.Equal(t, !row.member.AccountsUnknown, all)
			}, with(row.provider))
		})
	}
}

// TestAJourneyThatConnectsNothing holds the other results, with the error that
// Run returns.
func TestAJourneyThatConnectsNothing(t *testing.T) {
	for name, row := range map[string]struct {
		play   func(*trip)
		result session.Result
		by     session.Actor
		code   fault.Code // of the reason
		err    fault.Code
	}{
		"the user closes the widget":   {func(tr *trip) { tr.page.Dismissed() }, session.Exited, session.ByUser, fault.UserExited, ""},
		"the app closes the widget":    {func(tr *trip) { tr.Cancel() }, session.Exited, session.ByApp, fault.AppClosed, ""},
		"the widget cannot be loaded":  {func(tr *trip) { tr.page.Failed(fault.New(fault.WidgetLoadFailed, nil)) }, session.Failed, "", fault.WidgetLoadFailed, fault.WidgetLoadFailed},
		"the widget crashes":           {func(tr *trip) { tr.page.Crashed() }, session.Failed, "", fault.WidgetCrashed, fault.WidgetCrashed},
		"the widget never says a word": {func(*trip) { time.Sleep(time.Minute) }, session.Failed, "", fault.WidgetLoadTimeout, fault.WidgetLoadTimeout},
		"the user goes away":           {func(tr *trip) { tr.page.Begin(); time.Sleep(time.Hour) }, session.Expired, "", fault.SessionExpired, fault.SessionExpired},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, tr *trip) {
				tr.start()
				row.play(tr)
				r, err := tr.wait()
				require.Equal(t, row.err, fault.CodeOf(err))
				require.Equal(t, row.result, r.Outcome.Result)
				require.Equal(t, row.by, r.Outcome.Reason.By)
				require.Equal(t, row.code, r.Outcome.Reason.Code)
				require.Empty(t, r.Members)
				stages := tr.ear.stages()
				require.Equal(t, "done", stages[len(stages)-1])
			})
		})
	}
}

// TestTheUserOfAPageThatSaysNothingIsBackByAGesture: a page that waits for a bank
// loads itself again.
func TestTheUserOfAPageThatSaysNothingIsBackByAGesture(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		own := navigation.Request{URL: secret.New(rehearsal.Origin + "/wait"), Frame: navigation.FrameMain}
		tr.page.Navigate(own)
		tr.page.Redirect()
		tr.settle()
		tr.page.Navigate(own)
		synctest.Wait()
		require.Equal(t, journey.AtBank, tr.Stage())
		own.UserGesture = true
		tr.page.Navigate(own)
		synctest.Wait()
		require.Equal(t, journey.Open, tr.Stage())
	}, with((*rehearsal.Service).Fino))
}

func TestRunIsStartAndWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrip(t)
		go func() {
			p := <-tr.view.Opened()
			p.Begin()
			p.Connect("MBR-1")
			p.Finish()
		}()
		r, err := journey.Run(t.Context(), tr.cfg, nil)
		require.NoError(t, err)
		require.Len(t, r.Members, 1)
		require.Len(t, r.Members[0].Accounts, 2)
	})
}

func TestSeveralMembersAreReadOnceEach(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		asked := map[string]int{}
		tr.service.OnAccounts = func(_ context.Context, member string) ([]provider.Account, error) {
			asked[member]++
			return accountsOf(member)[:1], nil
		}
		tr.start()
		tr.page.Begin()
		tr.page.Connect("MBR-1")
		tr.settle()
		tr.page.Connect("MBR-2")
		tr.settle()
		tr.page.Connect("MBR-1")
		r, err := tr.finish()
		require.NoError(t, err)
		require.Equal(t, map[string]int{"MBR-1": 1, "MBR-2": 1}, asked)
		require.Len(t, r.Members, 2)
		n, all := r.Accounts()
		require.Equal(t, 2, n)
		require.True(t, all)
	})
}
