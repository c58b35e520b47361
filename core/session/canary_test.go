package session_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/session/seal"
	"github.com/connecthost/connecthost/core/traits"
)

// planted are the secrets that a session meets, each a value of its own.
type planted struct {
	secrettest.Canaries
	token, connection, authCode, routing, account string
	user, password, state, code, nonce, cookie    string
	note                                          string
}

func plant() *planted {
	p := &planted{}
	p.token = p.Plant("widget token", "cnryWidgetToken0a1b2c3d")
	p.connection = p.Plant("connectionId", "cnry-connection-id-4f")
	p.authCode = p.Plant("aggregator's code", "cnry-akoya-code-77")
	p.routing = p.Plant("routing number", "cnry-110000614")
	p.account = p.Plant("account number", "cnry-000123456789")
	p.user = p.Plant("user name", "cnry+user@mail.example")
	p.password = p.Plant("password", `cnry "pä<s>s&/w 9`)
	p.state = p.Plant("OAuth state", "cnry.oauth.state~5e")
	p.code = p.Plant("OAuth code", "cnry/oauth+code=8d")
	p.nonce = p.Plant("return nonce", "0123456789abcdef00112233c4a9a77f")
	p.cookie = p.Plant("cookie", "cnry-cookie-value-31")
	p.note = p.Plant("the app's note", "cnry-note-of-the-app-6b")
	return p
}

const widgetOrigin = "https://widgets.example"

func (p *planted) widgetURL() string { return widgetOrigin + "/md/connect/" + p.token }

// bank is an address of a bank's login with everything that belongs to one.
func (p *planted) bank() string {
	return "https://bank.example/authorize?" + url.Values{"state": {p.state}, "code": {p.code}}.Encode() + "#" + p.state
}

// everything is an object with each secret under its usual name, and inside
// of other values.
func (p *planted) everything() string {
	raw, _ := json.Marshal(map[string]any{
		"token": p.token, "connectionId": p.connection, "akoyaAuthCode": p.authCode, "routing_number": p.routing,
		"accountNumber": p.account, "cookie": p.cookie, "password": p.password, "client_secret": p.nonce,
		"credentials": []any{map[string]any{"name": "LOGIN", "value": p.user}, map[string]any{"value": p.password}},
		"next":        p.bank(), "payload": `{"password":"` + p.cookie + `"}`,
		"nested": []any{map[string]any{"Access-Token": p.connection, "account_number": []string{p.account}}},
	})
	return string(raw)
}

// wire feeds a session, prints all that goes in and comes out, and keeps the
// values that leave on purpose.
type wire struct {
	*planted
	t     *testing.T
	s     *session.Session
	now   time.Time
	out   secrettest.Output
	exits strings.Builder
}

