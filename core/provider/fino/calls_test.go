package fino

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// sessionAnswer has the documented shape.
const sessionAnswer = `{"sessionId":"canary.jwt.1","userIdentifier":"hash1","redirectURL":"https://uba.example/auth?sessionId=canary.jwt.1","more":{}}`

// calls are all calls, with the path and the body that they send.
var calls = []struct {
	name   string
	call   func(context.Context, *Client) (any, error)
	method string
	uri    string
	body   string // JSON
	answer string
	want   any
}{
	{"CreateUser", func(ctx context.Context, c *Client) (any, error) {
		return c.CreateUser(ctx, User{Type: Company, AutomaticAnalysis: AnalysisSuspended})
	}, "POST", "/users", `{"type":"company","automaticAnalysis":"suspended"}`, `{"userIdentifier":"hash1","type":"company"}`, User{Identifier: "hash1", Type: Company}},
	{"CreateUser_withDefaults_identifierAsID", func(ctx context.Context, c *Client) (any, error) {
		return c.CreateUser(ctx, User{})
	}, "POST", "/users", `{}`, `{"id":"hash1"}`, User{Identifier: "hash1"}},
	{"CreateUser_fieldsOfOddTypesStayZero", func(ctx context.Context, c *Client) (any, error) {
		return c.CreateUser(ctx, User{})
	}, "POST", "/users", `{}`, `{"userId":"hash1","id":7,"type":7,"automaticAnalysis":"active"}`, User{Identifier: "hash1", AutomaticAnalysis: AnalysisActive}},
	{"ConnectSession", func(ctx context.Context, c *Client) (any, error) {
		return c.ConnectSession(ctx, SessionRequest{User: "ada", Multiple: new(true), Recurring: new(true), StoreSecrets: new(false), ReturnURL: secret.New("myapp://return?n=1")})
	}, "POST", "/banking/sessions/connect", `{"userId":"ada","multiple":true,"recurring":true,"storeSecrets":false,"returnUrl":"myapp://return?n=1"}`, sessionAnswer, "hash1"},
	{"ConnectSession_sendsNoOptionThatIsNotSet", func(ctx context.Context, c *Client) (any, error) {
		return c.ConnectSession(ctx, SessionRequest{User: "ada"})
	}, "POST", "/banking/sessions/connect", `{"userId":"ada"}`, sessionAnswer, "hash1"},
	{"ManagementSession", func(ctx context.Context, c *Client) (any, error) {
		return c.ManagementSession(ctx, SessionRequest{User: "ada", AddBankLogin: new(true)})
	}, "POST", "/banking/sessions/management", `{"userId":"ada","addBankLogin":true}`, sessionAnswer, "hash1"},
	{"Login", func(ctx context.Context, c *Client) (any, error) { return c.Login(ctx, "ha/sh", "l 1") },
		"GET", "/users/ha%2Fsh/logins/l%201", ``, `{"status":"SCA_REQUIRED","active":true,"lastSynchronization":"2026-05-01T09:00:00.5+02:00"}`,
		Login{ID: "l 1", Status: SCARequired, Active: true, LastSynchronization: at(7, 500)}},
	{"Login_fieldsOfOddTypesStayZero", func(ctx context.Context, c *Client) (any, error) { return c.Login(ctx, "u", "l") },
		"GET", "/users/u/logins/l", ``, `{"id":"l2","status":"NEW_ONE","active":"yes","lastSynchronization":17,"bankName":null}`, Login{ID: "l2", Status: "NEW_ONE"}},
	{"Logins", func(ctx context.Context, c *Client) (any, error) { return c.Logins(ctx, "u") },
		"GET", "/users/u/logins", ``, `{"bankLogins":[{"id":"a","status":"OK"},{"id":"b","status":"SYNC_FAILED","createdAt":"2026-05-01T09:00:00"}]}`,
		[]Login{{ID: "a", Status: OK}, {ID: "b", Status: SyncFailed, Created: Time{Time: at(9, 0).Time, Raw: "2026-05-01T09:00:00"}}}},
	{"Logins_null", func(ctx context.Context, c *Client) (any, error) { return c.Logins(ctx, "u") },
		"GET", "/users/u/logins", ``, `{"bankLogins":null}`, []Login(nil)},
}

