package ucwapi_test

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// ucwUsers selects every user.
var ucwUsers = world.UserFilter{}

func (w widget) names(path string) []string {
	w.t.Helper()
	a := w.call("GET", path, nil)
	require.Equal(w.t, 200, a.status, a.body)
	var found []struct{ GUID string }
	require.NoError(w.t, json.Unmarshal([]byte(a.body), &found))
	ids := []string{}
	for _, f := range found {
		ids = append(ids, f.GUID)
	}
	return ids
}

func TestInstitutions_areThoseThatCanDoTheJobs(t *testing.T) {
	s := serve(t)
	for _, row := range []struct {
		jobs []string
		only string // the bank for this job alone
	}{
		{[]string{"accountNumber"}, "mxBankAccountNumberOnly"},
		{[]string{"accountOwner"}, "mxBankAccountOwnerOnly"},
		{[]string{"transactions"}, "mxBankTransactionsOnly"},
		{[]string{"transactionHistory"}, "mxBankTransactionHistoryOnly"},
		{[]string{"transactions", "accountOwner"}, ""},
	} {
		found := s.open(object{"jobTypes": row.jobs}).names("/institutions?search=&page=1&pageSize=50")
		assert.Contains(t, found, "mxBank")
		for _, id := range []string{"mxBankAccountNumberOnly", "mxBankAccountOwnerOnly", "mxBankTransactionsOnly", "mxBankTransactionHistoryOnly"} {
			if id == row.only {
				assert.Contains(t, found, id)
			} else {
				assert.NotContains(t, found, id)
			}
		}
		assert.NotContains(t, found, "mxBankOauth", "nobody plays the bank")
	}
}

func TestInstitutions_areFoundByNameInPages(t *testing.T) {
	w := serve(t).open(nil)
	assert.Equal(t, []string{"mxBank"}, w.names("/institutions?search=HARBOR"))
	all := w.names("/institutions?search=&pageSize=100")
	assert.Equal(t, all[2:4], w.names("/institutions?search=&page=2&pageSize=2"))
	assert.Empty(t, w.names("/institutions?search=&page=99&pageSize=2"))
	assert.NotEmpty(t, w.names("/institutions/recommended"))
}

func TestInstitutions_areHiddenInProduction(t *testing.T) {
	w := serve(t, func(c *ucwapi.Config) { c.Production = true }).open(nil)
	assert.Empty(t, w.names("/institutions/recommended"))
	assert.Equal(t, 500, w.call("GET", "/institutions/mxBank", nil).status)
}

func TestWidgetCalls_needTheirSession(t *testing.T) {
	s := serve(t)
	for _, path := range []string{"/institutions", "/institutions/recommended", "/institutions/mxBank", "/institutions/mxBank/credentials", "/members/x", "/oauthStates/x"} {
		assert.Equal(t, 500, s.do("GET", path, "").status, path)
		assert.Equal(t, 500, s.do("GET", path, "", "meta", "guessed").status, path)
	}
	w := s.open(nil)
	s.clock.Advance(time.Hour)
	assert.Equal(t, 500, w.call("GET", "/institutions/mxBank", nil).status, "it has rested too long")
}

func TestUnknownThings_are500(t *testing.T) {
	w := serve(t).open(nil)
	assert.Equal(t, 500, w.call("GET", "/institutions/nope", nil).status)
	assert.Equal(t, 500, w.call("GET", "/members/nope", nil).status)
	assert.Equal(t, 500, w.call("POST", "/members", object{"institution_id": "nope"}).status)
	assert.Equal(t, 400, w.do("POST", "/members", "{", "meta", w.meta).status)
}

func (w widget) member(guid string) object {
	w.t.Helper()
	a := w.call("GET", "/members/"+guid, nil)
	require.Equal(w.t, 200, a.status, a.body)
	return a.object(w.t)
}

func TestMember_isRefusedThenConnected(t *testing.T) {
	w := serve(t).open(nil)
	first := w.logIn("mxCuCredential", "wrong")
	assert.EqualValues(t, world.Denied, first["connection_status"])
	again := w.logIn("mxCuCredential", "correct")
	assert.EqualValues(t, world.Connected, again["connection_status"])
	assert.Equal(t, first["guid"], again["guid"], "the same connection")
	assert.Equal(t, object{
		"ucpInstitutionId": "mxCuCredential", "aggregator": "mx_int",
		"connectionId": again["guid"], "aggregatorUserId": w.World.Users(ucwUsers)[0].GUID,
	}, again["events"])
}

func TestMember_ofAnotherUserIsNotThere(t *testing.T) {
	s := serve(t)
	mine := s.open(nil).logIn("mxBank", "correct")
	other := s.open(object{"userId": "bob"})
	assert.Equal(t, 500, other.call("GET", "/members/"+mine["guid"].(string), nil).status)
}

func TestMember_answersTheBanksQuestion(t *testing.T) {
	w := serve(t).open(nil)
	m := w.logIn("sophtronBank", "correct")
	assert.EqualValues(t, world.Challenged, m["connection_status"])
	assert.NotEmpty(t, m["question"])
	path := "/members/" + m["guid"].(string)
	assert.EqualValues(t, world.Rejected, w.call("PUT", path, object{"answer": "wrong"}).object(t)["connection_status"])
	right := w.call("PUT", path, object{"answer": "correct"}).object(t)
	assert.EqualValues(t, world.Connected, right["connection_status"])
	for _, field := range []string{"rawStatus", "selectedAccountId", "jobLastStep", "jobId"} {
		assert.Contains(t, right["events"], field)
	}
}