func newWire(t *testing.T, p *planted, change func(*session.Config)) *wire {
	cfg := session.Config{
		ID: "canary", WidgetURL: secret.New(p.widgetURL()), AppScheme: "myapp",
		Return: session.Return{Bases: []string{"myapp://oauth_complete"}, Nonce: secret.New(p.nonce)},
		Note:   secret.New(p.note),
	}
	if change != nil {
		change(&cfg)
	}
	w := &wire{planted: p, t: t, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	s, err := session.New(cfg)
	require.NoError(t, err)
	w.s = s
	w.out.Print(cfg, s, s.ReturnURL())
	assert.Contains(t, s.ReturnURL().Reveal(), p.nonce, "the provider is told the nonce")
	return w
}

// opened is a wire whose widget is there.
func opened(t *testing.T, p *planted, change func(*session.Config)) *wire {
	w := newWire(t, p, change)
	w.feed(session.Start{})
	w.say("connect/loaded", `{"initial_step":"search"}`)
	return w
}

func (w *wire) feed(in session.Input) session.Answer {
	w.now = w.now.Add(100 * time.Millisecond)
	a := w.s.Step(w.now, in)
	w.out.Print(in, a, a.Decision, w.s)
	if a.Err != nil {
		w.out.Print(a.Err)
	}
	if a.Decision.Err != nil {
		w.out.Print(a.Decision.Err)
	}
	w.exits.WriteString(a.Decision.Open.Reveal() + "\n")
	for _, e := range a.Effects {
		w.out.Print(e)
		w.leaves(e)
	}
	return a
}

// leaves keeps what an effect hands over on purpose, and prints its parts.
func (w *wire) leaves(e session.Effect) {
	switch e := e.(type) {
	case session.Load:
		w.exits.WriteString(e.URL.Reveal() + "\n")
	case session.OpenExternal:
		w.exits.WriteString(e.URL.Reveal() + "\n")
	case session.VisitBegun:
		w.exits.WriteString(e.URL.Reveal() + "\n")
	case session.Post:
		w.exits.Write(e.Data)
	case session.Emit:
		w.exits.WriteString(e.Event.Metadata)
		w.out.Print(e.Event, e.Event.Problems, string(e.Event.Masked()), e.Event.String())
		w.payload(e.Event)
		if err := e.Event.Err(); err != nil {
			w.out.Print(err)
		}
	case session.Warn:
		w.out.Print(e.Err)
	case session.End:
		w.out.Print(e.Outcome, e.Outcome.Members)
	}
}

// payload prints an event's typed payload. With UCW the member identifiers of
// MX's payloads can be the connection's token, and the fields are plain text
// for the app's code, as Metadata is: they leave on purpose.
func (w *wire) payload(e event.Event) {
	payload := e.Payload()
	raw, err := json.Marshal(payload)
	require.NoError(w.t, err)
	if strings.Contains(string(raw), w.connection) {
		assert.NotContains(w.t, string(e.Masked()), w.connection)
		w.exits.Write(raw)
		return
	}
	w.out.Print(payload)
}

// say sends an event in all three ways: as a navigation, as an object and as
// text.
func (w *wire) say(name, metadata string) {
	w.feed(toScheme("myapp", name, metadata))
	object := `{"mx":true,"type":"mx/` + name + `","metadata":` + metadata + `}`
	text, _ := json.Marshal(object)
	w.feed(session.Message{Origin: widgetOrigin, Data: object})
	w.feed(session.Message{Origin: widgetOrigin, Data: string(text)})
}

func toScheme(scheme, name, metadata string) session.Navigate {
	return session.Navigate{Request: navigation.Request{
		URL: secret.New(scheme + "://" + name + "?metadata=" + url.QueryEscape(metadata)), Frame: navigation.FrameMain,
	}}
}

// done checks what came out, and that what had to leave did.
func (w *wire) done(left ...string) {
	w.t.Helper()
	w.out.Check(w.t, &w.Canaries)
	for _, value := range left {
		assert.Contains(w.t, w.exits.String(), value, "a value that leaves on purpose must not be lost")
	}
}

func toBank(w *wire) {
	address, _ := json.Marshal(w.bank())
	w.feed(toScheme("myapp", "connect/oauthRequested", `{"member_guid":"MBR-1","url":`+string(address)+`}`))
}

func back(w *wire, query string) session.ReturnLink {
	return session.ReturnLink{URL: secret.New("myapp://oauth_complete?" + query + "&ch_state=" + w.nonce)}
}

func TestCanariesInEveryFlow(t *testing.T) {
	flows := map[string]func(*testing.T, *planted){
		"connect": func(t *testing.T, p *planted) {
			w := opened(t, p, nil)
			for name, metadata := range map[string]string{
				"connect/selectedInstitution":                `{"code":"a","guid":"INS-1","name":"A","url":null}`,
				"connect/microdeposits/blockedRoutingNumber": `{"routing_number":"` + p.routing + `","reason":"BLOCKED"}`,
				"connect/memberStatusUpdate":                 `{"member_guid":"MBR-1","connection_status":6}`,
				"client/oauthComplete":                       `{"url":"https://bank.example/done?code=` + url.QueryEscape(p.code) + `"}`,
				"somethingNew":                               p.everything(),
				"connect/memberConnected":                    `{"member_guid":"MBR-1","session_token":"` + p.token + `"}`,
			} {
				w.say(name, metadata)
			}
			w.say("connect/connected/primaryAction", "{}")
			assert.True(t, w.s.Ended())
			w.done(p.widgetURL(), p.routing, p.account, p.user, p.cookie)
		},
		"wrong password": func(t *testing.T, p *planted) {
			w := opened(t, p, nil)
			w.say("connect/enterCredentials", `{"institution":{"code":"a","guid":"INS-1"},"credentials":`+p.everything()+`}`)
			w.say("connect/memberError", `{"member":{"guid":"MBR-1","connection_status":2},"credentials":[`+p.everything()+`]}`)
			w.say("connect/memberError/primaryAction", `{"member":{"guid":"MBR-1","connection_status":2}}`)
			w.feed(session.Dismiss{})
			w.done(p.user)
		},
		"UCW connect": func(t *testing.T, p *planted) {
			w := opened(t, p, func(c *session.Config) { c.Traits, c.Return = traits.UCW(), session.Return{Nonce: c.Return.Nonce} })
			metadata := `{"ucpInstitutionId":"U","connectionId":"` + p.connection + `","aggregatorUserId":"A","aggregator":"plaid","connectionStatus":6,"akoyaAuthCode":"` + p.authCode + `"}`
			member := `{"member_guid":"` + p.connection + `"}`
			for _, e := range [][2]string{
				{"memberStatusUpdate", metadata}, {"submitMFA", member}, {"initialDataReady", member},
				{"memberError", `{"member":{"guid":"` + p.connection + `","connection_status":2}}`},
				{"memberConnected", metadata}, {"memberConnected", strings.Replace(metadata, `"U"`, `7`, 1)},
			} {
				w.feed(session.Message{Origin: widgetOrigin, Data: `{"type":"connect/` + e[0] + `","metadata":` + e[1] + `}`})
				w.feed(session.Message{Origin: widgetOrigin, Data: `{"type":"vcs/connect/` + e[0] + `","metadata":` + e[1] + `}`})
			}
			snapshot(w)
			a := w.feed(session.Close{})
			end := a.Effects[len(a.Effects)-1].(session.End)
			require.Len(t, end.Outcome.Members, 1)
			assert.Equal(t, p.connection, end.Outcome.Members[0].Connection.ConnectionID.Reveal())
			w.done(p.connection, p.authCode)
		},
		"UCW error": func(t *testing.T, p *planted) {
			w := opened(t, p, func(c *session.Config) { c.Traits = traits.UCW() })
			for _, m := range []string{
				`"connect/memberError","metadata":{"member":{"guid":"` + p.connection + `","connection_status":2}}`,
				`"connect/oauthError","metadata":{"member_guid":"` + p.connection + `","error_reason":"DENIED"}`,
				`"connect/invalidData","metadata":{"member":{"guid":"` + p.connection + `","code":1000}}`,
			} {
				w.feed(session.Message{Origin: widgetOrigin, Data: `{"type":` + m + `}`})
			}
			snapshot(w)
			w.feed(session.Dismiss{})
			assert.True(t, w.s.Ended())
			w.done(p.connection)
		},
		"UCW OAuth": func(t *testing.T, p *planted) {
			w := opened(t, p, func(c *session.Config) { c.Traits = traits.UCW() })
			address, _ := json.Marshal(p.bank())
			w.feed(session.Message{Origin: widgetOrigin, Data: `{"type":"connect/oauthRequested","metadata":{"member_guid":"` + p.connection + `","url":` + string(address) + `}}`})
			restored := snapshot(w)
			success := back(w, "status=success&member_guid="+p.connection)
			assert.Nil(t, w.feed(success).Err)
			assert.Contains(t, w.exits.String(), "oauthComplete/success", "the widget is told")
			w.feed(session.Close{})
			for i, s := range restored {
				w.s = s
				for _, in := range [][]session.Input{{session.Start{}, success}, {success, session.Start{}}}[i] {
					w.feed(in)
				}
				w.feed(session.MemberChecked{GUID: p.connection, State: session.MemberNeedsUser})
				w.feed(session.MemberChecked{GUID: p.connection, State: session.MemberConnected})
			}
			w.done(p.connection)
		},
		"fino visit by navigation": func(t *testing.T, p *planted) {
			w := newWire(t, p, func(c *session.Config) { c.Traits = traits.Fino() })
			w.feed(session.Start{})
			w.feed(session.Message{Origin: widgetOrigin, Data: `{"type":"ready","token":"` + p.token + `"}`})
			w.feed(session.Navigate{Request: navigation.Request{URL: secret.New(p.bank()), Frame: navigation.FrameMain, Redirect: true, UserGesture: true}})
			w.feed(back(w, "state="+p.state+"&code="+url.QueryEscape(p.code)))
			w.feed(session.MemberChecked{State: session.MemberUnknown})
			w.feed(session.FreshURL{URL: secret.New(p.widgetURL()), Age: time.Hour})
			w.feed(session.Dismiss{})
			w.done(p.bank())
		},
		"OAuth success, replay": func(t *testing.T, p *planted) {
			w := opened(t, p, nil)
			toBank(w)
			assert.Nil(t, w.feed(back(w, "status=success&member_guid=MBR-1&code="+url.QueryEscape(p.code))).Err)
			assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(w.feed(back(w, "status=success&member_guid=MBR-1")).Err))
			w.done(p.bank())
		},
		"OAuth denied": func(t *testing.T, p *planted) {
			w := opened(t, p, nil)
			toBank(w)
			assert.Nil(t, w.feed(back(w, "status=error&error_reason=DENIED&member_guid=MBR-1")).Err)
			w.done(p.bank())
		},
		"OAuth forged, foreign, invalid, late": func(t *testing.T, p *planted) {
			w := opened(t, p, nil)
			toBank(w)
			for _, forged := range []string{
				"myapp://oauth_complete?status=success&member_guid=MBR-1&ch_state=" + strings.Repeat("f", 32) + "&code=" + url.QueryEscape(p.code),
				"myapp://oauth_complete?status=error&state=" + p.state,
				"myapp://oauth_complete?status=success&member_guid=MBR-1&ch_state=" + p.nonce + "&ch_state=" + p.nonce,
				"myapp://oauth_complete?status=" + url.QueryEscape(p.password) + "&ch_state=" + p.nonce,
				"myapp://oauth_complete?status=success&member_guid=%zz&ch_state=" + p.nonce,
				"myapp://" + p.token + "@oauth_complete?status=success&ch_state=" + p.nonce,
				"https://elsewhere.example/" + p.token + "?ch_state=" + p.nonce + "&code=" + url.QueryEscape(p.code),
				"not a link " + p.password + p.nonce, "", p.nonce,
			} {
				assert.NotNil(t, w.feed(session.ReturnLink{URL: secret.New(forged)}).Err, forged)
				w.feed(session.Navigate{Request: navigation.Request{URL: secret.New(forged), Frame: navigation.FrameMain, UserGesture: true}})
			}
			w.now = w.now.Add(14 * time.Minute)
			w.feed(session.Touch{})
			w.now = w.now.Add(2 * time.Minute)
			assert.Equal(t, fault.ReturnExpired, fault.CodeOf(w.feed(back(w, "status=success&member_guid=MBR-1")).Err))
			w.done(p.bank())
		},
		"restore after kill": func(t *testing.T, p *planted) {
			w := opened(t, p, nil)
			toBank(w)
			for _, s := range snapshot(w) {
				w.s = s
				assert.Nil(t, w.feed(back(w, "status=success&member_guid=MBR-1")).Err)
				w.feed(session.Start{})
				w.feed(session.MemberChecked{GUID: "MBR-1", State: session.MemberNeedsUser})
				w.feed(session.FreshURL{URL: secret.New(p.widgetURL())})
				w.say("connect/loaded", `{"initial_step":"search"}`)
				w.feed(session.Reload{})
				w.feed(session.FreshURL{URL: secret.New("http://widgets.example/" + p.token + "?cookie=" + p.cookie)})
			}
			w.done(p.bank(), p.widgetURL())
		},
		"refused navigations": func(t *testing.T, p *planted) {
			w := opened(t, p, func(c *session.Config) { c.StrictURL = true })
			for _, to := range addresses(p) {
				for _, r := range requests(to) {
					w.feed(session.Navigate{Request: r})
				}
				w.now = w.now.Add(time.Minute)
				w.feed(session.Touch{})
			}
			w.done("https://elsewhere.example/?token=" + p.token)
		},
		"malformed, oversize and foreign messages": func(t *testing.T, p *planted) {
			w := opened(t, p, func(c *session.Config) { c.Limits = event.Limits{Bytes: 2000, Depth: 8, Keys: 40, String: 200} })
			for _, name := range []string{"connect/memberConnected", "connect/oauthRequested", "somethingNew"} {
				for _, m := range []string{p.everything(), `[` + p.everything() + `]`, `"` + p.token + `"`, `{"url":` + p.everything() + `}`, p.token} {
					w.feed(toScheme("myapp", name, m))
				}
			}
			for _, m := range messages(t, p) {
				w.feed(session.Message{Origin: widgetOrigin, Data: m})
				w.feed(session.Message{Origin: widgetOrigin, SubFrame: true, Data: m})
				w.feed(session.Message{Origin: "https://" + "elsewhere.example", Data: m})
				w.now = w.now.Add(time.Minute)
			}
			w.done(p.routing)
		},
		"hostile event addresses": func(t *testing.T, p *planted) {
			w := opened(t, p, nil)
			for _, to := range eventAddresses(t, p) {
				w.feed(session.Navigate{Request: navigation.Request{URL: secret.New(to), Frame: navigation.FrameMain}})
				w.now = w.now.Add(time.Minute)
				w.feed(session.Touch{})
			}
			w.done(p.account)
		},
		"flood": func(t *testing.T, p *planted) {
			w := opened(t, p, nil)
			message := toScheme("myapp", "somethingNew", p.everything())
			flooded := false
			for range 2000 {
				a := w.s.Step(w.now, message)
				flooded = flooded || a.Err != nil && fault.CodeOf(a.Err) == fault.MessageFlood
				fmt.Fprintf(&w.out, "%+v %#v\n", a, a)
			}
			assert.True(t, flooded)
			w.done()
		},
		"a page that fails": func(t *testing.T, p *planted) {
			w := newWire(t, p, nil)
			w.feed(session.Start{})
			w.feed(session.PageFailed{Err: fault.New(fault.WidgetLoadFailed, errors.New("no route"))})
			w.feed(back(w, "status=success"))
			w.done(p.widgetURL())
		},
	}
	for name, flow := range flows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flow(t, plant())
		})
	}
}

