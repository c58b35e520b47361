package mx

import (
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// world is a small MX: users by the app's id, one member, its accounts.
type world struct {
	mu       sync.Mutex
	users    map[string]string // id to guid
	requests []string
	widget   map[string]any // last widget request
	statuses []string       // of the member, one per question

	ignoreFilter bool
	create       func(id string) int // status to answer a creation with; 200 creates
}

func (m *world) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests = append(m.requests, r.Method+" "+r.URL.Path)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /users", m.listUsers)
	mux.HandleFunc("POST /users", m.createUser)
	mux.HandleFunc("POST /users/{user}/widget_urls", m.widgetURL)
	mux.HandleFunc("GET /users/{user}/members/MBR-1/status", m.status)
	mux.HandleFunc("GET /users/{user}/members/MBR-1", reply(`{"member":{"guid":"MBR-1","name":"My bank","institution_code":"harborlight","connection_status":"CONNECTED"}}`))
	mux.HandleFunc("GET /users/{user}/members/MBR-2", reply(`{"member":{"guid":"MBR-2","institution_code":"lost","connection_status":"CLOSED"}}`))
	mux.HandleFunc("GET /users/{user}/members/MBR-3", reply(`{"member":{"guid":"MBR-3"}}`))
	mux.HandleFunc("GET /institutions/harborlight", reply(`{"institution":{"name":"Harborlight Bank"}}`))
	mux.HandleFunc("GET /users/{user}/members/MBR-1/accounts", reply(`{"accounts":[{"guid":"ACT-1","member_guid":"MBR-1","name":"Checking","type":"CHECKING","balance":12.5,"available_balance":0,"currency_code":"USD"}]}`))
	mux.HandleFunc("GET /users/{user}/accounts", reply(`{"accounts":[{"guid":"ACT-1"},{"guid":"ACT-2"}]}`))
	mux.ServeHTTP(w, r)
}

