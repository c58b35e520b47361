package finoapi_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/finoapi"
	"github.com/connecthost/connecthost/core/sandbox/uba"
	"github.com/connecthost/connecthost/core/secret"
)

func TestAuth(t *testing.T) {
	for _, row := range []struct {
		name, contentType, body string
		status                  int
		kind                    string   // of the error
		fields                  []string // of the answer
	}{
		{"form_todaysAnswer", form, "client_id=client&client_secret=" + clientSecret + "&grant_type=client_credentials", 200, "", []string{"access_token", "expires_in", "token_type", "scope", "session_state"}},
		{"nameAndSecret_olderAnswer", "application/json", `{"name":"client","secret":"` + clientSecret + `"}`, 200, "", []string{"accessToken", "refreshToken", "expiresIn", "refreshExpiresIn"}},
		{"clientIDAndSecret_olderAnswer", "application/json", `{"clientId":"client","clientSecret":"` + clientSecret + `"}`, 200, "", []string{"accessToken", "refreshToken", "expiresIn", "refreshExpiresIn"}},
		{"wrongSecret", form, "client_id=client&client_secret=x&grant_type=client_credentials", 401, "unauthorized", nil},
		{"wrongClient", form, "client_id=x&client_secret=" + clientSecret + "&grant_type=client_credentials", 401, "unauthorized", nil},
		{"olderWrongSecret", "application/json", `{"name":"client","secret":"x"}`, 401, "unauthorized", nil},
		{"nothing", "application/json", ``, 401, "unauthorized", nil},
		{"otherGrant", form, "client_id=client&client_secret=" + clientSecret + "&grant_type=password", 400, "bad_request", nil},
		{"secretInTheQueryOnly", form, "grant_type=client_credentials", 401, "unauthorized", nil},
		{"otherContentType", "text/plain", "x", 400, "bad_request", nil},
		{"brokenForm", form, "grant_type=%", 400, "bad_request", nil},
		{"brokenJSON", "application/json", `{`, 400, "bad_request", nil},
		{"hugeJSON", "application/json", `{"name":"` + strings.Repeat("a", 1<<17) + `"}`, 413, "bad_request", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := start(t)
			status, out := a.send("POST", "/api/auth", row.contentType, row.body)
			assert.Equal(t, row.status, status)
			if row.kind != "" {
				assert.Equal(t, row.kind, out["type"])
				assert.NotEmpty(t, out["message"])
				assert.Len(t, out, 2)
				return
			}
			assert.Len(t, out, len(row.fields))
			for _, name := range row.fields {
				assert.Contains(t, out, name)
			}
		})
	}
}

func TestToken_worksForFiveMinutes(t *testing.T) {
	a := start(t).signIn()
	status, _ := a.json("POST", "/api/users", `{}`)
	assert.Equal(t, 200, status)
	a.Advance(300*time.Second - 1)
	status, _ = a.json("POST", "/api/users", `{}`)
	assert.Equal(t, 200, status)
	a.Advance(1)
	status, out := a.json("POST", "/api/users", `{}`)
	assert.Equal(t, 401, status)
	assert.Equal(t, "unauthorized", out["type"])
	a.signIn().face.Revoke()
	status, _ = a.json("POST", "/api/users", `{}`)
	assert.Equal(t, 401, status)
}

func TestCalls(t *testing.T) {
	for _, row := range []struct {
		name, method, path, body string
		status                   int
		want                     object // a part of the answer
	}{
		{"person", "POST", "/api/users", `{"type":"person","automaticAnalysis":"active"}`, 200, object{"type": "person", "automaticAnalysis": "active"}},
		{"company", "POST", "/api/users", `{"type":"company","automaticAnalysis":"suspended"}`, 200, object{"type": "company", "automaticAnalysis": "suspended"}},
		{"userWithDefaults", "POST", "/api/users", ``, 200, object{"type": "person", "automaticAnalysis": "active"}},
		{"userOfAnotherType", "POST", "/api/users", `{"type":"cat"}`, 400, object{"type": "bad_request"}},
		{"userWithAnotherAnalysis", "POST", "/api/users", `{"automaticAnalysis":"some"}`, 400, object{"type": "bad_request"}},
		{"userThatIsAList", "POST", "/api/users", `[]`, 400, object{"type": "bad_request"}},
		{"sessionWithoutUser", "POST", "/api/banking/sessions/connect", `{}`, 400, object{"type": "bad_request"}},
		{"sessionThatReturnsToScript", "POST", "/api/banking/sessions/connect", `{"userId":"u","returnUrl":"javascript:1"}`, 400, object{"type": "bad_request"}},
		{"optionOfAnotherType", "POST", "/api/banking/sessions/connect", `{"userId":"u","multiple":"yes"}`, 400, object{"type": "bad_request"}},
		{"managementOfNobody", "POST", "/api/banking/sessions/management", `{"userId":"u"}`, 404, object{"type": "not_found"}},
		{"loginsOfNobody", "GET", "/api/users/u/logins", ``, 404, object{"type": "not_found"}},
		{"unknownLogin", "GET", "/api/users/u/logins/l", ``, 404, object{"type": "not_found"}},
		{"unknownPath", "GET", "/api/nothing", ``, 404, object{"type": "not_found"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, out := start(t).signIn().json(row.method, row.path, row.body)
			assert.Equal(t, row.status, status)
			for name, want := range row.want {
				assert.Equal(t, want, out[name], name)
			}
		})
		if row.path == "/api/nothing" {
			continue
		}
		t.Run(row.name+"_withoutToken", func(t *testing.T) {
			status, out := start(t).json(row.method, row.path, row.body)
			assert.Equal(t, 401, status)
			assert.Equal(t, "unauthorized", out["type"])
		})
	}
}

