package broker_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
)

// Each provider's smallest request.
var smallest = map[string]string{
	"mx":   `{"provider":"mx"}`,
	"ucw":  `{"provider":"ucw","products":["transactions"],"target_origin":"https://app.example"}`,
	"fino": `{"provider":"fino"}`,
}

func TestEachProviderMintsShowsAndEnds(t *testing.T) {
	r := startReal(t)
	for name, request := range smallest {
		t.Run(name, func(t *testing.T) {
			first := r.call("POST", "/sessions", request)
			require.Equal(t, http.StatusCreated, first.Code, first.Body)
			for _, key := range r.vendorKeys() {
				assert.NotContains(t, first.Body.String(), key)
			}
			s := read[session](t, first.Body)
			require.NotEmpty(t, s.WidgetURL)
			assert.Contains(t, []int{http.StatusOK, http.StatusSeeOther}, r.show(s.WidgetURL), "the widget is there")

			later := r.call("GET", "/sessions/"+s.ID, "").Body.String()
			ended := r.call("POST", "/sessions/"+s.ID+"/outcome", `{"result":"exited","reason":"user_exited"}`)
			require.Equal(t, http.StatusOK, ended.Code, ended.Body)
			assert.Equal(t, "ended", r.state(s.ID).Status)
			for _, secret := range append(r.vendorKeys(), secretsOf(t, s.WidgetURL)...) {
				assert.NotContains(t, later, secret)
				assert.NotContains(t, ended.Body.String(), secret)
				assert.NotContains(t, r.log.String(), secret)
			}
		})
	}
	assert.Contains(t, r.log.String(), "/sessions", "the log is not empty")
}

// vendorKeys are what must never leave the broker.
func (r *real) vendorKeys() []string {
	_, key := r.sandbox.Credentials()
	_, secret := r.sandbox.FinoCredentials()
	return []string{key.Reveal(), secret.Reveal()}
}

// secretsOf are the parts of a widget URL that give access.
func secretsOf(t *testing.T, widget string) []string {
	t.Helper()
	u, err := url.Parse(widget)
	require.NoError(t, err)
	out := []string{widget}
	for _, values := range u.Query() {
		for _, v := range values {
			if len(v) > 20 {
				out = append(out, v)
			}
		}
	}
	if last := u.Path[strings.LastIndexByte(u.Path, '/')+1:]; len(last) > 20 {
		out = append(out, last)
	}
	require.Greater(t, len(out), 1, "a widget URL has a token")
	return out
}

func TestWhatIsAskedForReachesTheProvider(t *testing.T) {
	r := startReal(t)
	member := r.mistral(t)
	rows := []struct{ name, body, path, language, sent string }{
		{"MX: products, language, theme and institution",
			`{"provider":"mx","products":["transactions","statements"],"locale":"fr-CA","theme":"dark","institution":{"code":"harborlight"},"return_kind":"app"}`,
			"/widget_urls", "fr", `{"data_request":{"products":["transactions","statements"]},"color_scheme":"dark","current_institution_code":"harborlight"}`},
		{"MX: a member to repair", `{"provider":"mx","member_guid":"` + member + `","mobile_webview":true}`,
			"/widget_urls", "", `{"current_member_guid":"` + member + `","is_mobile_webview":true,"ui_message_webview_url_scheme":"piggy"}`},
		{"UCW: products and institution",
			`{"provider":"ucw","products":["account_verification","transactions"],"target_origin":"https://app.example","institution":{"code":"mxBank"},"locale":"fr"}`,
			"/widgetUrl", "", `{"jobTypes":["accountNumber","transactions"],"userId":"alice","targetOrigin":"https://app.example","institutionId":"mxBank"}`},
		{"UCW: a member to repair, whose connection the app keeps",
			`{"provider":"ucw","products":["transactions"],"target_origin":"https://app.example","member_guid":"kept"}`,
			"/widgetUrl", "", `{"jobTypes":["transactions"],"userId":"alice","institutionId":"mxBank"}`},
		{"fino: a new bank login", `{"provider":"fino","locale":"de","products":["transactions"]}`,
			"/sessions/connect", "", `{"userId":"alice"}`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := r.open(row.body)
			got := r.wire.last(t)
			assert.True(t, strings.HasSuffix(got.path, row.path), got.path)
			assert.Equal(t, row.language, got.language)
			assertHas(t, row.sent, got.body)
			if s.Return.URL != "" && !strings.HasPrefix(row.path, "/widgetUrl") {
				assert.Contains(t, got.body, s.Return.Nonce, "the bank leads back to this session")
			}
			assert.Contains(t, []int{http.StatusOK, http.StatusSeeOther}, r.show(s.WidgetURL))
		})
	}
	r.open(`{"provider":"ucw","products":["transactions"],"target_origin":"https://app.example","member_guid":"kept"}`)
	assert.Contains(t, r.wire.last(t).body, `"connectionId"`)
}