// player is a bank that the test plays.
type player struct{ visits []ucwapi.Visit }

func (p *player) open(v ucwapi.Visit) (string, error) {
	p.visits = append(p.visits, v)
	return "https://bank.example/login?state=s", nil
}

func TestOAuth(t *testing.T) {
	for _, row := range []struct {
		bank, aggregator string
		query            []string // what comes back
		differs          bool     // the connection's id is not the visit's
	}{
		{"mxBankOauth", "mx_int", []string{"member_guid", "status"}, true},
		{"finbank", "finicity_sandbox", []string{"connection_id", "reason"}, true},
		{"plaidbank", "plaid_sandbox", []string{"connection_id"}, true},
		{"mikomoBank", "akoya_sandbox", []string{"code", "state"}, true},
	} {
		for _, granted := range []bool{true, false} {
			t.Run(row.bank, func(t *testing.T) {
				refusal := ""
				if !granted {
					refusal = "DENIED"
				}
				p := &player{}
				w := serve(t, func(c *ucwapi.Config) { c.OpenBank = p.open }).open(nil)
				begun := w.call("POST", "/members", object{"institution_id": row.bank, "is_oauth": true}).object(t)
				assert.Equal(t, "https://bank.example/login?state=s", begun["oauth_window_uri"])
				guid := begun["guid"].(string)
				assert.EqualValues(t, 1, w.call("GET", "/oauthStates/"+guid, nil).object(t)["auth_status"])

				back, err := url.Parse(p.visits[0].Finish(refusal))
				require.NoError(t, err)
				assert.Equal(t, hostURL+"/oauth/"+row.aggregator+"/redirect_from/", back.Scheme+"://"+back.Host+back.Path)
				for _, name := range row.query {
					assert.NotEmpty(t, back.Query().Get(name), name)
				}
				assert.Len(t, back.Query(), len(row.query))
				page := w.do("GET", back.RequestURI(), "")
				state := w.call("GET", "/oauthStates/"+guid, nil).object(t)
				assert.Equal(t, 200, page.status, "either way")
				assert.NotContains(t, page.body, "<script")
				if !granted {
					assert.Contains(t, page.body, "<title>OAuth Error</title>")
					assert.EqualValues(t, 3, state["auth_status"])
					assert.Equal(t, "DENIED", state["error_reason"])
					return
				}
				assert.Contains(t, page.body, "<title>OAuth Complete</title>")
				assert.EqualValues(t, 2, state["auth_status"])
				m := w.member(state["inbound_member_guid"].(string))
				assert.EqualValues(t, world.Connected, m["connection_status"])
				assert.Equal(t, row.differs, m["events"].(object)["connectionId"] != guid)
				p.visits[0].Finish("DENIED")
				assert.EqualValues(t, 2, w.call("GET", "/oauthStates/"+guid, nil).object(t)["auth_status"], "the first word counts")
			})
		}
	}
}

func TestOAuth_secondConnectReusesTheMember(t *testing.T) {
	p := &player{}
	w := serve(t, func(c *ucwapi.Config) { c.OpenBank = p.open }).open(nil)
	var guids []any
	for i := range 2 {
		begun := w.call("POST", "/members", object{"institution_id": "mxBankOauth", "is_oauth": true}).object(t)
		p.visits[i].Finish("")
		guids = append(guids, w.call("GET", "/oauthStates/"+begun["guid"].(string), nil).object(t)["inbound_member_guid"])
	}
	assert.Equal(t, guids[0], guids[1])
}

func TestOAuth_returnOfNobodyIs400(t *testing.T) {
	p := &player{}
	w := serve(t, func(c *ucwapi.Config) { c.OpenBank = p.open }).open(nil)
	guid := w.call("POST", "/members", object{"institution_id": "mxBankOauth", "is_oauth": true}).object(t)["guid"].(string)
	for _, path := range []string{
		"/oauth/mx_int/redirect_from/?status=success&member_guid=other",
		"/oauth/mx_int/redirect_from",
		"/oauth/nobody/redirect_from/?member_guid=" + guid,
		"/oauth/plaid_sandbox/redirect_from/?connection_id=" + guid,
	} {
		a := w.do("GET", path, "")
		assert.Equal(t, 400, a.status, path)
		assert.Equal(t, "Error", a.body)
	}
	forged := w.do("GET", "/oauth/mx_int/redirect_from/?status=success&member_guid="+guid, "")
	assert.Contains(t, forged.body, "OAuth Error", "only the bank's own word counts")
	assert.EqualValues(t, 1, w.call("GET", "/oauthStates/"+guid, nil).object(t)["auth_status"])
	hook := w.do("POST", "/webhook/mx_int/?connection_id="+guid, "")
	assert.JSONEq(t, `{"id":"`+guid+`","status":1}`, hook.body)
	assert.Equal(t, "Error", w.do("POST", "/webhook/plaid/?connection_id="+guid, "").body)
}
