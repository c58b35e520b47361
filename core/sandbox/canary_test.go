package sandbox_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
	"github.com/connecthost/connecthost/core/session"
)

const canaryNonce = "0123456789abcdef00112233c4a9a77f"

// TestCanaries runs a whole journey through the sandbox, MX's client and a
// session, with everything at debug level, and looks for each secret in all
// that was printed.
func TestCanaries(t *testing.T) {
	var out secrettest.Output
	var planted secrettest.Canaries
	clock := mxtest.NewClock()
	s := sandboxtest.Start(t, func(o *sandbox.Options) { o.Now, o.Logger = clock.Now, out.Logger() })
	id, key := s.Credentials()
	planted.Plant("API key", key.Reveal())
	planted.Plant("Basic credentials", base64.StdEncoding.EncodeToString([]byte(id+":"+key.Reveal())))
	nonce := planted.Plant("return nonce", canaryNonce)
	cfg := mx.Config{BaseURL: s.BaseURL(), ClientID: id, APIKey: key, Logger: out.Logger(), Retries: -1}
	maker, err := mx.New(cfg)
	require.NoError(t, err)
	t.Cleanup(maker.CloseIdleConnections)
	p := maker.Provider()

	request := provider.WidgetRequest{
		UserID: "ada", MobileWebView: true, EventScheme: "myapp",
		ReturnURL: secret.New("myapp://oauth_complete?ch_state=" + nonce),
	}
	widget, err := p.Widget(t.Context(), request)
	require.NoError(t, err)
	token := planted.Plant("widget token", secret.TokensOf(widget.URL.Reveal())[0])
	out.Print(cfg, maker, p, request, widget, s, sandbox.Options{Logger: out.Logger()})

	machine, loaded := started(t, &out, widget.URL, nonce)
	assert.Contains(t, loaded, token, "the host gets the address")
	c := mxtest.New(t, s)
	j := &journey{Client: c, page: c.Open(loaded), out: &out, planted: &planted, clock: clock, machine: machine}
	j.plantCookie()
	member := j.connect()
	j.refusals(loaded)
	j.oddBodies()
	j.finish(t, p, widget.UserGUID, member)

	text := out.String()
	for _, line := range []string{"widget opened", "callback failed", "widget url refused", "refused"} {
		assert.Contains(t, text, line, "nothing was logged of what happened")
	}
	out.Check(t, &planted)
}

// started makes a session, prints it, and returns the address that it loads.
func started(t *testing.T, out *secrettest.Output, widget secret.String, nonce string) (*session.Session, string) {
	cfg := session.Config{
		WidgetURL: widget, AppScheme: "myapp", PinScheme: true,
		Return: session.Return{Bases: []string{"myapp://oauth_complete"}, Nonce: secret.New(nonce)},
	}
	machine, err := session.New(cfg)
	require.NoError(t, err)
	a := machine.Step(time.Now(), session.Start{})
	out.Print(cfg, machine, a)
	return machine, a.Effects[0].(session.Load).URL.Reveal()
}

// journey plays the page and the user.
type journey struct {
	mxtest.Client
	page    *mxtest.Page
	out     *secrettest.Output
	planted *secrettest.Canaries
	clock   *clocktest.Clock
	machine *session.Session
}

func (j *journey) plantCookie() {
	cookie, err := http.ParseSetCookie(j.page.Headers.Get("Set-Cookie"))
	require.NoError(j.T, err)
	j.planted.Plant("cookie", cookie.Value)
}

// say tells the session what the widget would say.
func (j *journey) say(name, metadata string) {
	in := session.Navigate{Request: navigation.Request{
		URL: secret.New("myapp://" + name + "?metadata=" + url.QueryEscape(metadata)), Frame: navigation.FrameMain,
	}}
	a := j.machine.Step(time.Now(), in)
	j.out.Print(in, a, j.machine)
	for _, e := range a.Effects {
		j.out.Print(e)
	}
}

// typed is a filled-in login form.
func typed(fields any, user, password string) []object {
	filled := mxtest.Form(fields, password)
	filled[0]["value"] = user
	return filled
}

