package shell

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/vault"
)

// finoApp is an app with fino. Its window shows nothing: the test is the user
// of the real page and tells the window where that led.
type finoApp struct {
	*traveller
	t       *testing.T
	backend func(context.Context) (Backend, error)
	sandbox *sandbox.Sandbox
}

func newFino(t *testing.T, change ...func(*Config)) *finoApp {
	app := &finoApp{sandbox: sandboxtest.Start(t), t: t}
	id, key := app.sandbox.FinoCredentials()
	client, err := fino.New(fino.Config{BaseURL: app.sandbox.FinoURL(), ClientID: id, ClientSecret: key})
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	backend := Backend{Provider: client.Provider(), URL: app.sandbox.FinoURL()}
	app.backend = func(context.Context) (Backend, error) { return backend, nil }
	return app.startWith(change...)
}

// startWith is the app in a process of its own.
func (app finoApp) startWith(change ...func(*Config)) *finoApp {
	app.traveller = travel(app.t, app.backend, change...)
	return &app
}

// open opens the hosted page and returns its user and its address.
func (app *finoApp) open() (w *fakeWindow, u *sitetest.User, page string) {
	app.t.Helper()
	app.Connect()
	w = app.window()
	w.feed(session.PageLoaded{})
	u = sitetest.NewUser(app.t)
	page = u.Get(w.loaded()).To
	assert.Equal(app.t, navigation.Allow, w.navigate(navigation.Request{URL: secret.New(page)}))
	app.reach(Open)
	return w, u, page
}

// leave goes to the bank's own site, where the page redirects to, and returns
// the address.
func (app *finoApp) leave(w *fakeWindow, u *sitetest.User, page string) (bank string) {
	app.t.Helper()
	u.Submit(page, "bank", "bank", "silberbach")
	bank = u.Get(page + "/bank").To
	w.feed(session.Touch{})
	assert.Equal(app.t, navigation.External, w.navigate(navigation.Request{URL: secret.New(bank), Redirect: true}))
	app.reach(Bank)
	assert.Equal(app.t, bank, <-app.opened)
	return bank
}

// allow is the user in the browser outside, who ends at the return link.
func (app *finoApp) allow(bank string) (link string) {
	outside := sitetest.NewUser(app.t)
	outside.Submit(bank, "login", "user", "ada", "password", "correct")
	return outside.Get(outside.Submit(bank, "consent", "decision", "allow", "account", "silberbach-giro").To).To
}

func TestARedirectedAuthenticationEndsWithTheLinkBack(t *testing.T) {
	app := newFino(t)
	w, u, page := app.open()
	bank := app.leave(w, u, page)
	assert.Equal(t, fault.ReturnForged, fault.CodeOf(app.comesBack("connecthost-test://oauth_complete")))
	assert.Equal(t, Bank, app.Snapshot().State.Phase, "the true link is still awaited")

	require.NoError(t, app.comesBack(app.allow(bank)))
	done := app.reach(Done)
	app.idle()
	require.Len(t, done.Connections, 1)
	c := done.Connections[0]
	assert.Equal(t, "Silberbach Bank", c.Institution)
	assert.Equal(t, "OK", c.Status)
	assert.True(t, c.AccountsUnknown, "no call for them is known")
	assert.NotEmpty(t, c.MemberGUID)
	assert.Contains(t, app.journal.String(), `{"outcome":"connected","member_guid":"`+c.MemberGUID+`"}`)
	assert.Contains(t, done.State.Message, "cannot be asked for the accounts")
	assert.Equal(t, int32(1), app.raised.Load(), "the browser was used last, and the widget's window is gone")
}

func TestAPageThatWaitsLoadsItselfWhileItsUserIsAtTheBank(t *testing.T) {
	app := newFino(t)
	w, u, page := app.open()
	app.leave(w, u, page)
	loads := func() (n int) {
		for _, e := range app.Snapshot().Timeline {
			if e.Type == "load" {
				n++
			}
		}
		return n
	}
	before := loads()
	w.navigate(navigation.Request{URL: secret.New(page)})
	require.Eventually(t, func() bool { return loads() == before+1 }, inTime, tick)
	assert.Equal(t, Bank, app.Snapshot().State.Phase)
	w.navigate(navigation.Request{URL: secret.New(page), UserGesture: true})
	app.reach(Open)
}

func TestALinkInANewWindowIsNotAVisit(t *testing.T) {
	app := newFino(t)
	w, _, page := app.open()
	w.navigate(navigation.Request{URL: secret.New("https://elsewhere.example/"), NewWindow: true, UserGesture: true})
	assert.Equal(t, "https://elsewhere.example/", <-app.opened)
	w.navigate(navigation.Request{URL: secret.New(page), UserGesture: true})
	p := app.presenter()
	w.feed(session.Dismiss{})
	app.idle()
	assert.False(t, p.visited)
	assert.Nil(t, app.Snapshot().State.Notice, "no visit was left unfinished")
}

