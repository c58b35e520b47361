package mxoauth_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

type object = mxtest.Object

// customer is a user at the bank, in the system's browser. It stops where an app would
// take over.
type customer struct {
	t     *testing.T
	http  *http.Client
	token string
	at    *url.URL // the page, or the address that it could not open
	body  string
}

var errApp = errors.New("an app takes over")

// atBank opens the bank.
func atBank(t *testing.T, address string) *customer {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	b := &customer{t: t}
	b.http = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		b.at = r.URL
		if r.URL.Scheme != "http" || r.URL.Hostname() != "127.0.0.1" {
			return errApp
		}
		return nil
	}}
	b.send(http.MethodGet, address, nil)
	return b
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]*)"`)

func (b *customer) send(method, address string, form url.Values) {
	b.t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	b.at = r.URL
	answer, err := b.http.Do(r)
	if errors.Is(err, errApp) {
		return
	}
	require.NoError(b.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(b.t, err)
	b.body = string(body)
	if found := tokenField.FindStringSubmatch(b.body); found != nil {
		b.token = found[1]
	}
}

// submit sends one of the visit's forms.
func (b *customer) submit(form string, fields url.Values) {
	b.t.Helper()
	fields.Set("token", b.token)
	visit, _, _ := strings.Cut(strings.TrimPrefix(b.at.Path, "/visit/"), "/")
	b.send(http.MethodPost, b.at.Scheme+"://"+b.at.Host+"/visit/"+visit+"/"+form, fields)
}

func (b *customer) login(password string) {
	b.submit("login", url.Values{"user": {"ada"}, "password": {password}})
}

// allow shares the accounts with the given keys.
func (b *customer) allow(keys ...string) {
	b.login("correct")
	b.submit("consent", url.Values{"decision": {"allow"}, "account": keys})
}

func (b *customer) deny() {
	b.login("correct")
	b.submit("consent", url.Values{"decision": {"deny"}})
}

func (b *customer) cancel() { b.submit("cancel", url.Values{}) }

func (b *customer) fail() {
	b.login("error")
	b.submit("cancel", url.Values{})
}

// oauthMember makes a member over the API that returns to an app.
func oauthMember(c mxtest.Client, institution string, more object) object {
	c.T.Helper()
	body := object{"member": object{"institution_code": institution, "is_oauth": true}, "referral_source": "APP"}
	for k, v := range more {
		body[k] = v
	}
	return c.Must("POST", "/users/ada/members", body)["member"].(object)
}

func statusOf(c mxtest.Client, member any) string {
	c.T.Helper()
	return c.Must("GET", "/users/ada/members/"+member.(string)+"/status", nil)["member"].(object)["connection_status"].(string)
}

func TestOAuth_returnsToTheApp(t *testing.T) {
	nonce := "https://app.example/return?ch_state=0123456789abcdef"
	for _, row := range []struct {
		name    string
		more    object
		do      func(*customer)
		to      string // without its query
		query   url.Values
		status  string
		account int
	}{
		{"allowed_schemeOfMX", nil, func(b *customer) { b.allow("checking", "savings", "card") }, "mx://oauth_complete", url.Values{"status": {"success"}}, "CONNECTED", 3},
		{"oneAccountAllowed_oneAccount", nil, func(b *customer) { b.allow("savings") }, "mx://oauth_complete", url.Values{"status": {"success"}}, "CONNECTED", 1},
		{"allowed_ownScheme", object{"ui_message_webview_url_scheme": "myapp"}, func(b *customer) { b.allow("card") }, "myapp://oauth_complete", url.Values{"status": {"success"}}, "CONNECTED", 1},
		{"allowed_ownAddressKeepsItsQuery", object{"client_redirect_url": nonce}, func(b *customer) { b.allow("card") }, "https://app.example/return",
			url.Values{"status": {"success"}, "ch_state": {"0123456789abcdef"}}, "CONNECTED", 1},
		{"refused_denied", nil, (*customer).deny, "mx://oauth_complete", url.Values{"status": {"error"}, "error_reason": {"DENIED"}}, "PENDING", 0},
		{"left_cancelled", object{"client_redirect_url": nonce}, (*customer).cancel, "https://app.example/return",
			url.Values{"status": {"error"}, "error_reason": {"CANCELLED"}, "ch_state": {"0123456789abcdef"}}, "PENDING", 0},
		{"bankFails_serverError", nil, (*customer).fail, "mx://oauth_complete", url.Values{"status": {"error"}, "error_reason": {"SERVER_ERROR"}}, "PENDING", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
			c.User("ada")
			m := oauthMember(c, "tidewater", row.more)
			assert.Equal(t, "PENDING", m["connection_status"])
			assert.Equal(t, true, m["is_oauth"])
			b := atBank(t, m["oauth_window_uri"].(string))
			row.do(b)
			query := b.at.Query()
			assert.Equal(t, row.to, b.at.Scheme+"://"+b.at.Host+b.at.Path)
			assert.Equal(t, m["guid"], query.Get("member_guid"), "also after an error")
			query.Del("member_guid")
			assert.Equal(t, row.query, query)
			assert.Equal(t, row.status, statusOf(c, m["guid"]))
			assert.Len(t, c.Must("GET", "/users/ada/accounts", nil)["accounts"], row.account)
		})
	}
}