// assertHas checks that an object, or the one object in it, has some members.
func assertHas(t *testing.T, want, got string) {
	t.Helper()
	var some, all map[string]any
	require.NoError(t, json.Unmarshal([]byte(want), &some))
	require.NoError(t, json.Unmarshal([]byte(got), &all))
	if inner, ok := all["widget_url"].(map[string]any); ok {
		all = inner
	}
	for name, value := range some {
		assert.Equal(t, value, all[name], name)
	}
}

// mistral is a member of alice at MX.
func (r *real) mistral(t *testing.T) string {
	t.Helper()
	kept, err := r.Session(t.Context(), r.open(smallest["mx"]).ID) // which made sure of the user
	require.NoError(t, err)
	var answers []mx.Answer
	for c, err := range r.mx.InstitutionCredentials(t.Context(), "mistral", mx.PageQuery{}) {
		require.NoError(t, err)
		answers = append(answers, mx.Answer{GUID: c.GUID, Value: secretOf("correct")})
	}
	m, err := r.mx.CreateMember(t.Context(), kept.ProviderUser, mx.NewMember{InstitutionCode: "mistral", MemberFields: mx.MemberFields{Credentials: answers}})
	require.NoError(t, err)
	return m.GUID
}

func TestAMemberIsVerifiedWhereTheProviderCanBeAsked(t *testing.T) {
	r := startReal(t)
	member := r.mistral(t)
	report := func(request, member, user string) (int, *broker.Outcome) {
		s := r.open(request, as(user))
		w := r.call("POST", "/sessions/"+s.ID+"/outcome", `{"result":"connected","member_guid":"`+member+`"}`, as(user))
		if w.Code != http.StatusOK {
			return w.Code, nil
		}
		return w.Code, read[session](t, w.Body).Outcome
	}
	status, outcome := report(smallest["mx"], member, "alice")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, &broker.Outcome{Result: broker.Connected, MemberGUID: member, Verified: true}, outcome)
	status, _ = report(smallest["mx"], member, "bob")
	assert.Equal(t, http.StatusUnprocessableEntity, status, "somebody else's member")
	status, outcome = report(smallest["ucw"], "MBR-1", "alice")
	assert.Equal(t, http.StatusOK, status)
	assert.False(t, outcome.Verified, "UCW cannot be asked")
	status, _ = report(smallest["fino"], "none", "alice")
	assert.Equal(t, http.StatusUnprocessableEntity, status)
}

// fino's whole journey: the user logs in, is led back to the landing page, the
// bank login is verified, and repaired in another session.
func TestAFinoUserComesBackAndRepairs(t *testing.T) {
	r := startReal(t)
	s := r.open(smallest["fino"])
	u := sitetest.NewUser(t)
	page := u.Get(s.WidgetURL).To
	u.Submit(page, "bank", "bank", "nordlicht")
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	back := u.Submit(page, "code", "code", "123456").To
	assert.Equal(t, s.Return.URL, back)

	w := r.visit(back)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	assert.Equal(t, "0; url="+s.Return.Handover+"?ch_state="+s.Return.Nonce, w.Header().Get("Refresh"))
	assert.True(t, r.state(s.ID).Visit.Unknown, "fino's link says nothing of the result")

	kept, err := r.Session(t.Context(), s.ID)
	require.NoError(t, err)
	login, err := r.fino.Provider().MemberState(t.Context(), kept.ProviderUser, "")
	require.NoError(t, err)
	ended := r.call("POST", "/sessions/"+s.ID+"/outcome", `{"result":"connected","member_guid":"`+login.GUID+`"}`)
	require.Equal(t, http.StatusOK, ended.Code, ended.Body)
	assert.True(t, read[session](t, ended.Body).Outcome.Verified)

	again := r.open(`{"provider":"fino","member_guid":"` + login.GUID + `"}`)
	assert.True(t, strings.HasSuffix(r.wire.last(t).path, "/sessions/management"), "the overview of bank logins")
	assert.Equal(t, http.StatusSeeOther, r.show(again.WidgetURL))
}

