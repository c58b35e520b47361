package shell

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
	"github.com/connecthost/connecthost/core/session"
)

// sandboxed is a backend on a sandbox of the test's own.
func sandboxed(t *testing.T) (func(context.Context) (Backend, error), *sandbox.Sandbox) {
	s := sandboxtest.Start(t)
	id, key := s.Credentials()
	client, err := mx.New(mx.Config{BaseURL: s.BaseURL(), ClientID: id, APIKey: key})
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return func(context.Context) (Backend, error) {
		return Backend{Provider: &heardOf{Adapter: client.Provider()}, URL: s.BaseURL(), WidgetOrigin: s.BaseURL()}, nil
	}, s
}

// askable is a provider that can be asked for everything, and says which scheme
// the last widget was to speak under.
type askable interface {
	provider.Provider
	provider.MemberReader
	provider.AccountReader
	speaksUnder() string
}

// heardOf is MX's adapter as an askable.
type heardOf struct {
	*mx.Adapter
	mu     sync.Mutex
	scheme string
}

func (h *heardOf) Widget(ctx context.Context, r provider.WidgetRequest) (provider.Widget, error) {
	h.mu.Lock()
	h.scheme = r.EventScheme
	h.mu.Unlock()
	return h.Adapter.Widget(ctx, r)
}

func (h *heardOf) speaksUnder() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.scheme
}

// say feeds an event of the widget in the scheme that the session expects.
func (w *fakeWindow) say(name, metadata string) {
	scheme := w.scheme()
	w.feed(session.Navigate{Request: navigation.Request{
		URL: secret.New(scheme + "://" + name + "?metadata=" + url.QueryEscape(metadata)), Frame: navigation.FrameMain,
	}})
}

// scheme is the one that the widget URL's request named.
func (w *fakeWindow) scheme() string { return w.desk.backend.found.Provider.(askable).speaksUnder() }

// connectMember makes a member in the sandbox as the widget's page would.
func connectMember(t *testing.T, s *sandbox.Sandbox, user, password string) string {
	t.Helper()
	id, key := s.Credentials()
	call := func(method, path, body string) map[string]any {
		req, err := http.NewRequest(method, s.BaseURL()+path, strings.NewReader(body))
		require.NoError(t, err)
		req.SetBasicAuth(id, key.Reveal())
		req.Header.Set("Accept-Version", "v20250224")
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.Less(t, res.StatusCode, 300, "%s", text)
		var answer map[string]any
		require.NoError(t, json.Unmarshal(text, &answer))
		return answer
	}
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	fields := call("GET", "/institutions/harborlight/credentials", "")["credentials"].([]any)
	var credentials []string
	for _, f := range fields {
		credentials = append(credentials, fmt.Sprintf(`{"guid":%q,"value":%q}`, f.(map[string]any)["guid"], password))
	}
	body := fmt.Sprintf(`{"member":{"institution_code":"harborlight","credentials":[%s]}}`, strings.Join(credentials, ","))
	return call("POST", "/users/"+user+"/members", body)["member"].(map[string]any)["guid"].(string)
}