func TestOAuth_abandonedStaysPendingThenGoes(t *testing.T) {
	clock := mxtest.NewClock()
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready, func(o *sandbox.Options) { o.Now = clock.Now }))
	c.User("ada")
	m := oauthMember(c, "tidewater", nil)
	atBank(t, m["oauth_window_uri"].(string)).login("correct")
	assert.Equal(t, "PENDING", statusOf(c, m["guid"]))
	status, _ := c.Call("POST", "/users/ada/members/"+m["guid"].(string)+"/aggregate", nil)
	assert.Equal(t, http.StatusBadRequest, status, "nobody has logged in")
	clock.Advance(time.Hour + 1)
	status, _ = c.Call("GET", "/users/ada/members/"+m["guid"].(string)+"/status", nil)
	assert.Equal(t, http.StatusNotFound, status)
}

func TestOAuth_otherMemberReturned(t *testing.T) {
	for _, row := range []struct {
		name, institution string
		before            int // logins before the one that is looked at
	}{
		{"secondLoginAtABank_theFirstMember", "tidewater", 1},
		{"firstLoginAtTwinlight_aThirdMember", "twinlight", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
			c.User("ada")
			known := []string{}
			for range row.before {
				m := oauthMember(c, row.institution, nil)
				atBank(t, m["oauth_window_uri"].(string)).allow("checking")
				known = append(known, m["guid"].(string))
			}
			m := oauthMember(c, row.institution, nil)
			b := atBank(t, m["oauth_window_uri"].(string))
			b.allow("checking")
			other := b.at.Query().Get("member_guid")
			assert.NotEqual(t, m["guid"], other)
			if row.before > 0 {
				assert.Equal(t, known[0], other)
			}
			assert.Equal(t, "success", b.at.Query().Get("status"))
			assert.Equal(t, "CONNECTED", statusOf(c, other))
			assert.Equal(t, "PENDING", statusOf(c, m["guid"]))
		})
	}
}

