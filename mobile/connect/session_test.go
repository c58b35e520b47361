package connect

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAJourneyIsHandedOverInOrder(t *testing.T) {
	s, h, _ := opened(t, nil)
	require.Equal(t, ActionEvent, s.Navigate(connectedURL("MBR-1"), MainFrame).Action())
	require.Equal(t, ActionEvent, s.Navigate(doneURL, MainFrame).Action())
	require.Equal(t, []string{
		"event connect/memberConnected", "persist",
		"event connect/connected/primaryAction", "persist", "close", "outcome connected",
	}, h.told)
	require.Equal(t, int32(1), h.outcome.MemberCount())
	require.Equal(t, "MBR-1", h.outcome.Member(0).GUID())
	require.Nil(t, h.outcome.Member(1))
	require.Nil(t, h.outcome.Member(-1))
	require.True(t, s.Ended())
	require.Nil(t, s.host, "the session still holds its host")
}

func TestOpenRefuses(t *testing.T) {
	for _, row := range []struct {
		name, url, code string
		change          func(*Settings) *Settings
	}{
		{"no widget URL", "", CodeWidgetURLInvalid, nil},
		{"a widget URL without encryption", "http://widgets.example/", CodeWidgetURLInvalid, nil},
		{"an unknown provider", widget, CodeConfigInvalid, func(s *Settings) *Settings { s.Provider = "plaid"; return s }},
		{"an end mode that does not exist", widget, CodeConfigInvalid, func(s *Settings) *Settings { s.End = 3; return s }},
		{"a visit mode that does not exist", widget, CodeConfigInvalid, func(s *Settings) *Settings { s.Visits = 3; return s }},
		{"a negative end mode", widget, CodeConfigInvalid, func(s *Settings) *Settings { s.End = -1; return s }},
		{"an in-view entry that is not an origin", widget, CodeConfigInvalid, func(s *Settings) *Settings { s.AddInView("login"); return s }},
		{"a nonce that nobody made", widget, CodeConfigInvalid, func(s *Settings) *Settings { s.SetReturnNonce("n"); return s }},
		{"no settings", widget, CodeConfigInvalid, func(*Settings) *Settings { return nil }},
	} {
		t.Run(row.name, func(t *testing.T) {
			settings := NewSettings()
			if row.change != nil {
				settings = row.change(settings)
			}
			s, err := Open(settings, row.url, &recorder{})
			require.Nil(t, s)
			require.Equal(t, row.code, DescribeError(err.Error()).Code())
			require.NotContains(t, err.Error(), "widgets.example")
		})
	}
	_, err := Open(NewSettings(), widget, nil)
	require.Equal(t, CodeConfigInvalid, DescribeError(err.Error()).Code())
}

func TestProvidersAreKnown(t *testing.T) {
	for _, name := range []string{"", ProviderMX, ProviderUCW, ProviderFino, "MX"} {
		_, err := Open(&Settings{Provider: name}, widget, &recorder{})
		require.NoError(t, err, name)
	}
}

func TestDecisions(t *testing.T) {
	for _, row := range []struct {
		name, url string
		flags     int32
		action    int32
		code      string
		recheck   bool
	}{
		{"the widget's own page is allowed", widget, MainFrame, ActionAllow, "", false},
		{"the bank's page opens outside", "https://bank.example/", MainFrame | UserGesture, ActionExternal, "", false},
		{"not without the user", "https://bank.example/", MainFrame, ActionBlock, CodeUserGestureRequired, false},
		{"an unknown frame is asked about again", "https://bank.example/", 0, ActionAllow, "", true},
		{"a frame may show another page", "https://bank.example/", SubFrame, ActionAllow, "", false},
		{"a new window opens outside", "https://bank.example/", MainFrame | NewWindow | UserGesture, ActionExternal, "", false},
		{"a script is blocked", "javascript:alert(1)", MainFrame | UserGesture, ActionBlock, CodeSchemeBlocked, false},
		{"an event from a frame is blocked", doneURL, SubFrame, ActionBlock, CodeEventFromSubFrame, false},
		{"a return that nobody expects is blocked", "mx://oauth_complete?status=success&member_guid=M", MainFrame, ActionBlock, CodeReturnUnexpected, false},
		{"both frames at once do not fit together", widget, MainFrame | SubFrame, ActionBlock, CodeInputInvalid, false},
		{"an unknown flag is refused", widget, 64, ActionBlock, CodeInputInvalid, false},
		{"a negative number is not a set of flags", widget, -1, ActionBlock, CodeInputInvalid, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, _, _ := opened(t, nil)
			d := s.Navigate(row.url, row.flags)
			require.Equal(t, row.action, d.Action())
			require.Equal(t, row.action == ActionAllow, d.Allowed())
			require.Equal(t, row.recheck, d.Recheck())
			if row.code == "" {
				require.Nil(t, d.Problem())
				return
			}
			require.Equal(t, row.code, d.Problem().Code())
		})
	}
}