// snapshot seals the session, prints what must not tell anything, and returns
// restored copies. What is sealed must open again with everything in it.
func snapshot(w *wire) []*session.Session {
	key, err := seal.New(bytes.Repeat([]byte{7}, seal.KeySize))
	require.NoError(w.t, err)
	w.out.Print(key)
	data, err := w.s.Snapshot(key)
	require.NoError(w.t, err)
	w.out.Print(string(data), data)
	cfg := session.Config{ID: "canary", AppScheme: "myapp", WidgetURL: secret.New(w.widgetURL())}
	if strings.Contains(w.exits.String(), w.connection) {
		cfg.Traits = traits.UCW()
	}
	var restored []*session.Session
	for range 2 {
		s, err := session.Restore(cfg, data, key)
		require.NoError(w.t, err)
		assert.Contains(w.t, s.ReturnURL().Reveal(), w.nonce, "a snapshot keeps the nonce")
		assert.Equal(w.t, w.note, s.Note().Reveal(), "and the note")
		w.out.Print(s)
		restored = append(restored, s)
	}
	for _, spoilt := range [][]byte{
		nil, []byte(w.password), []byte(`{"version":4,"nonce":"` + w.token + `","sealed":"` + w.cookie + `"}`),
		[]byte(`{"version":"` + w.token + `"}`), bytes.Replace(data, []byte(`"version":`), []byte(`"version":9`), 1),
		bytes.Replace(data, []byte(`"sealed":"`), []byte(`"sealed":"AAAA`), 1),
	} {
		_, err := session.Restore(cfg, spoilt, key)
		require.Error(w.t, err)
		w.out.Print(err)
	}
	cfg.ID = "another"
	_, err = session.Restore(cfg, data, key)
	require.Error(w.t, err)
	_, short := seal.New([]byte(w.password))
	require.Error(w.t, short)
	w.out.Print(err, short)
	return restored
}