func at(hour, ms int) Time {
	return Time{Time: time.Date(2026, 5, 1, hour, 0, 0, ms*int(time.Millisecond), time.UTC)}
}

func TestCalls_sendWhatIsDocumentedAndReadTheAnswer(t *testing.T) {
	for _, row := range calls {
		t.Run(row.name, func(t *testing.T) {
			c, s := serve(t, says(200, row.answer))
			got, err := row.call(t.Context(), c)
			require.NoError(t, err)
			switch v := got.(type) {
			case Session:
				assert.Equal(t, row.want, v.UserIdentifier)
				assert.Equal(t, "canary.jwt.1", v.ID.Reveal())
				assert.Equal(t, "https://uba.example/auth?sessionId=canary.jwt.1", v.URL.Reveal())
			case Login:
				v.LastSynchronization = Time{Time: v.LastSynchronization.UTC()}
				assert.Equal(t, row.want, v)
			default:
				assert.Equal(t, row.want, got)
			}
			sent := s.requests(row.uri)
			require.Len(t, sent, 1)
			assert.Equal(t, row.method, sent[0].method)
			assert.Equal(t, "Bearer canaryToken1", sent[0].header.Get("Authorization"))
			assert.Equal(t, "application/json", sent[0].header.Get("Accept"))
			if row.body == "" {
				assert.Empty(t, sent[0].body)
			} else {
				assert.JSONEq(t, row.body, sent[0].body)
				assert.Equal(t, "application/json", sent[0].header.Get("Content-Type"))
			}
		})
	}
}

func TestCalls_turnEachDocumentedFailureIntoItsCode(t *testing.T) {
	for _, failure := range []struct {
		status int
		body   string
		want   fault.Code
		text   string
	}{
		{400, `{"type":"bad_request","message":"The userId is missing."}`, fault.ProviderRejected, "The userId is missing."},
		{401, `{"type":"unauthorized","message":"no token"}`, fault.ProviderUnauthorized, "no token"},
		{403, `{"type":"forbidden","message":"not allowed"}`, fault.ProviderForbidden, "not allowed"},
		{404, `{"type":"not_found","message":"no such user"}`, fault.ProviderNotFound, "no such user"},
		{409, `{"type":"conflict","message":"exists"}`, fault.ProviderConflict, "exists"},
		{429, `{"type":"rate_limit","message":"slow down"}`, fault.ProviderRateLimited, "slow down"},
		{500, `{"type":"server_error","message":"oops"}`, fault.ProviderUnavailable, "oops"},
		{502, `<html>bad gateway`, fault.ProviderUnavailable, "an HTML page"},
		{302, ``, fault.ProviderBadAnswer, ""},
		{200, ``, fault.ProviderBadAnswer, "an empty body"},
		{200, `"text"`, fault.ProviderBadAnswer, "not a JSON object"},
		{200, `<p>hello`, fault.ProviderBadAnswer, "an HTML page"},
	} {
		for _, row := range calls {
			t.Run(row.name+"_"+failure.text, func(t *testing.T) {
				c, _ := serve(t, says(failure.status, failure.body), func(cfg *Config) { cfg.Retries = -1 })
				_, err := row.call(t.Context(), c)
				require.Equal(t, failure.want, fault.CodeOf(err))
				if failure.status >= 400 {
					assert.Equal(t, failure.status, fault.From(err).Status)
				}
				assert.Contains(t, fault.From(err).Unwrap().Error(), failure.text)
			})
		}
	}
}