func TestOAuth_loginAgain(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	c.User("ada")
	m := oauthMember(c, "tidewater", nil)
	atBank(t, m["oauth_window_uri"].(string)).allow("checking")
	path := "/users/ada/members/" + m["guid"].(string) + "/oauth_window_uri"
	for _, row := range []struct {
		name, query string
		status      int
	}{
		{"app_opens", "?referral_source=APP&ui_message_webview_url_scheme=myapp", 200},
		{"browserByDefault_opens", "", 200},
		{"otherSource_400", "?referral_source=PIGEON", 400},
		{"scriptAsAddress_400", "?referral_source=APP&client_redirect_url=javascript:alert(1)", 400},
		{"scriptAsScheme_400", "?referral_source=APP&ui_message_webview_url_scheme=javascript", 400},
		{"noAddress_400", "?referral_source=APP&client_redirect_url=return", 400},
		{"flagThatIsNone_400", "?skip_aggregation=maybe", 400},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := mxtest.New(t, c.Sandbox)
			status, answer := c.Call("GET", path+row.query, nil)
			require.Equal(t, row.status, status)
			if status != 200 {
				return
			}
			again := answer["member"].(object)
			assert.Equal(t, m["guid"], again["guid"])
			b := atBank(t, again["oauth_window_uri"].(string))
			b.allow("card")
			assert.Equal(t, "CONNECTED", statusOf(c, m["guid"]))
			assert.Len(t, c.Must("GET", "/users/ada/accounts", nil)["accounts"], 1, "the accounts that were chosen first")
		})
	}
	status, _ := c.Call("GET", "/users/ada/members/MBR-none/oauth_window_uri", nil)
	assert.Equal(t, http.StatusNotFound, status)
	plain := c.Must("POST", "/users/ada/members", c.LoginAt("harborlight", "correct"))["member"].(object)
	status, _ = c.Call("GET", "/users/ada/members/"+plain["guid"].(string)+"/oauth_window_uri", nil)
	assert.Equal(t, http.StatusBadRequest, status, "the member was not made for OAuth")
}

func TestOAuth_skipAggregation(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	c.User("ada")
	m := oauthMember(c, "tidewater", nil)
	path := "/users/ada/members/" + m["guid"].(string)
	again := c.Must("GET", path+"/oauth_window_uri?skip_aggregation=true", nil)["member"].(object)
	atBank(t, again["oauth_window_uri"].(string)).allow("card")
	assert.Equal(t, "CONNECTED", statusOf(c, m["guid"]))
	assert.Empty(t, c.Must("GET", path+"/accounts", nil)["accounts"])
	status, _ := c.Call("POST", path+"/aggregate", nil)
	assert.Equal(t, http.StatusAccepted, status)
	assert.Len(t, c.Must("GET", path+"/accounts", nil)["accounts"], 1)
}

func TestOAuth_browserGetsAPageThatPosts(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	c.User("ada")
	m := oauthMember(c, "tidewater", object{"referral_source": "BROWSER"})
	b := atBank(t, m["oauth_window_uri"].(string))
	b.allow("card")
	assert.Equal(t, "/oauth/redirect_from", b.at.Path, "no redirect to the app")
	assert.Contains(t, b.body, `"oauthComplete/success"`)
	assert.Contains(t, b.body, m["guid"].(string))

	m = oauthMember(c, "tidewater", object{"referral_source": "BROWSER"})
	b = atBank(t, m["oauth_window_uri"].(string))
	b.deny()
	assert.Contains(t, b.body, `"oauthComplete/error"`)
}

func TestOAuth_returnCountsOnce(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	c.User("ada")
	m := oauthMember(c, "tidewater", object{"referral_source": "BROWSER"})
	b := atBank(t, m["oauth_window_uri"].(string))
	b.allow("card")
	back := b.at.String()
	b.send(http.MethodGet, back, nil)
	assert.Contains(t, b.body, "This return is not known")
	for name, address := range map[string]string{
		"noState":   c.Sandbox.BaseURL() + "/oauth/redirect_from?code=x",
		"noCodeYet": c.Sandbox.BaseURL() + "/oauth/redirect_from?code=&state=" + b.at.Query().Get("state"),
	} {
		answer, err := http.Get(address)
		require.NoError(t, err)
		answer.Body.Close()
		assert.Equal(t, http.StatusGone, answer.StatusCode, name)
		assert.Equal(t, "no-referrer", answer.Header.Get("Referrer-Policy"))
	}
	answer, err := http.Head(back)
	require.NoError(t, err)
	answer.Body.Close()
	assert.Equal(t, http.StatusMethodNotAllowed, answer.StatusCode)
}

