package shell

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

const bankPage = "https://bank.example/authorize?state=0123456789abcdef"

// traveller is a desk whose user goes to a bank and comes back under a scheme
// of the app's own.
type traveller struct {
	*desk
	opened  chan string
	raised  atomic.Int32  // times that the shell came to the front
	journal *bytes.Buffer // read it when the journey is over
}

func newTraveller(t *testing.T, change ...func(*Config)) (*traveller, func(password string) string) {
	backend, s := sandboxed(t)
	tr := travel(t, backend, change...)
	return tr, func(password string) string { return connectMember(t, s, tr.last.user(), password) }
}

func travel(t *testing.T, backend func(context.Context) (Backend, error), change ...func(*Config)) *traveller {
	tr := &traveller{opened: make(chan string, 8), journal: &bytes.Buffer{}}
	cfg := Config{
		Backend: backend, ReturnURL: "connecthost-test://oauth_complete", PollInterval: time.Millisecond,
		Journal: NewJournal(tr.journal),
		front:   func() { tr.raised.Add(1) },
		Opener:  func(_ context.Context, url string) error { tr.opened <- url; return nil },
	}
	for _, f := range change {
		f(&cfg)
	}
	tr.desk = newDesk(t, cfg)
	return tr
}

// presenter is that of the journey under way.
func (tr *traveller) presenter() *presenter {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.current
}

// comesBack has the system hand a link to the app, and waits until the shell
// shows what became of it.
func (tr *traveller) comesBack(link string) error {
	tr.t.Helper()
	before, seen, trip := tr.Snapshot(), tr.last.fronted(), tr.presenter().journey()
	err := trip.Return(journey.Link{URL: secret.New(link)})
	require.Eventually(tr.t, func() bool {
		now := tr.Snapshot()
		if err != nil {
			return now.State.Notice != nil && now.State.Notice != before.State.Notice
		}
		return now.State.Phase != Bank && (tr.last.fronted() > seen || trip.SessionEnded())
	}, inTime, tick, "the shell shows what became of the link")
	return err
}

// visitBank opens a widget whose user goes to the bank.
func (tr *traveller) visitBank() *fakeWindow {
	tr.t.Helper()
	tr.Connect()
	w := tr.window()
	w.say("connect/loaded", `{"initial_step":"search"}`)
	tr.reach(Open)
	tr.leaveFrom(w, "MBR-1")
	return w
}

// leaveFrom sends the user to the bank for a member.
func (tr *traveller) leaveFrom(w *fakeWindow, member string) {
	tr.t.Helper()
	w.say("connect/oauthRequested", `{"member_guid":"`+member+`","url":"`+bankPage+`"}`)
	tr.reach(Bank)
	assert.Equal(tr.t, bankPage, <-tr.opened)
}

// back is the link of the journey under way, with what the bank says.
func (tr *traveller) back(says string) string { return tr.last.link() + "&" + says }

func TestAUserWhoComesBackFromABankIsWelcomed(t *testing.T) {
	tr, connected := newTraveller(t)
	w := tr.visitBank()
	require.NoError(t, tr.comesBack(tr.back("status=success&member_guid=MBR-1")))
	state := tr.Snapshot().State
	assert.Equal(t, Open, state.Phase)
	assert.Contains(t, state.Message, "back from your bank")
	assert.Equal(t, 1, w.fronted(), "the window comes to the front")
	assert.Contains(t, w.posted[len(w.posted)-1], "MBR-1", "the widget is told")

	w.say("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, connected("correct")))
	w.say("connect/connected/primaryAction", `{}`)
	assert.Len(t, tr.reach(Done).Connections, 1)
}

func TestARefusedLinkIsSaidInWordsAndChangesNothingElse(t *testing.T) {
	for name, row := range map[string]struct {
		link string
		code fault.Code
	}{
		"without the nonce":     {"connecthost-test://oauth_complete?status=error&error_reason=DENIED", fault.ReturnForged},
		"with another's nonce":  {"connecthost-test://oauth_complete?ch_state=00112233445566778899aabbccddeeff&status=success&member_guid=M", fault.ReturnForged},
		"of another app":        {"elsewhere://oauth_complete?status=success&member_guid=M", fault.ReturnForeign},
		"that is a script":      {"javascript:alert(1)", fault.ReturnInvalid},
		"that is nothing":       {"", fault.ReturnInvalid},
		"with a second status":  {"connecthost-test://oauth_complete?status=success&status=error&member_guid=M", fault.ReturnInvalid},
		"that is a flag":        {"-ui", fault.ReturnInvalid},
		"with a line break":     {"connecthost-test://oauth_complete?status=success\r\n&member_guid=M", fault.ReturnInvalid},
		"that leads to a file":  {"file:///etc/passwd", fault.ReturnInvalid},
		"of a page of the bank": {bankPage, fault.ReturnForeign},
	} {
		t.Run(name, func(t *testing.T) {
			tr, _ := newTraveller(t)
			w := tr.visitBank()
			assert.Equal(t, row.code, fault.CodeOf(tr.comesBack(row.link)))
			state := tr.Snapshot().State
			assert.Equal(t, Bank, state.Phase, "the true link is still awaited")
			require.NotNil(t, state.Notice)
			assert.Equal(t, row.code, state.Notice.Code)
			assert.Contains(t, state.Notice.Message, "A return link was refused.")
			assert.Zero(t, w.fronted(), "junk does not move windows")
			require.NoError(t, tr.comesBack(tr.back("status=success&member_guid=MBR-1")))
		})
	}
}

func TestALinkCountsOnce(t *testing.T) {
	tr, _ := newTraveller(t)
	w := tr.visitBank()
	link := tr.back("status=success&member_guid=MBR-1")
	require.NoError(t, tr.comesBack(link))
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(tr.comesBack(link)))
	assert.Equal(t, 1, w.fronted())
	assert.Equal(t, Open, tr.Snapshot().State.Phase)
}