// connect types a wrong password, then the right one.
func (j *journey) connect() string {
	user := j.planted.Plant("user name", "cnry+user@mail.example")
	wrong := j.planted.Plant("wrong password", `cnry "pä<s>s&/w 9`)
	in := j.page.RPC("loadInstitutionByCode", "harborlight").(object)
	fields := j.page.RPC("getInstitutionCredentials", in["guid"])
	j.say("connect/enterCredentials", fmt.Sprintf(`{"institution":{"code":"harborlight","guid":%q}}`, in["guid"]))
	added := j.page.RPC("addMember", object{"institution_guid": in["guid"], "credentials": typed(fields, user, wrong)})
	m := added.(object)["member"].(object)
	j.clock.Advance(3 * time.Second)
	m = j.page.RPC("loadMemberByGuid", m["guid"], "en").(object)
	require.Equal(j.T, 2.0, m["connection_status"], "the wrong password was not refused")
	j.say("connect/memberError", fmt.Sprintf(`{"member":{"guid":%q,"connection_status":2}}`, m["guid"]))

	j.page.Try("addMember", object{"institution_guid": in["guid"], "credentials": typed(fields, user, wrong)})
	m["credentials"] = typed(fields, user, "correct")
	j.page.RPC("updateMember", m, object{}, false)
	j.clock.Advance(3 * time.Second)
	m = j.page.RPC("loadMemberByGuid", m["guid"], "en").(object)
	require.Equal(j.T, 6.0, m["connection_status"])
	guid := m["guid"].(string)
	j.say("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, guid))
	return guid
}

// refusals are requests that the sandbox refuses, with a secret in each.
func (j *journey) refusals(widgetURL string) {
	pass := j.planted.Plant("password in an API body", "cnry-api-password-5")
	account := j.planted.Plant("account number", "cnry-000123456789")
	routing := j.planted.Plant("routing number", "cnry-110000614")
	code := j.planted.Plant("OAuth code", "cnry-oauth-code-8d")
	in := j.page.RPC("loadInstitutionByCode", "mistral").(object)
	j.page.Try("addMember", object{"institution_guid": in["guid"], "credentials": []object{{"guid": pass, "value": pass}}})
	j.page.Try("loadInstitutions", object{"routing_number": routing})
	j.page.Try("addMember", object{"institution_guid": "INS-" + account, "credentials": []object{{"guid": pass, "value": pass}}})
	j.page.Try("addMember", object{"institution_code": "harborlight", "credentials": pass})
	j.page.Try("updateMember", object{"guid": account, "credentials": []object{{"value": pass}}})
	j.page.Try("updateMFA", object{"credentials": []object{{"value": pass}}})
	j.page.Try("verifyRoutingNumber", routing)
	j.page.Try("createMicrodeposit", object{"account_number": account, "routing_number": routing})
	j.page.Try(url.PathEscape(pass))

	j.Call("POST", "/users", object{"user": object{"id": object{"password": pass}}})
	user := j.User("grace")
	j.Call("POST", "/users/"+user+"/members", object{"member": object{"institution_code": "harborlight", "credentials": []object{{"guid": pass, "value": pass}}}})
	j.Call("POST", "/users/"+user+"/members", object{"member": object{"institution_code": account, "credentials": pass}})
	j.Call("GET", "/users/"+account+"/members?password="+pass, nil)
	j.Call("GET", "/nowhere/"+pass+"?code="+code, nil)
	j.Call("POST", "/users/"+user+"/widget_urls", object{"widget_url": object{"widget_type": code, "client_redirect_url": "https://app.example/?code=" + code}})
	j.Call("POST", "/users/"+user+"/widget_urls", object{"widget_url": object{"widget_type": "connect_widget", "ui_message_webview_url_scheme": pass + " :"}})

	intruder := j.Request("GET", "/users?code="+code, nil)
	intruder.SetBasicAuth("cnry", j.planted.Plant("wrong key", "cnry-wrong-key-11"))
	j.send(intruder)
	foreign := j.Request("GET", "/md/connect/"+code, nil)
	foreign.Host = "evil.example"
	j.send(foreign)
	stolen := j.Request("POST", "/md/rpc/loadMembers", object{"params": []any{}})
	stolen.Header.Set("Cookie", "connecthost_widget="+j.planted.Plant("wrong cookie", "cnry-wrong-cookie-12"))
	j.send(stolen)
	for _, to := range []string{widgetURL, widgetURL + code, widgetURL + "/" + code} { // used, unknown, no route
		get, err := http.NewRequestWithContext(j.T.Context(), "GET", to, nil)
		require.NoError(j.T, err)
		j.send(get)
	}
}

// oddBodies are bodies that are not JSON, cut off, or too large.
func (j *journey) oddBodies() {
	pass := j.planted.Plant("password in a broken body", "cnry-broken-password-6")
	for _, body := range []string{pass, `{"params":[{"password":"` + pass, `{"params":"` + pass + `"}`, `{"user":{"id":"` + pass + `"`, strings.Repeat(pass, 20_000)} {
		for _, path := range []string{"/md/rpc/addMember", "/users", "/users/USR-1/members"} {
			r := j.Request("POST", path, object{})
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
			j.send(r)
		}
	}
}

// send sends a request as the page and as a backend, and prints nothing of
// the answer: it goes back to the sender of the secret.
func (j *journey) send(r *http.Request) {
	answer, err := http.DefaultClient.Do(r)
	require.NoError(j.T, err)
	defer answer.Body.Close()
	require.GreaterOrEqual(j.T, answer.StatusCode, 400, "%s was not refused", r.URL.Path)
}

// finish reads the member's data and ends the session.
func (j *journey) finish(t *testing.T, p *mx.Adapter, user, member string) {
	ready, err := provider.AwaitReady(t.Context(), p, user, member, provider.AwaitOptions{Interval: time.Millisecond})
	require.NoError(t, err)
	accounts, err := p.Accounts(t.Context(), user, member)
	require.NoError(t, err)
	require.NotEmpty(t, accounts)
	page, err := p.Client.UserAccountsPage(t.Context(), user, mx.AccountsQuery{})
	require.NoError(t, err)
	number := page.Items[0].AccountNumber.Reveal()
	require.NotEmpty(t, number)
	j.planted.Plant("account number of the API", number)
	j.out.Print(ready, accounts, page, page.Items[0])
	_, err = p.Member(t.Context(), user, "MBR-none")
	require.Error(t, err)
	j.out.Print(err)
	j.say("connect/connected/primaryAction", "{}")
	assert.True(t, j.machine.Ended())
}

// TestCanariesOfAProviderThatRepeatsEverything has answers with each status
// that echo the request: its address, headers and body.
func TestCanariesOfAProviderThatRepeatsEverything(t *testing.T) {
	for _, status := range []int{200, 400, 401, 403, 404, 409, 422, 429, 500, 503} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			var out secrettest.Output
			var planted secrettest.Canaries
			key := planted.Plant("API key", "cnry-api-key-0a1b2c")
			id := planted.Plant("client id", "cnry-client-id-3d4e")
			planted.Plant("Basic credentials", base64.StdEncoding.EncodeToString([]byte(id+":"+key)))
			nonce := planted.Plant("return nonce", canaryNonce)
			server := httptest.NewServer(echo(status))
			t.Cleanup(server.Close)
			c, err := mx.New(mx.Config{BaseURL: server.URL, ClientID: id, APIKey: secret.New(key), Logger: out.Logger(), Retries: -1})
			require.NoError(t, err)
			t.Cleanup(c.CloseIdleConnections)

			p := c.Provider()
			w, err := p.Widget(t.Context(), provider.WidgetRequest{UserGUID: "USR-1", MobileWebView: true, ReturnURL: secret.New("myapp://oauth_complete?ch_state=" + nonce)})
			out.Print(w, err, c)
			m, err := provider.AwaitReady(t.Context(), p, "USR-1", "MBR-1", provider.AwaitOptions{Interval: time.Microsecond, Tolerate: 1})
			require.Error(t, err)
			out.Print(m, err)
			accounts, err := p.Accounts(t.Context(), "USR-1", "MBR-1")
			out.Print(accounts, err)
			user, err := c.CreateUser(t.Context(), mx.UserFields{ID: new("ada")})
			out.Print(user, err)
			out.Check(t, &planted)
		})
	}
}

// echo answers with what it was sent, as a vendor's careless error page.
func echo(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var sent bytes.Buffer
		_ = r.Write(&sent)
		id, key, _ := r.BasicAuth()
		fmt.Fprintf(&sent, " %s:%s", id, key)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Location", "/?key="+key)
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"error":{"message":%q,"status":"error","type":%q}}`, sent.String(), key)
	}
}
