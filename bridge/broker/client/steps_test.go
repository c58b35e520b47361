package client_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// machine is an app's own session, for a widget of the broker's.
func machine(t *testing.T, w provider.Widget, tr traits.Traits) *session.Session {
	t.Helper()
	s, err := session.New(session.Config{
		Traits: tr, WidgetURL: w.URL, AppScheme: "piggy",
		Return: session.Return{Bases: w.Return.Bases, Nonce: w.Return.Nonce},
	})
	require.NoError(t, err)
	s.Step(time.Now(), session.Start{})
	s.Step(time.Now(), session.PageLoaded{})
	return s
}

// says lets the widget post an event.
func says(t *testing.T, s *session.Session, w provider.Widget, event string, metadata map[string]string) session.Answer {
	t.Helper()
	origin, _, _ := strings.Cut(strings.TrimPrefix(w.URL.Reveal(), "http://"), "/")
	data, err := json.Marshal(map[string]any{"mx": true, "type": event, "metadata": metadata})
	require.NoError(t, err)
	return s.Step(time.Now(), session.Message{Origin: "http://" + origin, Data: string(data)})
}

// The steps of an app with MX: the widget, the bank, the way back with the
// broker's nonce, the member, the outcome; and the event stream that sees it.
func TestAnAppsStepsFromTheWidgetToTheOutcome(t *testing.T) {
	h := serve(t, nil, nil)
	c := h.client("mx")
	p := c.Provider()
	w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "alice", ReturnBases: []string{loopback}, EventScheme: "piggy"})
	require.NoError(t, err)
	seen := follow(t, c, w.Session)
	assert.Equal(t, client.Open, next(t, seen).Status)

	s := machine(t, w, p.Traits())
	kept, err := h.Session(t.Context(), w.Session)
	require.NoError(t, err)
	member := h.mistral(kept.ProviderUser)
	says(t, s, w, "mx/connect/oauthRequested", map[string]string{
		"user_guid": "USR-1", "session_guid": "SES-1", "url": "https://bank.example/login", "member_guid": member,
	})
	base, nonce := w.Return.Bases[0], w.Return.Nonce.Reveal()
	for name, link := range map[string]string{
		"without the nonce": base + "?status=success&member_guid=" + member,
		"of another nonce":  base + "/" + strings.Repeat("0", 32) + "?status=success&member_guid=" + member,
	} {
		require.Error(t, s.Step(time.Now(), session.ReturnLink{URL: secret.New(link)}).Err, name)
	}
	back := s.Step(time.Now(), session.ReturnLink{URL: secret.New(base + "/" + nonce + "?status=success&member_guid=" + member)})
	require.NoError(t, back.Err, "the session believes the link that the broker made")
	says(t, s, w, "mx/connect/memberConnected", map[string]string{"user_guid": "USR-1", "session_guid": "SES-1", "member_guid": member})
	end := endOf(t, s.Step(time.Now(), session.Dismiss{}))
	require.Equal(t, session.Connected, end.Result)

	_, err = provider.AwaitReady(t.Context(), p.(provider.MemberReader), w.UserGUID, member, provider.AwaitOptions{Interval: 1})
	require.NoError(t, err)
	outcome, err := c.Report(t.Context(), w.Session, reported(end))
	require.NoError(t, err)
	want := client.Outcome{Result: session.Connected, MemberGUID: member, Verified: true}
	assert.Equal(t, want, outcome)
	last := next(t, seen)
	assert.Equal(t, client.Ended, last.Status)
	assert.Equal(t, &want, last.Outcome)

	again, err := c.Report(t.Context(), w.Session, reported(end))
	require.NoError(t, err, "the same outcome again")
	assert.Equal(t, want, again)
	_, err = c.Report(t.Context(), w.Session, provider.Outcome{Result: "exited", Reason: fault.UserExited})
	assert.Equal(t, fault.SessionEnded, fault.CodeOf(err), "another one")
}

// reported is the outcome for a backend.
func reported(o session.Outcome) provider.Outcome {
	return provider.Outcome{Result: string(o.Result), MemberGUID: o.Members[0].GUID}
}

// endOf is the outcome that an answer brought.
func endOf(t *testing.T, a session.Answer) session.Outcome {
	t.Helper()
	for _, e := range a.Effects {
		if end, ok := e.(session.End); ok {
			return end.Outcome
		}
	}
	require.FailNow(t, "the session did not end")
	return session.Outcome{}
}