func TestAUserWhoLostTheBanksPageGetsItAgain(t *testing.T) {
	tr, _ := newTraveller(t)
	w := tr.visitBank()
	tr.OpenAgain()
	assert.Equal(t, bankPage, <-tr.opened)
	require.NoError(t, tr.comesBack(tr.back("status=success&member_guid=MBR-1")))
	tr.OpenAgain()
	tr.Cancel()
	<-w.Done()
	tr.idle()
	assert.Empty(t, tr.opened, "nothing is opened for a user who is not at a bank")
}

func TestTheShellComesToTheFrontAfterAVisit(t *testing.T) {
	dismiss := func(_ *traveller, w *fakeWindow) { w.feed(session.Dismiss{}) }
	for name, tt := range map[string]struct {
		visit bool
		end   func(*traveller, *fakeWindow)
		want  int32
	}{
		"the user closes the widget":         {true, dismiss, 1},
		"the user cancels, in the shell":     {true, func(tr *traveller, _ *fakeWindow) { tr.Cancel() }, 0},
		"the user never left the app":        {false, dismiss, 0},
		"the session fails, nobody is there": {true, func(_ *traveller, w *fakeWindow) { w.feed(session.Crashed{}); w.feed(session.Crashed{}) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			tr, _ := newTraveller(t)
			var w *fakeWindow
			if tt.visit {
				w = tr.visitBank()
			} else {
				tr.Connect()
				w = tr.window()
				w.say("connect/loaded", `{"initial_step":"search"}`)
			}
			tt.end(tr, w)
			<-w.Done()
			tr.idle()
			assert.Equal(t, tt.want, tr.raised.Load())
		})
	}
}

func TestABrowserThatCannotBeOpenedIsShown(t *testing.T) {
	tr, _ := newTraveller(t, func(c *Config) {
		c.Opener = func(context.Context, string) error { return errors.New("no browser for " + bankPage) }
	})
	tr.Connect()
	tr.window().say("connect/oauthRequested", `{"member_guid":"MBR-1","url":"`+bankPage+`"}`)
	tr.reach(Bank)
	tr.OpenAgain()
	require.Eventually(t, func() bool {
		entries := tr.Snapshot().Timeline
		return entries[len(entries)-1].Code == fault.ExternalOpenFailed
	}, 10*time.Second, time.Millisecond)
}

func TestAWidgetThatSpeaksHasItsUserBack(t *testing.T) {
	tr, _ := newTraveller(t)
	w := tr.visitBank()
	w.say("connect/stepChange", `{"previous":"enterCreds","current":"connecting"}`)
	tr.reach(Open)
	w.say("connect/oauthRequested", `{"member_guid":"MBR-1","url":"https://bank.example/second"}`)
	tr.reach(Bank)
	assert.Equal(t, "https://bank.example/second", <-tr.opened)
}

func TestAnAddressThatIsNotOpenedIsNotAVisit(t *testing.T) {
	tr, _ := newTraveller(t)
	tr.Connect()
	w := tr.window()
	w.say("connect/oauthRequested", `{"member_guid":"MBR-1","url":"file:///etc/passwd"}`)
	w.say("connect/loaded", `{"initial_step":"search"}`)
	tr.reach(Open)
	w.feed(session.Dismiss{})
	tr.idle()
	assert.Empty(t, tr.opened)
}

func TestAUserWhoIsRefusedAtTheBankAndLeavesIsToldWhy(t *testing.T) {
	tr, _ := newTraveller(t)
	w := tr.visitBank()
	require.NoError(t, tr.comesBack(tr.back("status=error&error_reason=DENIED&member_guid=MBR-1")))
	assert.Equal(t, Open, tr.Snapshot().State.Phase, "the session lives on")
	w.feed(session.Dismiss{})
	tr.idle()
	state := tr.Snapshot().State
	assert.Equal(t, Idle, state.Phase, "leaving is not a failure")
	require.NotNil(t, state.Notice)
	assert.Equal(t, Trouble{
		Code: fault.OAuthDenied, Level: fault.LevelOAuth, Message: "The bank could not confirm who you are.",
		Advice: fault.Advice(fault.OAuthDenied), Retryable: true,
	}, *state.Notice)
	assert.Contains(t, tr.journal.String(), `{"outcome":"exited","reason":{"code":"oauth_denied","level":"oauth"`)
}

func TestTheWidgetIsReloadedWithAFreshAddress(t *testing.T) {
	tr, _ := newTraveller(t)
	tr.Connect()
	w := tr.window()
	w.say("connect/loaded", `{"initial_step":"search"}`)
	tr.reach(Open)
	first := w.loaded()
	tr.Reload()
	require.Eventually(t, func() bool { return w.loaded() != first }, 10*time.Second, time.Millisecond)
	tr.reach(Loading)
	w.say("connect/loaded", `{"initial_step":"search"}`)
	tr.reach(Open)
	tr.Back()
	w.say("navigation", `{"did_go_back":false}`)
	tr.idle()
	assert.Contains(t, tr.journal.String(), `{"outcome":"exited"}`)
}

func TestTheWidgetIsToldWhoHostsIt(t *testing.T) {
	tr, _ := newTraveller(t, func(c *Config) { c.Info.Version = "v1.2.3" })
	tr.Connect()
	w := tr.window()
	w.say("load", `{}`)
	w.mu.Lock()
	defer w.mu.Unlock()
	require.Len(t, w.posted, 1)
	assert.Contains(t, w.posted[0], `"connecthost"`)
	assert.Contains(t, w.posted[0], `"v1.2.3"`)
}
