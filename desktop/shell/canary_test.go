package shell

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
	"github.com/connecthost/connecthost/core/session"
)

// TestCanariesInTheShell runs journeys with a log at debug level and looks for
// secrets in the log, in the journal, and in what the page gets to see.
func TestCanariesInTheShell(t *testing.T) {
	var out secrettest.Output
	var planted secrettest.Canaries
	backend, s := sandboxed(t)
	_, key := s.Credentials()
	planted.Plant("API key", key.Reveal())
	state := planted.Plant("OAuth state", "cnry.oauth.state~5e")
	ticket := planted.Plant("address at the bank", "cnry0visit0ticket0f00d")
	password := planted.Plant("password", `cnry "pä<s>s&/w 9`)
	account := planted.Plant("account number", "cnry-000123456789")
	d := newDesk(t, Config{
		Backend: backend, Logger: out.Logger(), Journal: NewJournal(&out), PollInterval: time.Millisecond,
		ReturnURL: "connecthost-test://oauth_complete",
		Opener:    func(_ context.Context, url string) error { return errors.New("no browser for " + url) },
	})

	d.Connect()
	w := d.window()
	widget := w.loaded()
	token := planted.Plant("widget token", secret.TokensOf(widget)[0])
	quoted := func(v string) string { b, _ := json.Marshal(v); return string(b) }
	w.say("connect/loaded", `{"initial_step":"search"}`)
	w.say("connect/oauthRequested", `{"member_guid":"MBR-1","url":"https://bank.example/visit/`+ticket+`?state=`+state+`"}`)
	d.reach(Bank)
	d.OpenAgain()
	back := w.link()
	planted.Plant("nonce of the return link", back[strings.LastIndex(back, "=")+1:])
	for _, link := range []string{"elsewhere://" + token, back + "&status=error&error_reason=" + token, back + "&status=success&member_guid=MBR-1", back} {
		out.Print(d.current.journey().Return(journey.Link{URL: secret.New(link)}))
	}
	w.say("connect/somethingNew", `{"password":`+quoted(password)+`,"account_number":"`+account+`","page":"`+widget+`","text":"at `+token+`"}`)
	w.say("connect/stepChange", `{"previous":"`+token+`","current":"`+widget+`"}`)
	w.say("connect/memberError", `{"member":{"guid":7},"credentials":[{"value":`+quoted(password)+`}]}`)
	w.say("new/"+token, `{}`)
	for _, to := range []string{
		"https://elsewhere.example/?t=" + token, "https://elsewhere.example/" + token, "javascript:alert('" + token + "')",
		back + "&status=success&code=" + state, w.scheme() + "://load#" + token, "https://" + state + "@elsewhere.example/",
		"https://elsewhere.example/?" + url.QueryEscape(password),
	} {
		w.feed(session.Navigate{Request: navigation.Request{URL: secret.New(to), Frame: navigation.FrameMain, UserGesture: true}})
	}
	w.feed(session.Message{Origin: "https://elsewhere.example", Data: `{"token":"` + token + `"}`})
	member := connectMember(t, s, w.user(), "correct")
	w.say("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, member))
	w.say("connect/connected/primaryAction", `{}`)
	done := d.reach(Done)
	d.idle()

	text := out.String()
	for _, part := range []string{"connect/somethingNew", "connect/memberError", `"outcome":"connected"`, "connect/oauthRequested"} {
		assert.Contains(t, text, part, "the journal does not tell what happened")
	}
	require.NotEmpty(t, done.Connections)
	page, err := json.Marshal([]any{d.Snapshot(), d.Info()})
	require.NoError(t, err)
	planted.Check(t, "the page", string(page))
	out.Check(t, &planted)
}

// TestCanariesInTheShellsFailures has a provider that repeats its secrets in
// every answer.
func TestCanariesInTheShellsFailures(t *testing.T) {
	var out secrettest.Output
	var planted secrettest.Canaries
	token := planted.Plant("widget token", "cnryWidgetToken0a1b2c3d")
	cookie := planted.Plant("cookie", "cnry-cookie-value-31")
	var status atomic.Int32
	backend := answering(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "x="+cookie)
		w.WriteHeader(int(status.Load()))
		_, _ = fmt.Fprintf(w, `{"error":{"message":"no https://w.example/md/connect/%s %s"},"widget_url":{"url":"http://w.example/%s"}}`,
			token, r.Header.Get("Authorization"), token)
	})
	d := newDesk(t, Config{Backend: backend, Logger: out.Logger(), Journal: NewJournal(&out)})
	planted.Plant("Basic credentials", "aWQ6a2V5") // id:key
	for _, code := range []int{401, 409, 429, 500, 200} {
		status.Store(int32(code))
		d.Connect()
		failed := d.reach(Failed)
		require.NotNil(t, failed.State.Error, code)
		out.Print(failed)
		d.idle()
		d.board.setState(State{Phase: Idle})
	}
	assert.Contains(t, out.String(), string(fault.ProviderUnauthorized))
	out.Check(t, &planted)
}
