package journey_test

import (
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

// TestEventsComeUnderTheSchemeThatWasAskedForAlone: an embedded page knows the
// vendor's older ones.
func TestEventsComeUnderTheSchemeThatWasAskedForAlone(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		say := func(scheme string) navigation.Action {
			return tr.page.Navigate(navigation.Request{
				URL: secret.New(scheme + `://connect/memberConnected?metadata=%7B%22member_guid%22%3A%22MBR-1%22%7D`), Frame: navigation.FrameMain,
			}).Action
		}
		for _, scheme := range []string{"mx", "atrium", "connecthost-0123456789abcdef"} {
			require.NotEqual(t, navigation.Event, say(scheme), scheme)
		}
		require.Equal(t, navigation.Event, say(tr.service.Requests()[0].EventScheme))
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