func TestOAuth_memberDeletedMeanwhile(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	c.User("ada")
	m := oauthMember(c, "tidewater", nil)
	b := atBank(t, m["oauth_window_uri"].(string))
	status, _ := c.Call("DELETE", "/users/ada/members/"+m["guid"].(string), nil)
	require.Equal(t, http.StatusNoContent, status)
	b.allow("card")
	assert.Contains(t, b.body, "does not exist any more")
}

// TestOAuth_widgetGoesOnByItself makes the journey as the widget's page does:
// it polls the state while the user is at the bank.
func TestOAuth_widgetGoesOnByItself(t *testing.T) {
	for _, row := range []struct {
		name    string
		fields  object
		do      func(*customer)
		to      string
		auth    float64
		reason  any
		inbound bool
	}{
		{"mobileWebview_appScheme", object{"is_mobile_webview": true, "ui_message_webview_url_scheme": "myapp"}, func(b *customer) { b.allow("card") }, "myapp://oauth_complete", 2, nil, true},
		{"clientRedirectURL", object{"is_mobile_webview": true, "client_redirect_url": "https://app.example/r"}, func(b *customer) { b.allow("card") }, "https://app.example/r", 2, nil, true},
		{"denied_reason2", object{"oauth_referral_source": "APP"}, (*customer).deny, "mx://oauth_complete", 3, 2.0, false},
		{"cancelled_reason1", object{"oauth_referral_source": "APP"}, (*customer).cancel, "mx://oauth_complete", 3, 1.0, false},
		{"serverError_reason5", object{"oauth_referral_source": "APP"}, (*customer).fail, "mx://oauth_complete", 3, 5.0, false},
		{"abandoned_pending", object{"oauth_referral_source": "APP"}, func(*customer) {}, "", 1, nil, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
			p := c.Open(c.WidgetURL(c.User("ada"), row.fields))
			in := p.RPC("loadInstitutionByCode", "tidewater").(object)
			assert.Equal(t, true, in["supports_oauth"])
			assert.Equal(t, true, p.Boot["profiles"].(object)["clientProfile"].(object)["uses_oauth"])
			m := p.RPC("addMember", object{"is_oauth": true, "institution_guid": in["guid"]}).(object)["member"].(object)
			assert.Equal(t, 21.0, m["connection_status"])
			assert.Equal(t, object{}, p.RPC("oAuthStart", object{"member": m}))
			again := p.RPC("getOAuthWindowURI", m["guid"], object{}).(object)
			b := atBank(t, again["oauth_window_uri"].(string))
			states := p.RPC("loadOAuthStates", object{"outbound_member_guid": m["guid"], "auth_status": 1}).([]any)
			require.Len(t, states, 2, "the newest first")
			state := states[0].(object)
			assert.Equal(t, 1.0, state["auth_status"])
			assert.Equal(t, m["guid"], state["outbound_member_guid"])
			row.do(b)
			if row.to != "" {
				assert.Equal(t, row.to, b.at.Scheme+"://"+b.at.Host+b.at.Path)
			}
			state = p.RPC("loadOAuthState", state["guid"]).(object)
			assert.Equal(t, row.auth, state["auth_status"])
			assert.Equal(t, row.reason, state["error_reason"])
			assert.Equal(t, row.inbound, state["inbound_member_guid"] == m["guid"])
			after := p.RPC("loadMemberByGuid", m["guid"], "en").(object)
			if row.inbound {
				assert.Equal(t, 6.0, after["connection_status"])
				assert.Equal(t, 0.0, p.RPC("loadJob", after["most_recent_job_guid"]).(object)["job_type"])
			} else {
				assert.Equal(t, 21.0, after["connection_status"])
			}
		})
	}
}
