package fino

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

func TestAdapter_Widget(t *testing.T) {
	for _, row := range []struct {
		name string
		req  provider.WidgetRequest
		uri  string
		body string
	}{
		{"newLogin_connectSession", provider.WidgetRequest{UserID: "ada", UserGUID: "hash1", ReturnURL: secret.New("https://app.example/return/1"), Locale: "de", MobileWebView: true, EventScheme: "myapp"},
			"/banking/sessions/connect", `{"userId":"ada","returnUrl":"https://app.example/return/1","recurring":true}`},
		{"onlyFinosIdentifier_isSent", provider.WidgetRequest{UserGUID: "hash1"},
			"/banking/sessions/connect", `{"userId":"hash1","recurring":true}`},
		{"memberToRepair_managementSession", provider.WidgetRequest{UserID: "ada", MemberGUID: "l1"},
			"/banking/sessions/management", `{"userId":"ada","recurring":true}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, s := serve(t, says(200, sessionAnswer))
			a := c.Provider()
			a.Prepare = func(r *SessionRequest) { r.Recurring = new(true) }
			w, err := a.Widget(t.Context(), row.req)
			require.NoError(t, err)
			assert.Equal(t, "fino", a.Name())
			assert.Equal(t, "https://uba.example/auth?sessionId=canary.jwt.1", w.URL.Reveal())
			assert.Equal(t, "hash1", w.UserGUID)
			assert.Equal(t, row.req.UserID, w.UserID)
			sent := s.requests(row.uri)
			require.Len(t, sent, 1)
			assert.JSONEq(t, row.body, sent[0].body)
		})
	}
}

func TestAdapter_refusesWhatFinoHasNot(t *testing.T) {
	c, _ := serve(t, says(200, sessionAnswer))
	a := c.Provider()
	for name, req := range map[string]provider.WidgetRequest{
		"institution":     {UserID: "ada", InstitutionGUID: "i"},
		"institutionCode": {UserID: "ada", InstitutionCode: "i"},
		"noSearch":        {UserID: "ada", NoSearch: true},
		"noUser":          {},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := a.Widget(t.Context(), req)
			assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))
		})
	}
	_, reads := any(a).(provider.AccountReader)
	assert.False(t, reads, "reading accounts is not among the calls that are known")
}

func TestAdapter_MemberState(t *testing.T) {
	for _, row := range []struct {
		status string
		want   provider.State
	}{
		{"OK", provider.Ready}, {"SCA_REQUIRED", provider.NeedsUser}, {"SYNC_FAILED", provider.Unavailable}, {"LATER", provider.Waiting},
	} {
		t.Run(row.status, func(t *testing.T) {
			c, _ := serve(t, says(200, `{"id":"l1","bankName":"Nordlicht Bank","status":"`+row.status+`","active":false}`))
			m, err := c.Provider().MemberState(t.Context(), "u", "l1")
			require.NoError(t, err)
			want := provider.Member{GUID: "l1", Name: "Nordlicht Bank", InstitutionName: "Nordlicht Bank", State: row.want, Status: row.status}
			assert.Equal(t, want, m)
			again, err := c.Provider().Member(t.Context(), "u", "l1")
			require.NoError(t, err)
			assert.Equal(t, want, again)
		})
	}
}

func TestAdapter_withoutAMemberTheNewestCounts(t *testing.T) {
	for _, row := range []struct {
		name string
		list string
		want string
		code fault.Code
	}{
		{"byTime", `[{"id":"a","createdAt":"2026-01-01T00:00:00Z"},{"id":"b","createdAt":"2026-03-01T00:00:00Z"},{"id":"c","createdAt":"2026-02-01T00:00:00Z"}]`, "b", ""},
		{"withoutTimes_theLast", `[{"id":"a"},{"id":"b"}]`, "b", ""},
		{"one", `[{"id":"a"}]`, "a", ""},
		{"none_notFound", `[]`, "", fault.ProviderNotFound},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, _ := serve(t, says(200, `{"bankLogins":`+row.list+`}`))
			m, err := c.Provider().MemberState(t.Context(), "u", "")
			assert.Equal(t, row.code, fault.CodeOf(err))
			assert.Equal(t, row.want, m.GUID)
		})
	}
}