func TestSession_hasTheDocumentedAnswer(t *testing.T) {
	a := start(t).signIn()
	status, out := a.json("POST", "/api/banking/sessions/connect", `{"userId":"ada","new":1}`)
	require.Equal(t, 200, status)
	assert.Len(t, out, 3)
	assert.Len(t, strings.Split(out["sessionId"].(string), "."), 3, "a JWT")
	assert.Equal(t, a.url+"/auth?sessionId="+url.QueryEscape(out["sessionId"].(string)), out["redirectURL"])
	assert.Len(t, out["userIdentifier"], 64)
}

func TestSession_optionsAreUnderstoodInBodyAndQuery(t *testing.T) {
	a := start(t).signIn()
	a.connect("nordlicht", "")
	for name, row := range map[string]struct{ query, body, shows string }{
		"management":        {"", ``, "Your banks"},
		"addBankLogin":      {"", `,"addBankLogin":true`, "Find your bank"},
		"addBankLoginQuery": {"?addBankLogin=true", ``, "Find your bank"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out := a.json("POST", "/api/banking/sessions/management"+row.query, `{"userId":"ada"`+row.body+`}`)
			require.Equal(t, 200, status)
			u := sitetest.NewUser(t)
			assert.Contains(t, u.Get(u.Get(out["redirectURL"].(string)).To).Body, row.shows)
		})
	}
}

func TestLogins(t *testing.T) {
	a := start(t).signIn()
	hash := a.connect("nordlicht", `,"recurring":true`)
	a.connect("moorland", "")
	for _, user := range []string{"ada", hash} {
		status, out := a.json("GET", "/api/users/"+user+"/logins", "")
		require.Equal(t, 200, status)
		all := out["bankLogins"].([]any)
		require.Len(t, all, 2)
		first, second := all[0].(object), all[1].(object)
		assert.Equal(t, object{
			"id": first["id"], "bankName": "Nordlicht Bank", "createdAt": "2026-05-01T09:00:00Z",
			"status": "OK", "active": true, "lastSynchronization": "2026-05-01T09:00:00Z",
		}, first)
		assert.Equal(t, "SYNC_FAILED", second["status"])
		assert.Nil(t, second["lastSynchronization"])
		status, one := a.json("GET", "/api/users/"+user+"/logins/"+first["id"].(string), "")
		assert.Equal(t, 200, status)
		assert.Equal(t, first, one)
	}
	a.Advance(uba.DefaultConsentTTL)
	_, out := a.signIn().json("GET", "/api/users/ada/logins", "")
	assert.Equal(t, "SCA_REQUIRED", out["bankLogins"].([]any)[0].(object)["status"])
}

func TestNew_refusesHalfASetting(t *testing.T) {
	u, err := uba.New(uba.Config{Origin: "https://uba.example"})
	require.NoError(t, err)
	whole := finoapi.Config{UBA: u, ClientID: "c", ClientSecret: secret.New("s")}
	for name, change := range map[string]func(*finoapi.Config){
		"noUBA":            func(c *finoapi.Config) { c.UBA = nil },
		"noClientID":       func(c *finoapi.Config) { c.ClientID = "" },
		"noSecret":         func(c *finoapi.Config) { c.ClientSecret = secret.String{} },
		"webhookUnsigned":  func(c *finoapi.Config) { c.Webhook.URL = "https://app.example" },
		"webhookNoAddress": func(c *finoapi.Config) { c.Webhook = finoapi.Webhook{URL: "/x", Secret: secret.New("s")} },
		"webhookFTP": func(c *finoapi.Config) {
			c.Webhook = finoapi.Webhook{URL: "ftp://app.example", Secret: secret.New("s")}
		},
		"negativeWait": func(c *finoapi.Config) {
			c.Webhook = finoapi.Webhook{URL: "https://app.example", Secret: secret.New("s"), RetryWait: -1}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := whole
			change(&c)
			_, err := finoapi.New(c)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}

func TestUsers_andSessionsWithUnusualSettings(t *testing.T) {
	a := start(t).signIn()
	for body, status := range map[string]int{
		`{"type":"person"}`: 200,
		`{"type":"company","automaticAnalysis":"active"}`: 200,
		`{"type":"person","automaticAnalysis":"later"}`:   400,
		`{"type":"cat"}`: 400,
		`[]`:             400,
	} {
		got, _ := a.json("POST", "/api/users", body)
		assert.Equal(t, status, got, body)
	}
	status, _ := a.json("POST", "/api/banking/sessions/connect?recurring=true&multiple=true&storeSecrets=true", `{"userId":"ada"}`)
	assert.Equal(t, 200, status, "options in the query are taken too")
	for _, body := range []string{`{}`, `{"userId":"ada","returnUrl":"javascript:alert(1)"}`} {
		status, out := a.json("POST", "/api/banking/sessions/connect", body)
		assert.Equal(t, 400, status)
		assert.Equal(t, "bad_request", out["type"])
	}
}