func reply(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

func (m *world) listUsers(w http.ResponseWriter, r *http.Request) {
	users := []User{}
	for id, guid := range m.users {
		if m.ignoreFilter || id == r.URL.Query().Get("id") {
			users = append(users, User{ID: id, GUID: guid})
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"users": users})
}

func (m *world) createUser(w http.ResponseWriter, r *http.Request) {
	var body struct{ User User }
	_ = json.NewDecoder(r.Body).Decode(&body)
	if m.create != nil {
		if status := m.create(body.User.ID); status != 200 {
			w.WriteHeader(status)
			return
		}
	}
	m.users[body.User.ID] = "USR-new"
	_ = json.NewEncoder(w).Encode(map[string]any{"user": User{ID: body.User.ID, GUID: "USR-new"}})
}

func (m *world) widgetURL(w http.ResponseWriter, r *http.Request) {
	var body map[string]map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	m.widget = body["widget_url"]
	m.widget["Accept-Language"] = r.Header.Get("Accept-Language")
	reply(`{"widget_url":{"url":"https://w.example/`+r.PathValue("user")+`"}}`)(w, r)
}

func (m *world) status(w http.ResponseWriter, r *http.Request) {
	body := m.statuses[0]
	if len(m.statuses) > 1 {
		m.statuses = m.statuses[1:]
	}
	reply(`{"member":`+body+`}`)(w, r)
}

func TestWidgetFindsOrCreatesTheUser(t *testing.T) {
	rows := []struct {
		name     string
		world    world
		req      provider.WidgetRequest
		guid     string
		code     fault.Code
		requests []string
	}{
		{"a known guid is used as it is", world{}, provider.WidgetRequest{UserGUID: "USR-7", UserID: "u-1"}, "USR-7", "",
			[]string{"POST /users/USR-7/widget_urls"}},
		{"a known id is looked up", world{users: map[string]string{"u-1": "USR-1"}}, provider.WidgetRequest{UserID: "u-1"}, "USR-1", "",
			[]string{"GET /users", "POST /users/USR-1/widget_urls"}},
		{"an unknown id is created", world{users: map[string]string{}}, provider.WidgetRequest{UserID: "u-1"}, "USR-new", "",
			[]string{"GET /users", "POST /users", "POST /users/USR-new/widget_urls"}},
		{"another user's data is never used", world{users: map[string]string{"u-2": "USR-2"}, ignoreFilter: true}, provider.WidgetRequest{UserID: "u-1"}, "USR-new", "",
			[]string{"GET /users", "POST /users", "POST /users/USR-new/widget_urls"}},
		{"nobody is refused", world{}, provider.WidgetRequest{}, "", fault.ProviderInputInvalid, nil},
		{"a refused creation is an error", world{create: func(string) int { return 400 }}, provider.WidgetRequest{UserID: "u-1"}, "", fault.ProviderRejected,
			[]string{"GET /users", "POST /users", "GET /users"}},
		{"a failed creation is not asked about", world{create: func(string) int { return 503 }}, provider.WidgetRequest{UserID: "u-1"}, "", fault.ProviderUnavailable,
			[]string{"GET /users", "POST /users"}},
	}
	for i := range rows {
		row := &rows[i]
		t.Run(row.name, func(t *testing.T) {
			w, err := serve(t, row.world.ServeHTTP).Provider().Widget(t.Context(), row.req)
			require.Equal(t, row.code, fault.CodeOf(err), "%v", err)
			assert.Equal(t, row.guid, w.UserGUID)
			assert.Equal(t, row.requests, row.world.requests)
			if err == nil {
				assert.Equal(t, "u-1", w.UserID)
				assert.Equal(t, "https://w.example/"+row.guid, w.URL.Reveal())
			}
		})
	}
}

func TestUserCreatedByAnotherSessionIsFound(t *testing.T) {
	m := &world{users: map[string]string{}}
	m.create = func(id string) int { m.users[id] = "USR-other"; return 409 }
	w, err := serve(t, m.ServeHTTP).Provider().Widget(t.Context(), provider.WidgetRequest{UserID: "u-1"})
	require.NoError(t, err)
	assert.Equal(t, "USR-other", w.UserGUID)
}

func TestWidgetRequestIsPutIntoMXsWords(t *testing.T) {
	defaults := map[string]any{"widget_type": "connect_widget", "ui_message_version": 4.0, "is_mobile_webview": false, "Accept-Language": ""}
	with := func(more map[string]any) map[string]any {
		out := map[string]any{}
		for _, part := range []map[string]any{defaults, more} {
			for k, v := range part {
				out[k] = v
			}
		}
		return out
	}
	rows := []struct {
		name string
		req  provider.WidgetRequest
		want map[string]any
	}{
		{"nothing asked for", provider.WidgetRequest{}, defaults},
		{"events as navigations", provider.WidgetRequest{MobileWebView: true, EventScheme: "myapp"},
			with(map[string]any{"is_mobile_webview": true, "ui_message_webview_url_scheme": "myapp", "oauth_referral_source": "APP"})},
		{"posted messages", provider.WidgetRequest{TargetOrigin: "https://app.example"}, with(map[string]any{"target_origin_referrer": "https://app.example"})},
		{"a return URL makes it an app", provider.WidgetRequest{ReturnURL: secret.New("https://app.example/r/1")},
			with(map[string]any{"client_redirect_url": "https://app.example/r/1", "oauth_referral_source": "APP"})},
		{"look and products", provider.WidgetRequest{Locale: "fr-CA", ColorScheme: provider.Dark, Products: []provider.Product{provider.Statements}},
			with(map[string]any{"Accept-Language": "fr", "color_scheme": "dark", "data_request": map[string]any{"products": []any{"statements"}}})},
		{"repair", provider.WidgetRequest{MemberGUID: "MBR-1"}, with(map[string]any{"current_member_guid": "MBR-1"})},
		{"one institution only", provider.WidgetRequest{InstitutionGUID: "INS-1", InstitutionCode: "harborlight", NoSearch: true},
			with(map[string]any{"current_institution_guid": "INS-1", "current_institution_code": "harborlight", "disable_institution_search": true})},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			m := &world{}
			row.req.UserGUID = "USR-1"
			_, err := serve(t, m.ServeHTTP).Provider().Widget(t.Context(), row.req)
			require.NoError(t, err)
			assert.Equal(t, row.want, m.widget)
		})
	}
}