// fino leads to the broker's landing page, which hands over to the app with the
// broker's nonce. The event stream sees that the user is back.
func TestTheLandingPageHandsOverToTheApp(t *testing.T) {
	h := serve(t, nil, nil)
	c := h.client("fino", func(o *client.Options) { o.Landing, o.NoAccounts = true, true })
	p := c.Provider()
	w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "alice", ReturnBases: []string{"piggy://oauth_complete"}})
	require.NoError(t, err)
	seen := follow(t, c, w.Session)
	next(t, seen)
	s := machine(t, w, p.Traits())

	u := sitetest.NewUser(t)
	page := u.Get(w.URL.Reveal()).To
	u.Submit(page, "bank", "bank", "nordlicht")
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	landing := u.Submit(page, "code", "code", "123456").To
	handed := u.Get(landing)
	link := strings.TrimPrefix(handed.Header.Get("Refresh"), "0; url=")
	require.Equal(t, "piggy://oauth_complete?ch_state="+w.Return.Nonce.Reveal(), link)
	assert.Equal(t, client.Returned, next(t, seen).Status)

	s.Step(time.Now(), session.ReturnLink{URL: secret.New(link)})
	login, err := p.(provider.MemberReader).MemberState(t.Context(), w.UserGUID, "")
	require.NoError(t, err, "the newest bank login")
	assert.Equal(t, provider.Ready, login.State)
	outcome, err := c.Report(t.Context(), w.Session, provider.Outcome{Result: "connected", MemberGUID: login.GUID})
	require.NoError(t, err)
	assert.True(t, outcome.Verified)
	assert.Equal(t, client.Ended, next(t, seen).Status)
}

// A session may be made first and its widget URL be claimed when it is shown.
func TestAWidgetURLIsClaimedLater(t *testing.T) {
	h := serve(t, nil, nil)
	c := h.client("mx")
	request := client.Request{ClaimLater: true, Key: "one", Widget: provider.WidgetRequest{ReturnBases: []string{loopback}}}
	made, err := c.Create(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, client.Created, made.Status)
	assert.True(t, made.URL.IsZero())
	again, err := c.Create(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, made, again, "the same key makes the same session, with the same way back")

	url, err := c.Claim(t.Context(), made.ID)
	require.NoError(t, err)
	shown, err := http.Get(url.Reveal()) //nolint:gosec // the sandbox's
	require.NoError(t, err)
	shown.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	assert.Equal(t, http.StatusOK, shown.StatusCode)
	_, err = c.Claim(t.Context(), made.ID)
	assert.Equal(t, fault.BrokerWidgetURLClaimed, fault.CodeOf(err))

	s, err := c.Session(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Equal(t, client.Open, s.Status)
	require.NoError(t, c.End(t.Context(), made.ID))
	require.NoError(t, c.End(t.Context(), made.ID), "ending again changes nothing")
	_, err = c.Claim(t.Context(), made.ID)
	assert.Equal(t, fault.SessionEnded, fault.CodeOf(err))
}

func TestOutcomesThatCannotBeReported(t *testing.T) {
	h := serve(t, nil, nil)
	c := h.client("mx")
	made, err := c.Create(t.Context(), client.Request{})
	require.NoError(t, err)
	for name, row := range map[string]struct {
		id      string
		outcome provider.Outcome
		code    fault.Code
	}{
		"somebody else's member":  {made.ID, provider.Outcome{Result: "connected", MemberGUID: "MBR-none"}, fault.ProviderNotFound},
		"connected to nothing":    {made.ID, provider.Outcome{Result: "connected"}, fault.ProviderInputInvalid},
		"an unknown session":      {strings.Repeat("0", 32), provider.Outcome{Result: "exited"}, fault.BrokerNotFound},
		"no session":              {"", provider.Outcome{Result: "exited"}, fault.ProviderInputInvalid},
		"a session with a path":   {"../" + made.ID, provider.Outcome{Result: "exited"}, fault.ProviderInputInvalid},
		"an outcome of no result": {made.ID, provider.Outcome{}, fault.InputInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Report(t.Context(), row.id, row.outcome)
			assert.Equal(t, row.code, fault.CodeOf(err))
		})
	}
	reporter, ok := c.Provider().(provider.OutcomeReporter)
	require.True(t, ok)
	require.NoError(t, reporter.Report(t.Context(), made.ID, provider.Outcome{Result: "failed", Reason: fault.OAuthDenied}))
	s, err := c.Session(t.Context(), made.ID)
	require.NoError(t, err)
	assert.Equal(t, &client.Outcome{Result: session.Failed, Reason: fault.OAuthDenied}, s.Outcome)
}
