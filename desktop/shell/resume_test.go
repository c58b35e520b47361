package shell

import (
	"bytes"
	"context"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/vault"
)

// oneKey is a keychain with one key.
type oneKey struct{}

func (oneKey) Key(context.Context) ([]byte, error) { return bytes.Repeat([]byte{7}, 32), nil }

// killed is an app that was killed while its user was at the bank: what is
// left of it is its vault, its backend, and the link that the bank leads to.
type killed struct {
	t       *testing.T
	dir     string
	vault   *vault.Vault
	backend func(context.Context) (Backend, error)
	sandbox *sandbox.Sandbox
	member  string
	link    string // without what the bank says
}

func newKilled(t *testing.T, password string, change ...func(*Config)) *killed {
	k := &killed{t: t, dir: filepath.Join(t.TempDir(), "vault")}
	k.backend, k.sandbox = sandboxed(t)
	var err error
	k.vault, err = vault.Open(t.Context(), vault.Options{AppID: "test", Dir: k.dir, Keys: oneKey{}})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, k.vault.Close()) })

	first := k.start(change...)
	first.Connect()
	w := first.window()
	w.say("connect/loaded", `{"initial_step":"search"}`)
	first.reach(Open)
	k.member = connectMember(t, k.sandbox, w.user(), password)
	assert.Empty(t, k.sessions(), "nothing is kept of a session that can begin anew")
	first.leaveFrom(w, k.member)
	k.link = w.link()
	for _, way := range first.ways.opened() {
		require.NoError(t, way.Close()) // as the end of the process would
	}
	assert.Len(t, k.sessions(), 1, "the session is kept before the browser opens")
	return k
}

// start is the app with another process's memory: none.
func (k *killed) start(change ...func(*Config)) *traveller {
	change = append([]func(*Config){func(c *Config) { c.Vault = k.vault }}, change...)
	return travel(k.t, k.backend, change...)
}

// told reports whether the timeline has an entry of a type.
func (tr *traveller) told(kind string) bool {
	return slices.ContainsFunc(tr.Snapshot().Timeline, func(e Entry) bool { return e.Type == kind })
}

func (k *killed) sessions() []string {
	ids, err := k.vault.Sessions()
	require.NoError(k.t, err)
	return ids
}

func (k *killed) success() string { return k.link + "&status=success&member_guid=" + k.member }

func TestALinkThatStartsTheAppAgainCompletesTheSession(t *testing.T) {
	k := newKilled(t, "correct")
	again := k.start()
	again.resume(k.success())
	w := again.window()
	done := again.reach(Done)
	again.idle()
	require.Len(t, done.Connections, 1)
	assert.Equal(t, k.member, done.Connections[0].MemberGUID)
	assert.Contains(t, again.journal.String(), `{"outcome":"connected","member_guid":"`+k.member+`","accounts":3}`)
	assert.Empty(t, w.loaded(), "no widget is needed")
	assert.True(t, again.told("return"), "it is said that the link counted")
	assert.Empty(t, k.sessions(), "nothing is kept after the outcome")

	third := k.start()
	third.resume(k.success())
	state := third.Snapshot().State
	assert.Equal(t, Idle, state.Phase, "the same link again does nothing")
	require.NotNil(t, state.Notice)
	assert.Equal(t, fault.ReturnUnexpected, state.Notice.Code)
	assert.Empty(t, third.windows)
}

func TestAForgedLinkThatStartsTheAppChangesNothing(t *testing.T) {
	k := newKilled(t, "correct")
	again := k.start()
	again.resume("connecthost-test://oauth_complete?status=error&error_reason=DENIED")
	again.reach(Done)
	again.idle()
	assert.True(t, again.told(string(fault.ReturnForged)), "it is said that the link was refused")
	assert.False(t, again.told("return"))
	assert.Contains(t, again.journal.String(), `"outcome":"connected"`, "the provider was asked")
}

func TestASessionIsResumedWithoutALinkToo(t *testing.T) {
	k := newKilled(t, "correct")
	again := k.start()
	again.resume("")
	again.reach(Done)
	again.idle()
	assert.Empty(t, k.sessions())
}