// addresses are places to go with a secret in every part that may hold one.
func addresses(p *planted) []string {
	code := url.QueryEscape(p.code)
	return []string{
		"https://elsewhere.example/?token=" + p.token, "https://elsewhere.example/" + p.token, "https://elsewhere.example/#" + p.token,
		"https://" + p.token + ":" + p.cookie + "@elsewhere.example/", "http://elsewhere.example/?code=" + code, widgetOrigin + "/other/" + p.token,
		"javascript:alert('" + p.token + "')", "data:text/html," + p.password, "file:///" + p.token, "blob:" + p.widgetURL(),
		"view-source:" + p.widgetURL(), "intent://x#Intent;S.browser_fallback_url=" + p.bank() + ";end", "market://details?id=" + p.token,
		"tel:" + p.account, "tel:+1" + strings.Repeat("5", 40) + ";x=" + p.token, "mailto:" + p.user + "?body=" + p.token, "mailto:a@b.example?attach=" + p.cookie,
		"https://elsewhere.example\\@" + p.token, "https://elsewhere.example/\n" + p.cookie, " " + p.widgetURL(), p.widgetURL() + "%", p.token, "",
		"https://elsewhere.example:" + p.account + "/", "https:" + p.token, "https:///" + p.token, "about:" + p.token, "unknown://x/" + p.token,
		"https://elsewhere.example/" + strings.Repeat("a", 10_000) + p.token, p.bank(),
	}
}