func TestADecoupledAuthenticationEndsWhenThePageLeadsBack(t *testing.T) {
	app := newFino(t)
	w, u, page := app.open()
	u.Submit(page, "bank", "bank", "ahornkasse")
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	questions := app.sandbox.UBA().Questions()
	require.Len(t, questions, 1)
	require.True(t, app.sandbox.UBA().Answer(questions[0].ID, true))
	assert.Equal(t, navigation.Return, w.navigate(navigation.Request{URL: secret.New(u.Get(page).To)}))
	done := app.reach(Done)
	require.Len(t, done.Connections, 1)
	assert.Equal(t, "Ahornkasse", done.Connections[0].Institution)
	assert.Empty(t, app.opened, "nothing opens outside")
	assert.Zero(t, app.raised.Load(), "the user never left")
}

func TestABankLoginOfAnotherTimeIsNotTakenForThisOne(t *testing.T) {
	app := newFino(t)
	w, u, page := app.open()
	require.NoError(t, app.comesBack(app.allow(app.leave(w, u, page))))
	app.reach(Done)
	app.idle()

	w, u, page = app.open()
	assert.Equal(t, navigation.Return, w.navigate(navigation.Request{URL: secret.New(u.Submit(page, "cancel").To)}))
	app.idle()
	state := app.Snapshot().State
	assert.Equal(t, Idle, state.Phase, "a user who cancels is not asked again")
	assert.Nil(t, state.Notice)
	assert.False(t, app.told(string(fault.MemberUnknown)))
	assert.Contains(t, app.journal.String(), `{"outcome":"exited"}`)
}

// lagging is a provider whose API is slower than its pages: each answer about
// the newest bank login is given twice.
type lagging struct {
	*fino.Adapter
	mu    sync.Mutex
	old   provider.Member
	err   error
	asked int
	users []string // that were asked about
}

func (l *lagging) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	found, err := l.Adapter.MemberState(ctx, user, member)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.users = append(l.users, user)
	if member != "" {
		return found, err
	}
	if l.asked++; l.asked%2 == 1 {
		l.old, l.err = found, err
	}
	return l.old, l.err
}

func TestAProviderThatLagsIsAskedAgain(t *testing.T) {
	app := newFino(t)
	at, err := app.backend(t.Context())
	require.NoError(t, err)
	slow := &lagging{Adapter: at.Provider.(*fino.Adapter)}
	at.Provider = slow
	app.backend = func(context.Context) (Backend, error) { return at, nil }
	app = app.startWith()
	w, u, page := app.open()
	require.NoError(t, app.comesBack(app.allow(app.leave(w, u, page))))
	done := app.reach(Done)
	app.idle()
	assert.Len(t, done.Connections, 1)
	slow.mu.Lock()
	defer slow.mu.Unlock()
	for _, user := range slow.users {
		assert.NotEqual(t, app.cfg.UserID, user, "fino has a name of its own for the user")
	}
}

// killedAtFino is an app with fino, killed while its user was at the bank.
type killedAtFino struct {
	*finoApp
	vault *vault.Vault
	bank  string
}

func newKilledAtFino(t *testing.T) *killedAtFino {
	kept, err := vault.Open(t.Context(), vault.Options{AppID: "test", Dir: filepath.Join(t.TempDir(), "vault"), Keys: oneKey{}})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, kept.Close()) })
	k := &killedAtFino{finoApp: newFino(t, func(c *Config) { c.Vault = kept }), vault: kept}
	w, u, page := k.open() // a login of another day
	require.NoError(t, k.comesBack(k.allow(k.leave(w, u, page))))
	k.reach(Done)
	k.idle()
	w, u, page = k.open()
	k.bank = k.leave(w, u, page)
	return k
}

// again is the app in its next process.
func (k *killedAtFino) again() *finoApp {
	return k.startWith(func(c *Config) { c.Vault = k.vault })
}

func TestALinkThatStartsTheAppAgainFindsTheNewBankLogin(t *testing.T) {
	k := newKilledAtFino(t)
	old := k.Snapshot().Connections[0].MemberGUID
	link := k.allow(k.bank)
	again := k.again()
	again.resume(link)
	done := again.reach(Done)
	again.idle()
	require.Len(t, done.Connections, 1)
	assert.NotEqual(t, old, done.Connections[0].MemberGUID)
	assert.Contains(t, again.journal.String(), `"outcome":"connected"`)

	third := k.again()
	third.resume(link)
	require.NotNil(t, third.Snapshot().State.Notice)
	assert.Equal(t, fault.ReturnUnexpected, third.Snapshot().State.Notice.Code, "the same link again does nothing")
}

func TestAUserWhoIsStillAtTheBankIsAwaitedAfterARestart(t *testing.T) {
	k := newKilledAtFino(t)
	again := k.again()
	again.resume("")
	w := again.window()
	require.Eventually(t, func() bool { return w.loaded() != "" }, inTime, tick, "nothing is made yet: the page opens again")
	assert.False(t, again.told(string(fault.MemberUnknown)))
	require.NoError(t, again.comesBack(k.allow(k.bank)))
	again.reach(Done)
	again.idle()
	assert.Contains(t, again.journal.String(), `"outcome":"connected"`)
}