func TestTheWidgetOpensAgainForAMemberThatNeedsTheUser(t *testing.T) {
	k := newKilled(t, "wrong")
	again := k.start()
	again.resume(k.success())
	w := again.window()
	again.reach(Loading)
	require.Eventually(t, func() bool { return w.loaded() != "" }, inTime, tick)
	w.say("connect/loaded", `{"initial_step":"enterCreds"}`)
	again.reach(Open)
	w.feed(session.Dismiss{})
	again.idle()
	assert.Contains(t, again.journal.String(), `{"outcome":"exited","reason":{"code":"member_needs_user"`)
	assert.Empty(t, k.sessions())
}

func TestALinkCountsOnceOverRestarts(t *testing.T) {
	k := newKilled(t, "correct")
	second := k.start(neverReady)
	second.resume(k.success())
	second.window()
	second.reach(Checking)
	require.Eventually(t, k.visitCounted, inTime, tick)

	third := k.start()
	third.resume(k.success())
	third.reach(Done)
	third.idle()
	assert.True(t, third.told(string(fault.ReturnReplayed)))
	assert.Len(t, third.Snapshot().Connections, 1)
}

// visitCounted reports whether the link is written down as used.
func (k *killed) visitCounted() bool {
	for _, id := range k.sessions() {
		data, err := k.vault.Load(id)
		if err != nil {
			return false
		}
		s, err := session.Restore(session.Config{ID: id}, data, k.vault.Sealer())
		if err != nil {
			return false
		}
		again := session.ReturnLink{URL: secret.New(k.success())}
		if fault.CodeOf(s.Step(time.Now(), again).Err) == fault.ReturnReplayed {
			return true
		}
	}
	return false
}

func TestASessionThatCannotBeRestoredIsAFreshStart(t *testing.T) {
	k := newKilled(t, "correct")
	files, err := filepath.Glob(filepath.Join(k.dir, "*.session"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.NoError(t, os.WriteFile(files[0], []byte("damaged"), 0o600))
	again := k.start()
	again.resume(k.success())
	state := again.Snapshot().State
	assert.Equal(t, Idle, state.Phase)
	require.NotNil(t, state.Notice)
	assert.Empty(t, k.sessions())
	again.Connect()
	again.window()
}

func TestTheNextUserDoesNotGetASession(t *testing.T) {
	k := newKilled(t, "correct")
	other := k.start()
	other.cfg.UserID = "grace"
	other.resume(k.success())
	assert.Equal(t, fault.ReturnUnexpected, other.Snapshot().State.Notice.Code)
	assert.Empty(t, other.windows)
	other.Connect()
	other.window()
	assert.Len(t, k.sessions(), 1, "it is left to its own user")
}

func TestANewSessionReplacesTheOneOfAnEarlierRun(t *testing.T) {
	k := newKilled(t, "correct")
	again := k.start()
	again.Connect()
	again.window()
	assert.Empty(t, k.sessions())
}

func TestALoopbackAddressIsListenedOnAgain(t *testing.T) {
	loopback := func(c *Config) { c.ReturnURL = "" }
	k := newKilled(t, "correct", loopback)
	_, _, err := browse(t, k.link)
	require.Error(t, err, "nobody listens while the app is gone")

	again := k.start(loopback, neverReady)
	again.resume("")
	w := again.window()
	_, text, err := browse(t, k.link+"?status=error&error_reason=DENIED&ch_state=0")
	require.NoError(t, err)
	assert.NotContains(t, text, "It worked")
	_, text, err = browse(t, k.link+"?status=success&member_guid="+k.member)
	require.NoError(t, err)
	assert.Contains(t, text, "It worked")
	require.Eventually(t, func() bool { return again.told("return") && w.fronted() == 1 }, inTime, tick)
}

func TestASessionGoesOnWhenItsAddressIsTaken(t *testing.T) {
	loopback := func(c *Config) { c.ReturnURL = "" }
	k := newKilled(t, "correct", loopback)
	at, err := url.Parse(k.link)
	require.NoError(t, err)
	other, err := net.Listen("tcp", at.Host)
	require.NoError(t, err)
	defer other.Close()

	again := k.start(loopback)
	again.resume("")
	again.reach(Done)
	again.idle()
	assert.True(t, again.told(string(fault.ReturnAddressUnavailable)), "it is said that the browser will not find the way back")
}

// neverReady is a setting with a provider that is always at work.
func neverReady(c *Config) {
	open := c.Backend
	c.Backend = func(ctx context.Context) (Backend, error) {
		b, err := open(ctx)
		b.Provider = unready{b.Provider.(askable)}
		return b, err
	}
}
