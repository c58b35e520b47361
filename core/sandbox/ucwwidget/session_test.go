package ucwwidget_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/traits"
)

// play starts a session for a widget URL and feeds it what the app's page
// heard, with the origins that the browser gave.
func play(t *testing.T, widgetURL string, list []heard) (outcome *session.Outcome, events []event.Event) {
	t.Helper()
	machine, err := session.New(session.Config{Traits: traits.UCW(), WidgetURL: secret.New(widgetURL)})
	require.NoError(t, err)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	inputs := []session.Input{session.Start{}}
	for _, h := range list {
		data, err := json.Marshal(object{"type": h.Data.Type, "metadata": h.Data.Metadata})
		require.NoError(t, err)
		inputs = append(inputs, session.Message{Origin: h.Origin, Data: string(data)})
	}
	for _, in := range inputs {
		at = at.Add(100 * time.Millisecond)
		for _, effect := range machine.Step(at, in).Effects {
			switch e := effect.(type) {
			case session.Emit:
				events = append(events, e.Event)
			case session.End:
				outcome = &e.Outcome
			case session.Warn:
				t.Errorf("warned: %v", e.Err)
			}
		}
	}
	return outcome, events
}

// TestSessionEndsConnected goes the whole way: the widget in a browser, its
// events through the core, and the data of the connection that they name.
func TestSessionEndsConnected(t *testing.T) {
	s := newStage(t)
	s.does(append(logIn("correct"), click(`[data-test="done-button"]`))...)
	client, err := ucw.New(ucw.Config{BaseURL: s.url})
	require.NoError(t, err)
	defer client.CloseIdleConnections()
	url, err := client.WidgetURL(t.Context(), ucw.WidgetURLRequest{
		JobTypes: []ucw.JobType{ucw.Transactions}, UserID: "ada", TargetOrigin: s.host, InstitutionID: "mxBank",
	})
	require.NoError(t, err)
	s.frame(url.Reveal())
	list := s.until("connect/stepChange", `"previous":"connected"`)

	outcome, events := play(t, url.Reveal(), list)
	require.NotNil(t, outcome)
	assert.Equal(t, session.Connected, outcome.Result)
	require.Len(t, outcome.Members, 1)
	assert.Equal(t, event.ConnectConnectedPrimaryAction, events[len(events)-1].Name, "what comes after the end is not delivered")
	for _, e := range events {
		assert.True(t, e.Known, e.Name)
		assert.True(t, e.Valid(), "%s: %v", e.Name, e.Problems)
		assert.Equal(t, event.FormObject, e.Form)
	}
	found := outcome.Members[0].Connection
	assert.Equal(t, "mxBank", found.UCPInstitutionID)
	assert.Equal(t, ucw.MXInt, found.Aggregator)

	accounts, err := client.Accounts(t.Context(), ucw.ConnectionOf("ada", found))
	require.NoError(t, err)
	assert.Len(t, accounts, 3)
}

// TestSessionOfASilentWidgetTimesOut: a widget URL that was used shows a message
// and says nothing, whatever its status. Only time tells.
func TestSessionOfASilentWidgetTimesOut(t *testing.T) {
	machine, err := session.New(session.Config{Traits: traits.UCW(), WidgetURL: secret.New("https://w.example/widget?token=used")})
	require.NoError(t, err)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	machine.Step(at, session.Start{})
	answer := machine.Step(at.Add(time.Minute), session.Tick{})
	require.NotEmpty(t, answer.Effects)
	end, ok := answer.Effects[len(answer.Effects)-1].(session.End)
	require.True(t, ok)
	assert.Equal(t, session.Failed, end.Outcome.Result)
	assert.Equal(t, fault.WidgetLoadTimeout, fault.CodeOf(end.Outcome.Err))
}