func requests(to string) []navigation.Request {
	var all []navigation.Request
	for _, frame := range []navigation.Frame{navigation.FrameUnknown, navigation.FrameMain, navigation.FrameSub} {
		all = append(all, navigation.Request{URL: secret.New(to), Frame: frame}, navigation.Request{URL: secret.New(to), Frame: frame, UserGesture: true},
			navigation.Request{URL: secret.New(to), Frame: frame, UserGesture: true, NewWindow: true}, navigation.Request{URL: secret.New(to), Frame: frame, Response: true})
	}
	return all
}

// messages are the hostile messages of core/event, each with secrets put into
// it, and others that are too large, too deep or of the wrong type.
func messages(t *testing.T, p *planted) []string {
	var rows []struct{ Data string }
	read(t, "../event/testdata/hostile_messages.json", &rows)
	all := []string{
		p.everything(), `"` + p.token + `"`, `{"type":"mx/connect/memberConnected","metadata":` + p.everything() + `}`,
		`{"type":"mx/connect/memberConnected","metadata":{"member_guid":` + p.everything() + `}}`,
		`{"type":["` + p.token + `"],"metadata":` + p.everything() + `}`, `{"type":"mx/somethingNew","metadata":"` + p.cookie + `"}`,
		`{"type":"mx/x","metadata":` + strings.Repeat(`{"token":`, 20) + `"` + p.token + `"` + strings.Repeat("}", 20) + `}`,
		`{"type":"mx/x","metadata":{"token":"` + strings.Repeat("a", 300) + p.token + `"}}`, `{"type":"mx/x","token":"` + p.token,
		`{"type":"mx/connect/oauthRequested","metadata":{"url":["` + p.bank() + `"],"member_guid":"MBR-1"}}`,
		`{"type":"mx/connect/oauthRequested","metadata":{"url":"javascript:` + p.token + `","member_guid":"MBR-1"}}`,
		`{"type":"mx/connect/oauthRequested","metadata":{"url":"https://` + p.user + `@bank.example/","member_guid":"MBR-1"}}`,
		`{"type":"mx/connect/microdeposits/blockedRoutingNumber","metadata":{"routing_number":"` + p.routing + `"}}`,
		`{"type":"mx/connect/microdeposits/blockedRoutingNumber","metadata":{"routing_number":["` + p.routing + `"],"reason":7}}`,
	}
	for _, row := range rows {
		all = append(all, row.Data+p.token, strings.Replace(row.Data, "mx/load", "mx/load\u0000"+p.token, 1),
			strings.Replace(row.Data, "{", `{"token":"`+p.token+`",`, 1))
	}
	return all
}