func TestSettingsReachTheCore(t *testing.T) {
	t.Run("an origin in view", func(t *testing.T) {
		s, _, _ := opened(t, func(s *Settings) { s.AddInView("https://login.example") })
		require.True(t, s.Navigate("https://login.example/x", MainFrame).Allowed())
	})
	t.Run("a scheme outside", func(t *testing.T) {
		s, h, _ := opened(t, func(s *Settings) { s.AddExternalScheme("bankapp") })
		require.Equal(t, ActionExternal, s.Navigate("bankapp://pay", MainFrame|UserGesture).Action())
		require.Equal(t, []string{"open bankapp://pay"}, h.told)
	})
	t.Run("the exact URL", func(t *testing.T) {
		s, _, _ := opened(t, func(s *Settings) { s.StrictURL = true })
		require.False(t, s.Navigate("https://widgets.example/other", MainFrame).Allowed())
	})
	t.Run("a pinned scheme", func(t *testing.T) {
		s, h, _ := opened(t, func(s *Settings) { s.AppScheme, s.PinScheme = "myapp", true })
		require.Equal(t, ActionBlock, s.Navigate(connectedURL("MBR-1"), MainFrame).Action())
		require.Empty(t, h.events)
	})
	t.Run("the end at the first member", func(t *testing.T) {
		s, h, _ := opened(t, func(s *Settings) { s.End = EndOnFirstMember })
		s.Navigate(connectedURL("MBR-1"), MainFrame)
		require.Equal(t, ResultConnected, h.outcome.Result())
	})
	t.Run("the end by the app", func(t *testing.T) {
		s, h, _ := opened(t, func(s *Settings) { s.End = EndByApp })
		s.Navigate(connectedURL("MBR-1"), MainFrame)
		s.Navigate(doneURL, MainFrame)
		require.Nil(t, h.outcome)
		require.Nil(t, s.Close())
		require.Equal(t, ResultConnected, h.outcome.Result())
	})
	t.Run("a shorter load timeout", func(t *testing.T) {
		s, h, c := opened(t, func(s *Settings) { s.LoadMillis = 1500 })
		require.Equal(t, int64(1500), s.MillisUntilTick())
		c.pass(1499 * time.Millisecond)
		require.Nil(t, s.Tick())
		require.Equal(t, int64(1), s.MillisUntilTick())
		c.pass(time.Millisecond)
		s.Tick()
		require.Equal(t, ResultFailed, h.outcome.Result())
		require.Equal(t, CodeWidgetLoadTimeout, h.outcome.Problem().Code())
		require.Equal(t, int64(-1), s.MillisUntilTick())
	})
	t.Run("no timeouts", func(t *testing.T) {
		s, _, _ := opened(t, func(s *Settings) { s.LoadMillis, s.InactivityMillis, s.OAuthMillis, s.BackMillis = -1, -5, -1, -1 })
		require.Equal(t, int64(-1), s.MillisUntilTick())
	})
	t.Run("a time beyond all counting", func(t *testing.T) {
		s, _, _ := opened(t, func(s *Settings) { s.LoadMillis = 1 << 62 })
		require.Positive(t, s.MillisUntilTick())
	})
}

func TestAnOldWidgetURLIsNotLoaded(t *testing.T) {
	h, c := &recorder{}, &clock{ms: 1_700_000_000_000}
	settings := NewSettings()
	settings.SetClock(c)
	settings.MintedAtMillis = c.ms - 601_000
	s, err := Open(settings, widget, h)
	require.NoError(t, err)
	s.Start()
	require.Equal(t, []string{"warn widget_url_expired", "need "}, h.told)
	require.Equal(t, CodeWidgetURLExpired, func() string { s.FreshURL(widget, 700_000); return h.warnings[1].Code() }())
	h.told = nil
	require.Nil(t, s.FreshURL(widget, 1000))
	require.Equal(t, []string{"load " + widget}, h.told)
}