func TestPrepareMayChangeTheRequest(t *testing.T) {
	m := &world{}
	a := serve(t, m.ServeHTTP).Provider()
	a.Prepare = func(req *WidgetURLRequest) { req.UseCases = []UseCase{PFM} }
	_, err := a.Widget(t.Context(), provider.WidgetRequest{UserGUID: "USR-1"})
	require.NoError(t, err)
	assert.Equal(t, []any{"PFM"}, m.widget["use_cases"])
	assert.Equal(t, "mx", a.Name())
}

func TestMemberHasItsNames(t *testing.T) {
	a := serve(t, (&world{}).ServeHTTP).Provider()
	rows := []struct {
		member string
		want   provider.Member
		code   fault.Code
	}{
		{"MBR-1", provider.Member{GUID: "MBR-1", Name: "My bank", InstitutionCode: "harborlight", InstitutionName: "Harborlight Bank", State: provider.Ready, Status: "CONNECTED"}, ""},
		{"MBR-2", provider.Member{GUID: "MBR-2", InstitutionCode: "lost", State: provider.Gone, Status: "CLOSED"}, ""},
		{"MBR-3", provider.Member{GUID: "MBR-3", State: provider.Waiting}, ""},
		{"MBR-4", provider.Member{}, fault.ProviderNotFound},
	}
	for _, row := range rows {
		t.Run(row.member, func(t *testing.T) {
			m, err := a.Member(t.Context(), "USR-1", row.member)
			require.Equal(t, row.code, fault.CodeOf(err))
			assert.Equal(t, row.want, m)
		})
	}
}

func TestAccountsAreNeutral(t *testing.T) {
	a := serve(t, (&world{}).ServeHTTP).Provider()
	accounts, err := a.Accounts(t.Context(), "USR-1", "MBR-1")
	require.NoError(t, err)
	assert.Equal(t, []provider.Account{{
		GUID: "ACT-1", MemberGUID: "MBR-1", Name: "Checking", Type: "CHECKING", Balance: new(12.5), Available: new(0.0), Currency: "USD",
	}}, accounts)
	accounts, err = a.Accounts(t.Context(), "USR-1", "")
	require.NoError(t, err)
	assert.Len(t, accounts, 2)
	_, err = a.Accounts(t.Context(), "USR-1", "MBR-9")
	assert.Equal(t, fault.ProviderNotFound, fault.CodeOf(err))
}

func TestAwaitReadyAsksForTheStatus(t *testing.T) {
	m := &world{statuses: []string{
		`{"connection_status":"CREATED","is_being_aggregated":true}`,
		`{"guid":"MBR-1","connection_status":"CONNECTED","is_being_aggregated":true}`,
		`{"guid":"MBR-1","connection_status":"CONNECTED","is_being_aggregated":false}`,
	}}
	var told []provider.Member
	member, err := provider.AwaitReady(t.Context(), serve(t, m.ServeHTTP).Provider(), "USR-1", "MBR-1", provider.AwaitOptions{
		Interval: time.Millisecond, OnState: func(m provider.Member) { told = append(told, m) },
	})
	require.NoError(t, err)
	assert.Equal(t, provider.Member{GUID: "MBR-1", State: provider.Ready, Status: "CONNECTED"}, member)
	assert.Len(t, told, 3)
	assert.Equal(t, provider.Member{GUID: "MBR-1", State: provider.Waiting, Status: "CREATED", Aggregating: true}, told[0])
	assert.Len(t, m.requests, 3)
}