// eventAddresses are the hostile addresses of core/event with secrets in
// their metadata.
func eventAddresses(t *testing.T, p *planted) []string {
	var rows []struct{ URL string }
	read(t, "../event/testdata/hostile_urls.json", &rows)
	all := []string{"myapp://x?metadata=" + p.token + "&metadata=", "myapp://x?token=" + p.token + "&cookie=" + p.cookie,
		"myapp://somethingNew?metadata=" + url.QueryEscape(p.everything()), "myapp://somethingNew?metadata=" + url.QueryEscape(url.QueryEscape(p.everything())),
		"myapp://load#" + p.token, "myapp:" + p.token, "myapp://" + p.user, "myapp://load?metadata=%" + p.token}
	for _, row := range rows {
		to := strings.Replace(row.URL, "mx:", "myapp:", 1)
		mark := "?"
		if strings.Contains(to, "?") {
			mark = "&"
		}
		all = append(all, to+mark+"token="+p.token+"&password="+url.QueryEscape(p.password), to+mark+"metadata="+url.QueryEscape(p.everything()))
	}
	return all
}

func read(t *testing.T, path string, into any) {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into))
}

// Settings that cannot be used are refused without being repeated.
func TestCanariesInUnusableSettings(t *testing.T) {
	p := plant()
	var out secrettest.Output
	for name, change := range map[string]func(*session.Config){
		"a widget URL without https":        func(c *session.Config) { c.WidgetURL = secret.New("http://widgets.example/" + p.token) },
		"a widget URL with a user":          func(c *session.Config) { c.WidgetURL = secret.New("https://" + p.token + "@widgets.example/") },
		"something other than a widget URL": func(c *session.Config) { c.WidgetURL = secret.New(p.token) },
		"a widget URL that is a file":       func(c *session.Config) { c.WidgetURL = secret.New("file:///" + p.token) },
		"a nonce of another shape":          func(c *session.Config) { c.Return.Nonce = secret.New(p.cookie) },
		"a return URL with a nonce":         func(c *session.Config) { c.Return.Bases = []string{"https://app.example/back?ch_state=" + p.nonce} },
		"something other than a return URL": func(c *session.Config) { c.Return.Bases = []string{p.token} },
	} {
		cfg := session.Config{WidgetURL: secret.New(p.widgetURL()), Return: session.Return{Bases: []string{"myapp://back"}}}
		change(&cfg)
		_, err := session.New(cfg)
		assert.Error(t, err, name)
		out.Print(err)
	}
	out.Check(t, &p.Canaries)
}

