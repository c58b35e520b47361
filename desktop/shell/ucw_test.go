package shell

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/session"
)

// ucwApp is an app with a Universal Connect Widget server.
type ucwApp struct {
	*traveller
	sandbox  *sandbox.Sandbox
	requests chan provider.WidgetRequest

	mu   sync.Mutex
	kept []event.Connection
}

func newUCW(t *testing.T) *ucwApp {
	app := &ucwApp{requests: make(chan provider.WidgetRequest, 8)}
	app.sandbox = sandboxtest.Start(t, func(o *sandbox.Options) { o.Delay = -1 })
	client, err := ucw.New(ucw.Config{BaseURL: app.sandbox.UCWURL()})
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	adapter := client.Provider()
	adapter.Prepare = func(r *ucw.WidgetURLRequest) { r.JobTypes = []ucw.JobType{ucw.Transactions} }
	adapter.Connection = func(_ context.Context, user, name string) (ucw.Connection, error) {
		app.mu.Lock()
		defer app.mu.Unlock()
		return ucw.ConnectionOf(user, app.kept[name[0]-'a']), nil
	}
	backend := Backend{Provider: askedUCW{adapter.Keeping(app.keep), app.requests}, URL: app.sandbox.UCWURL(), WidgetOrigin: app.sandbox.UCWURL()}
	app.traveller = travel(t, func(context.Context) (Backend, error) { return backend, nil })
	return app
}

// askedUCW remembers what widgets were asked for.
type askedUCW struct {
	*ucw.Keeping
	requests chan provider.WidgetRequest
}

func (a askedUCW) Widget(ctx context.Context, r provider.WidgetRequest) (provider.Widget, error) {
	a.requests <- r
	return a.Keeping.Widget(ctx, r)
}

func (app *ucwApp) keep(_ context.Context, _ string, c event.Connection) (string, error) {
	app.mu.Lock()
	defer app.mu.Unlock()
	for i, o := range app.kept {
		if o.ConnectionID.Equal(c.ConnectionID) {
			return string(rune('a' + i)), nil
		}
	}
	app.kept = append(app.kept, c)
	return string(rune('a' + len(app.kept) - 1)), nil
}

// post is what the widget posts to the page that it is.
func (app *ucwApp) post(w *fakeWindow, name, metadata string) {
	app.t.Helper()
	u, err := url.Parse(w.loaded())
	require.NoError(app.t, err)
	data := fmt.Sprintf(`{"type":%q,"metadata":%s}`, name, metadata)
	require.Nil(app.t, w.feed(session.Message{Origin: u.Scheme + "://" + u.Host, Data: data}))
}

// visitBank opens the widget, whose user goes to the bank.
func (app *ucwApp) visitBank() *fakeWindow {
	app.t.Helper()
	app.Connect()
	w := app.window()
	app.post(w, "connect/loaded", `{"initial_step":"search"}`)
	app.reach(Open)
	app.post(w, "connect/selectedInstitution", `{"name":"Plumegate Bank","guid":"plaidbank"}`)
	app.post(w, "connect/oauthRequested", `{"member_guid":"MBR-1","url":"`+bankPage+`"}`)
	app.reach(Bank)
	assert.Equal(app.t, bankPage, <-app.opened)
	return w
}

// connect makes a connection at the server and returns what the widget says.
func (app *ucwApp) connect() (id, said string) {
	app.t.Helper()
	made, err := app.sandbox.UCW().Connect("ada", "plaidbank", string(ucw.Transactions))
	require.NoError(app.t, err)
	id = made.ConnectionID.Reveal()
	raw, err := json.Marshal(map[string]string{
		"aggregator": made.Aggregator, "aggregatorUserId": made.AggregatorUserID,
		"connectionId": id, "ucpInstitutionId": made.UCPInstitutionID,
	})
	require.NoError(app.t, err)
	return id, string(raw)
}

func TestUCWsWidgetPostsToItself(t *testing.T) {
	app := newUCW(t)
	app.Connect()
	w := app.window()
	r := <-app.requests
	assert.False(t, r.MobileWebView, "it cannot navigate to events")
	assert.True(t, r.ReturnURL.IsZero(), "the bank leads nowhere")
	u, err := url.Parse(w.loaded())
	require.NoError(t, err)
	assert.Equal(t, u.Scheme+"://"+u.Host, r.TargetOrigin)
	assert.Empty(t, app.ways.opened(), "nobody listens for nothing")
}