func TestWhatAProviderRefusesIsMapped(t *testing.T) {
	rows := []struct {
		name, fault string
		status      int
		code        fault.Code
		wait        string
	}{
		{"too many requests", "status=429;retry_after=7", 503, fault.ProviderRateLimited, "7"},
		{"out of order", "status=503", 503, fault.ProviderUnavailable, "2"},
		{"keys that are no good", "status=401", 502, fault.ProviderUnauthorized, ""},
		{"not allowed", "status=403", 502, fault.ProviderForbidden, ""},
		{"refused", "status=422", 422, fault.ProviderRejected, ""},
		{"broken off", "truncate", 502, fault.ProviderBadAnswer, ""},
		{"no answer", "drop", 503, fault.ProviderUnreachable, "2"},
	}
	r := startReal(t, func(o *broker.Options) { o.Limits.SessionsOf.Count, o.Limits.SessionsOf.Period = 1e6, 1 })
	for name, request := range smallest {
		for _, row := range rows {
			t.Run(name+"/"+row.name, func(t *testing.T) {
				r.wire.ask(row.fault)
				defer r.wire.ask("")
				w := r.call("POST", "/sessions", request)
				assert.Equal(t, row.code, refused(t, row.status, w))
				assert.Equal(t, row.wait, w.Header().Get("Retry-After"))
			})
		}
	}
	r.wire.ask("")
	for name, row := range map[string]struct {
		body string
		code fault.Code
	}{
		"UCW without a product":             {`{"provider":"ucw","target_origin":"https://app.example"}`, fault.ProviderInputInvalid},
		"UCW without a page to post to":     {`{"provider":"ucw","products":["transactions"]}`, fault.ProviderInputInvalid},
		"UCW has no statements":             {`{"provider":"ucw","products":["statements"],"target_origin":"https://app.example"}`, fault.ProviderInputInvalid},
		"UCW's widget does not navigate":    {`{"provider":"ucw","products":["transactions"],"mobile_webview":true}`, fault.ProviderInputInvalid},
		"UCW's member that nobody keeps":    {`{"provider":"ucw","products":["transactions"],"target_origin":"https://app.example","member_guid":"lost"}`, fault.ProviderNotFound},
		"fino cannot start at a bank":       {`{"provider":"fino","institution":{"code":"nordlicht"}}`, fault.ProviderInputInvalid},
		"a page of somebody else":           {`{"provider":"ucw","products":["transactions"],"target_origin":"https://evil.example"}`, fault.InputInvalid},
		"fino has nobody to repair as yet":  {`{"provider":"fino","member_guid":"none"}`, fault.ProviderNotFound},
		"a provider that is not mounted":    {`{"provider":"connect"}`, fault.InputInvalid},
		"a user who is somebody else's":     {`{"provider":"fino","user":{"id":"bob"}}`, fault.BrokerForbidden},
		"MX: a language that is not a tag":  {`{"provider":"mx","locale":"en_US;q=1"}`, fault.InputInvalid},
		"MX: a product that does not exist": {`{"provider":"mx","products":["everything"]}`, fault.InputInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			w := r.call("POST", "/sessions", row.body)
			require.Contains(t, []int{400, 403, 422}, w.Code, w.Body)
			assert.Equal(t, row.code, refused(t, w.Code, w))
		})
	}
}