func TestCalls_refuseAnAnswerWithoutWhatTheyAreFor(t *testing.T) {
	for name, answer := range map[string]string{
		"noID":               `{"redirectURL":"https://uba.example/auth"}`,
		"noAddress":          `{"sessionId":"a"}`,
		"plainHTTP":          `{"sessionId":"a","redirectURL":"http://uba.example/auth"}`,
		"script":             `{"sessionId":"a","redirectURL":"javascript:alert(1)"}`,
		"addressWithUser":    `{"sessionId":"a","redirectURL":"https://u:p@uba.example/"}`,
		"relative":           `{"sessionId":"a","redirectURL":"/auth"}`,
		"addressOfOtherType": `{"sessionId":"a","redirectURL":7}`,
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := serve(t, says(200, answer))
			_, err := c.ConnectSession(t.Context(), SessionRequest{User: "ada"})
			assert.Equal(t, fault.ProviderBadAnswer, fault.CodeOf(err))
		})
	}
	c, _ := serve(t, says(200, `{}`))
	_, err := c.CreateUser(t.Context(), User{})
	assert.Equal(t, fault.ProviderBadAnswer, fault.CodeOf(err))
	_, err = c.Login(t.Context(), "u", "l")
	assert.Equal(t, fault.ProviderBadAnswer, fault.CodeOf(err))
	_, err = c.Logins(t.Context(), "u")
	assert.Equal(t, fault.ProviderBadAnswer, fault.CodeOf(err))
}

func TestCalls_refuseWhatCannotBeAsked(t *testing.T) {
	c, s := serve(t, says(200, sessionAnswer))
	for name, call := range map[string]func() error{
		"sessionWithoutUser": func() error { _, err := c.ConnectSession(t.Context(), SessionRequest{}); return err },
		"addBankLoginAtAConnectSession": func() error {
			_, err := c.ConnectSession(t.Context(), SessionRequest{User: "u", AddBankLogin: new(false)})
			return err
		},
		"returnToScript": func() error {
			_, err := c.ManagementSession(t.Context(), SessionRequest{User: "u", ReturnURL: secret.New("JavaScript:alert(1)")})
			return err
		},
		"returnToAPath": func() error {
			_, err := c.ManagementSession(t.Context(), SessionRequest{User: "u", ReturnURL: secret.New("/back")})
			return err
		},
		"loginWithoutID":   func() error { _, err := c.Login(t.Context(), "u", ""); return err },
		"loginThatClimbs":  func() error { _, err := c.Login(t.Context(), "u", ".."); return err },
		"loginWithoutUser": func() error { _, err := c.Login(t.Context(), "", "l"); return err },
		"loginsOfNobody":   func() error { _, err := c.Logins(t.Context(), ""); return err },
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(call()))
		})
	}
	assert.Empty(t, s.requests("/banking/sessions/connect"))
	assert.Empty(t, s.requests("/banking/sessions/management"))
}

func TestSettings_changeWhatIsNotVerified(t *testing.T) {
	c, s := serve(t, says(200, sessionAnswer), func(cfg *Config) {
		cfg.Paths = Paths{Connect: "/v2/connect", Login: "/logins/{login_id}/of/{user_identifier}"}
		cfg.Fields = Fields{User: "externalId", Return: "-"}
		cfg.OptionsInQuery = true
	})
	_, err := c.ConnectSession(t.Context(), SessionRequest{User: "ada", Recurring: new(true), ReturnURL: secret.New("myapp://return")})
	require.NoError(t, err)
	sent := s.requests("/v2/connect")
	require.Len(t, sent, 1)
	assert.Equal(t, "/v2/connect?recurring=true", sent[0].uri)
	assert.JSONEq(t, `{"externalId":"ada"}`, sent[0].body)

	s.answer = says(200, `{"status":"OK"}`)
	_, err = c.Login(t.Context(), "u", "l")
	require.NoError(t, err)
	assert.Len(t, s.requests("/logins/l/of/u"), 1)
}

func TestCalls_areTriedAgainOnlyWhenThatIsHarmless(t *testing.T) {
	c, s := serve(t, says(503, ``))
	_, err := c.Logins(t.Context(), "u")
	assert.Equal(t, fault.ProviderUnavailable, fault.CodeOf(err))
	assert.Len(t, s.requests("/users/u/logins"), 3)
	_, err = c.CreateUser(t.Context(), User{})
	assert.Equal(t, fault.ProviderUnavailable, fault.CodeOf(err))
	assert.Len(t, s.requests("/users"), 1)
	assert.Len(t, s.requests("/auth"), 1)
	assert.Equal(t, http.MethodPost, s.requests("/auth")[0].method)
}