func TestAUCWMemberThatConnectsBringsTheWindowToTheFront(t *testing.T) {
	app := newUCW(t)
	w := app.visitBank()
	app.post(w, "connect/stepChange", `{"previous":"enterCreds","current":"connecting"}`)
	app.reach(Open)
	assert.Zero(t, w.fronted(), "the widget has only begun to go on")
	id, said := app.connect()
	app.post(w, "connect/memberConnected", said)
	require.Eventually(t, func() bool { return w.fronted() == 1 && app.told("front") }, inTime, tick)

	app.post(w, "connect/connected/primaryAction", `{}`)
	done := app.reach(Done)
	app.idle()
	require.Len(t, done.Connections, 1, "the event and the outcome are about the same connection")
	c := done.Connections[0]
	assert.Equal(t, "a", c.MemberGUID, "the app's own name")
	assert.Equal(t, "Plumegate Bank", c.Institution, "as the widget called it")
	assert.Equal(t, journey.StatusUnknown, c.Status, "nobody can be asked")
	assert.NotEmpty(t, c.Accounts)
	assert.False(t, c.AccountsUnknown)
	assert.Equal(t, 1, w.fronted())

	page, err := json.Marshal(done)
	require.NoError(t, err)
	assert.NotContains(t, string(page), id, "it is an access token")
	assert.NotContains(t, app.journal.String(), id)
	assert.Contains(t, app.journal.String(), fmt.Sprintf(`{"outcome":"connected","accounts":%d}`, len(c.Accounts)))
}

func TestARefusalAtAUCWBankBringsTheWindowToTheFront(t *testing.T) {
	app := newUCW(t)
	w := app.visitBank()
	app.post(w, "connect/oauthError", `{"member_guid":"MBR-1","error_reason":"DENIED"}`)
	app.reach(Open)
	require.Eventually(t, func() bool { return w.fronted() == 1 }, inTime, tick)
	w.feed(session.Dismiss{})
	app.idle()
	assert.Equal(t, fault.OAuthDenied, app.Snapshot().State.Notice.Code)
}

func TestAMemberWithoutAVisitMovesNoWindow(t *testing.T) {
	app := newUCW(t)
	app.Connect()
	w := app.window()
	_, said := app.connect()
	app.post(w, "connect/memberConnected", said)
	app.post(w, "connect/connected/primaryAction", `{}`)
	app.reach(Done)
	assert.Zero(t, w.fronted())
	assert.False(t, app.told("front"))
}

func TestALinkBackIsReasonEnoughToMoveAWindow(t *testing.T) {
	tr, connected := newTraveller(t)
	w := tr.visitBank()
	w.say("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, connected("correct")))
	w.say("connect/connected/primaryAction", `{}`)
	tr.reach(Done)
	assert.Zero(t, w.fronted(), "the link is on its way, and comes with the user")
}

func TestABackendThatKeepsNoConnectionsIsRefused(t *testing.T) {
	app := newUCW(t)
	open := app.backend.open
	app.backend.open = func(ctx context.Context) (Backend, error) {
		b, err := open(ctx)
		b.Provider = b.Provider.(askedUCW).Adapter
		return b, err
	}
	app.Connect()
	assert.Equal(t, fault.ConfigInvalid, app.reach(Failed).State.Error.Code)
}

func TestDebtsAreSubtractedHoweverTheyAreSpelt(t *testing.T) {
	hundred := 100.0
	for _, owed := range []string{"CREDIT_CARD", "CREDITCARD", "LINE_OF_CREDIT", "LINEOFCREDIT", "LOAN", "CHECKING_LINE_OF_CREDIT"} {
		c := connection(journey.Member{Accounts: []provider.Account{
			{Type: "CHECKING", Balance: &hundred}, {Type: owed, Balance: &hundred}, {Type: owed, Balance: &hundred},
		}})
		assert.InDelta(t, -100, c.Total, 0, owed)
	}
}