func TestTheJourneyFromButtonToBalances(t *testing.T) {
	backend, s := sandboxed(t)
	var journal bytes.Buffer
	d := newDesk(t, Config{Backend: backend, PollInterval: 5 * time.Millisecond, Journal: NewJournal(&journal)})
	d.Connect()
	w := d.window()
	d.reach(Loading)
	w.say("connect/loaded", `{"initial_step":"search"}`)
	d.reach(Open)
	member := connectMember(t, s, w.user(), "correct")
	w.say("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, member))
	d.reach(Checking)
	w.say("connect/connected/primaryAction", `{}`)
	done := d.reach(Done)

	require.Len(t, done.Connections, 1)
	c := done.Connections[0]
	assert.Equal(t, "Harborlight Bank", c.Institution)
	assert.Equal(t, member, c.MemberGUID)
	assert.NotEmpty(t, c.Accounts)
	assert.NotZero(t, c.Total)
	d.idle()

	lines := strings.Split(strings.TrimSpace(journal.String()), "\n")
	require.Len(t, lines, 4)
	for i, name := range []string{"connect/loaded", "connect/memberConnected", "connect/connected/primaryAction"} {
		assert.Contains(t, lines[i], `"type":"`+name+`"`)
	}
	assert.JSONEq(t, fmt.Sprintf(`{"outcome":"connected","member_guid":%q,"accounts":%d}`, member, len(c.Accounts)), lines[3])
}

func TestTheWidgetClosesByItselfWhenTheDataIsThere(t *testing.T) {
	backend, s := sandboxed(t)
	d := newDesk(t, Config{Backend: backend, PollInterval: time.Millisecond, CloseWhenReady: true})
	d.Connect()
	w := d.window()
	member := connectMember(t, s, w.user(), "correct")
	w.say("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, member))
	assert.NotEmpty(t, d.reach(Done).Connections)
}

func TestAMemberThatIsNotConnectedIsNotBelieved(t *testing.T) {
	backend, s := sandboxed(t)
	d := newDesk(t, Config{Backend: backend, PollInterval: time.Millisecond})
	d.Connect()
	w := d.window()
	member := connectMember(t, s, w.user(), "wrong")
	w.say("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, member))
	w.say("connect/connected/primaryAction", `{}`)
	failed := d.reach(Failed)
	assert.EqualValues(t, "member_needs_user", failed.State.Error.Code)
	assert.Empty(t, failed.Connections)
}

func TestClosingTheWindowEndsAsExited(t *testing.T) {
	backend, _ := sandboxed(t)
	var journal bytes.Buffer
	d := newDesk(t, Config{Backend: backend, Journal: NewJournal(&journal)})
	d.Connect()
	w := d.window()
	w.say("connect/loaded", `{"initial_step":"search"}`)
	w.feed(session.Dismiss{})
	d.idle()
	assert.Equal(t, Idle, d.Snapshot().State.Phase)
	assert.Contains(t, journal.String(), `{"outcome":"exited"}`)
	assert.Nil(t, d.Snapshot().State.Notice, "nothing else was the matter")

	d.Connect()
	d.window().say("connect/loaded", `{"initial_step":"search"}`)
	d.reach(Open)
}

func TestOneWidgetAtATime(t *testing.T) {
	backend, _ := sandboxed(t)
	d := newDesk(t, Config{Backend: backend})
	d.Connect()
	d.window()
	d.Connect()
	require.Eventually(t, func() bool {
		for _, e := range d.Snapshot().Timeline {
			if e.Code == "session_busy" {
				return true
			}
		}
		return false
	}, 10*time.Second, time.Millisecond)
	assert.Empty(t, d.windows)
}

func TestNoSecretReachesThePageTheLogOrTheJournal(t *testing.T) {
	backend, s := sandboxed(t)
	var out secrettest.Output
	d := newDesk(t, Config{Backend: backend, Logger: out.Logger(), Journal: NewJournal(&out)})
	d.Connect()
	w := d.window()
	token := secret.TokensOf(w.loaded())[0]
	w.say("connect/somethingNew", `{"password":"canary-password"}`)
	w.feed(session.Navigate{Request: navigation.Request{URL: secret.New("https://elsewhere.example/?t=" + token), Frame: navigation.FrameMain, UserGesture: true}})
	w.feed(session.Dismiss{})
	d.idle()
	page, err := json.Marshal([]any{d.Snapshot(), d.Info()})
	require.NoError(t, err)
	_, key := s.Credentials()
	for _, canary := range []string{token, "canary-password", key.Reveal()} {
		assert.NotContains(t, out.String(), canary)
		assert.NotContains(t, string(page), canary)
	}
}