func TestTheOutcomeSaysWhy(t *testing.T) {
	s, h, _ := opened(t, nil)
	s.Navigate(eventURL("connect/memberError", `{"member":{"guid":"MBR-1","connection_status":2}}`), MainFrame)
	s.Dismiss()
	r := h.outcome.Reason()
	require.Equal(t, []string{"member", CodeMemberCredentialsRefused, "user", "MBR-1", "2"},
		[]string{r.Level(), r.Code(), r.By(), r.MemberGUID(), r.Detail()})
	require.NotEmpty(t, r.Advice())
	require.True(t, r.Retryable())
}

func TestAVisitMayBeginWithANavigation(t *testing.T) {
	s, h, _ := opened(t, func(s *Settings) { s.Visits = VisitByNavigation })
	require.Equal(t, ActionExternal, s.Navigate("https://bank.example/", MainFrame|UserGesture).Action())
	require.Nil(t, s.ReturnLink("mx://oauth_complete"))
	require.Contains(t, h.told, "persist")
}

func TestMessages(t *testing.T) {
	const loaded = `{"type":"mx/connect/loaded","mx":true,"metadata":{"initial_step":"search"}}`
	s, h, _ := opened(t, nil)
	require.Nil(t, s.Message("https://widgets.example", false, loaded))
	require.Equal(t, CodeMessageOriginRefused, s.Message("https://evil.example", false, loaded).Code())
	require.Equal(t, CodeMessageOriginRefused, s.Message("https://widgets.example", true, loaded).Code())
	require.Equal(t, CodeEventMalformed, s.Message("https://widgets.example", false, "{").Code())
	require.Equal(t, CodeEventMalformed, s.Message("https://widgets.example", false, "").Code())
	require.Len(t, h.events, 1)
	require.Equal(t, "search", h.events[0].Text("initial_step"))
}

func TestInputsReachTheSession(t *testing.T) {
	for _, row := range []struct {
		name  string
		input func(*Session) *Problem
		told  []string
	}{
		{"a failed page fails the session", (*Session).PageFailed, []string{"close", "outcome failed"}},
		{"a crash fails the session", (*Session).Crashed, []string{"close", "outcome failed"}},
		{"the user leaves", (*Session).Dismiss, []string{"close", "outcome exited"}},
		{"the app leaves", (*Session).Close, []string{"close", "outcome exited"}},
		{"a reload asks for a fresh URL", (*Session).Reload, []string{"need "}},
		{"a loaded page changes nothing", (*Session).PageLoaded, nil},
		{"a touch changes nothing", (*Session).Touch, nil},
		{"back needs a widget that spoke", (*Session).Back, []string{"warn input_invalid"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, h, _ := opened(t, nil)
			row.input(s)
			require.Equal(t, row.told, h.told)
		})
	}
}

func TestBackAsksTheWidgetOfItsOrigin(t *testing.T) {
	s, h, _ := opened(t, nil)
	s.Navigate(eventURL("connect/loaded", `{"initial_step":"search"}`), MainFrame)
	h.told = nil
	require.Nil(t, s.Back())
	require.Equal(t, []string{"post to https://widgets.example"}, h.told)
	require.JSONEq(t, `{"mx":true,"type":"mx/navigation","payload":{"action":"back"}}`, h.posted[0])
}

func TestAFreshURLMovesTheOriginOfMessages(t *testing.T) {
	s, h, _ := opened(t, nil)
	s.Reload()
	require.Nil(t, s.FreshURL("https://other.example/md", 0))
	s.Navigate(eventURL("connect/loaded", `{"initial_step":"search"}`), MainFrame)
	s.Back()
	require.Contains(t, h.told, "post to https://other.example")
}

func TestNothingComesAfterTheOutcome(t *testing.T) {
	s, h, _ := opened(t, nil)
	require.Nil(t, s.Close())
	h.told = nil
	require.Nil(t, s.Close(), "closing again is not a problem")
	require.Equal(t, CodeSessionEnded, s.Start().Code())
	require.Equal(t, ActionBlock, s.Navigate(connectedURL("MBR-1"), MainFrame).Action())
	require.Equal(t, CodeSessionEnded, s.Touch().Code())
	require.Empty(t, h.told)
}