// The parts of a session print no secret on their own either.
func TestCanariesInTheParts(t *testing.T) {
	p := plant()
	var out secrettest.Output
	cfg := oauth.Config{Session: "S", Provider: "mx", Member: "MBR-1", ReturnURLs: []string{"https://app.example/back"}, Nonce: secret.New(p.nonce)}
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	attempt, err := oauth.NewAttempt(now, cfg)
	require.NoError(t, err)
	state := attempt.State()
	assert.Equal(t, p.nonce, state.Nonce, "a snapshot keeps the nonce")
	link, err := oauth.ReturnURL("https://app.example/back", cfg.Nonce)
	require.NoError(t, err)
	assert.Contains(t, link.Reveal(), p.nonce)
	read, err := navigation.Read(p.widgetURL() + "?code=1")
	require.NoError(t, err)
	assert.Contains(t, read.String(), p.token)
	member := session.Member{Connection: event.Connection{ConnectionID: secret.New(p.connection)}}
	out.Print(cfg, attempt, *attempt, link, read, member)
	// State goes into snapshots by encoding/json, in clear: only fmt and slog
	// are watched.
	fmt.Fprintf(&out, "%v %+v %#v %s %q %x %d", state, state, state, &state, state, state, state)
	out.Logger().Debug("state", "state", state, "pointer", &state)
	for _, refused := range []string{"https://app.example/back?status=success&ch_state=" + p.nonce, "https://" + p.nonce + "@app.example/"} {
		_, err := attempt.Accept(now, refused)
		require.Error(t, err)
		out.Print(err)
	}
	assert.NotEmpty(t, (&p.Canaries).Find(base64.StdEncoding.EncodeToString([]byte(link.Reveal()))), "the finder works")
	out.Check(t, &p.Canaries)
}
