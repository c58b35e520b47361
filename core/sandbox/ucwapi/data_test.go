package ucwapi_test

import (
	"cmp"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
)

func (s *server) connect(bank string) (id string) {
	s.t.Helper()
	c, err := s.Connect("ada", bank, "transactions")
	require.NoError(s.t, err)
	return c.ConnectionID.Reveal()
}

func TestData_isRefusedInThreeForms(t *testing.T) {
	var rows []struct {
		Name, Path, ID, Form, Text string
		NoID                       bool
		Status                     int
	}
	load(t, "data_refusals.json", &rows)
	s := serve(t)
	id := s.connect("mxBank")
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			var header []string
			if !row.NoID {
				header = []string{"UCW-Connection-Id", cmp.Or(row.ID, id)}
			}
			a := s.do("GET", row.Path, "", header...)
			assert.Equal(t, cmp.Or(row.Status, 400), a.status)
			switch row.Form {
			case "text":
				assert.Equal(t, html, a.kind)
				assert.Equal(t, row.Text, a.body)
			case "string":
				assert.Equal(t, "application/json; charset=utf-8", a.kind)
				assert.Equal(t, `"`+row.Text+`"`, a.body)
			case "object":
				assert.JSONEq(t, `{"message":`+quoted(t, row.Text)+`}`, a.body)
			default:
				t.Fatal("the row has no form")
			}
		})
	}
}

func quoted(t *testing.T, s string) string {
	out, err := json.Marshal(s)
	require.NoError(t, err)
	return string(out)
}

// kinds returns the keys and the objects of a list.
func kinds(t *testing.T, a answer, key string) (names []string, values []object) {
	t.Helper()
	require.Equal(t, 200, a.status, a.body)
	for _, item := range a.object(t)[key].([]any) {
		for name, value := range item.(object) {
			names, values = append(names, name), append(values, value.(object))
		}
	}
	return names, values
}

func TestAccounts_haveTheKindsOfTheirAggregator(t *testing.T) {
	for _, row := range []struct{ bank, query, card string }{
		{"mxBank", "aggregator=mx_int&userId=ada", "locAccount"},
		{"sophtronBankNoMFA", "aggregator=sophtron&userId=ada", "locAccount"},
		{"finbank", "aggregator=finicity_sandbox&userId=ada", "locAcount"},
		{"plaidbank", "aggregator=plaid_sandbox", "locAccount"},
	} {
		t.Run(row.bank, func(t *testing.T) {
			s := serve(t)
			id := s.connect(row.bank)
			a := s.do("GET", "/api/data/accounts?"+row.query+"&connectionId=in-the-query-is-ignored", "", "UCW-Connection-Id", id)
			names, values := kinds(t, a, "accounts")
			assert.Contains(t, names, "depositAccount")
			assert.Contains(t, names, row.card)
			for _, v := range values {
				assert.NotEmpty(t, v["accountId"])
				assert.NotContains(t, v["accountNumber"], "X")
				assert.Contains(t, v, "currentBalance")
			}
		})
	}
}

func TestTransactions_areThoseOfThePeriod(t *testing.T) {
	s := serve(t)
	id := s.connect("mxBank")
	_, accounts := kinds(t, s.do("GET", "/api/data/accounts?aggregator=mx_int&userId=ada", "", "UCW-Connection-Id", id), "accounts")
	base := "/api/data/transactions?aggregator=mx_int&userId=ada&accountId=" + accounts[0]["accountId"].(string)
	for _, row := range []struct {
		name, query string
		first, last string // of the days, at most
		none        bool
	}{
		{"120 days back and five ahead without dates", "", "2025-11-01", "2026-03-06", false},
		{"from a day on", "&startDate=2026-02-20", "2026-02-20", "2026-03-06", false},
		{"between two days", "&startDate=2026-01-01&endDate=2026-01-31", "2026-01-01", "2026-01-31", false},
		{"none when the last day is before the first", "&startDate=2026-02-01&endDate=2026-01-01", "", "", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			// The connection's id may be missing here.
			_, found := kinds(t, s.do("GET", base+row.query, ""), "transactions")
			assert.Equal(t, row.none, len(found) == 0)
			for _, f := range found {
				day := f["postedTimestamp"].(string)[:10]
				assert.GreaterOrEqual(t, day, row.first)
				assert.LessOrEqual(t, day, row.last)
			}
		})
	}
}

func TestTransactions_ofFinicityAreAllPositive(t *testing.T) {
	for bank, positive := range map[string]bool{"mxBank": false, "finbank": true} {
		s := serve(t)
		id := s.connect(bank)
		query := "aggregator=mx_int&userId=ada"
		if positive {
			query = "aggregator=finicity_sandbox&userId=ada"
		}
		_, accounts := kinds(t, s.do("GET", "/api/data/accounts?"+query, "", "UCW-Connection-Id", id), "accounts")
		_, found := kinds(t, s.do("GET", "/api/data/transactions?"+query+"&accountId="+accounts[0]["accountId"].(string), "", "UCW-Connection-Id", id), "transactions")
		negative := 0
		for _, f := range found {
			if f["amount"].(float64) < 0 {
				negative++
			}
		}
		assert.Equal(t, positive, negative == 0, bank)
	}
}

func TestCredential_isAJWT(t *testing.T) {
	s := serve(t)
	a := s.do("GET", "/api/vc/data/identity?aggregator=mx_int&userId=ada", "", "UCW-Connection-Id", s.connect("mxBank"))
	require.Equal(t, 200, a.status)
	assert.Len(t, strings.Split(a.object(t)["jwt"].(string), "."), 3)
	assert.Contains(t, string(s.VCKeys()), `"kty":"EC"`)
	assert.NotContains(t, string(s.VCKeys()), `"d":`, "no private key")
}

func TestData_isMissingWhenSwitchedOff(t *testing.T) {
	off := func(c *ucwapi.Config) { c.NoData, c.NoDelete = true, true }
	s := serve(t, off)
	a := s.do("GET", "/api/data/accounts?aggregator=mx_int&userId=ada", "")
	assert.Equal(t, 404, a.status)
	assert.Equal(t, "Not Found", a.body)
	assert.Equal(t, 404, s.do("DELETE", "/api/user?aggregator=mx_int&userId=ada", "").status)
	guarded := serve(t, off, withAuth)
	assert.Equal(t, 401, guarded.do("GET", "/api/data/accounts?aggregator=mx_int&userId=ada", "").status)
}

func TestDelete(t *testing.T) {
	for _, row := range []struct {
		name, bank, path string
		id               string // "own" for the connection's
		status           int
		body             string // part of it
	}{
		{"a user of MX", "mxBank", "/api/user?aggregator=mx_int&userId=ada", "", 204, ""},
		{"an unknown user", "mxBank", "/api/user?aggregator=mx_int&userId=bob", "", 404, `{"message":"Can't resolve userId"}`},
		{"a user of another aggregator", "mxBank", "/api/user?aggregator=sophtron&userId=ada", "", 404, `{"message":"Can't resolve userId"}`},
		{"a user of Plaid", "plaidbank", "/api/user?aggregator=plaid_sandbox&userId=ada", "", 400, `{"message":"Plaid doesn't support user deletion, you must delete connections instead"}`},
		{"a user at the documented path", "mxBank", "/api/aggregator/mx_int/user/ada", "", 404, "<pre>Cannot DELETE /api/aggregator/mx_int/user/ada</pre>"},
		{"a user without aggregator", "mxBank", "/api/user?userId=ada", "", 400, "&#x22;aggregator&#x22; is required"},
		{"a user without a name", "mxBank", "/api/user?aggregator=mx_int", "", 400, `"&#x22;userId&#x22; is required"`},
		{"a connection of MX", "mxBank", "/api/connection?aggregator=mx_int&userId=ada", "own", 204, ""},
		{"a connection of Plaid without the user", "plaidbank", "/api/connection?aggregator=plaid_sandbox", "own", 204, ""},
		{"a connection of Finicity takes the user along", "finbank", "/api/connection?aggregator=finicity_sandbox&userId=ada", "own", 200, `"message"`},
		{"a connection without its id", "mxBank", "/api/connection?aggregator=mx_int&userId=ada", "", 400, `"UCW-Connection-Id header is required"`},
		{"an unknown connection", "mxBank", "/api/connection?aggregator=mx_int&userId=ada", "MBR-x", 400, `"message"`},
		{"a connection of an unknown user", "mxBank", "/api/connection?aggregator=mx_int&userId=bob", "own", 404, `{"message":"Can't resolve userId"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := serve(t)
			own := s.connect(row.bank)
			var header []string
			if row.id != "" {
				header = []string{"UCW-Connection-Id", strings.Replace(row.id, "own", own, 1)}
			}
			a := s.do("DELETE", row.path, "", header...)
			assert.Equal(t, row.status, a.status, a.body)
			assert.Contains(t, a.body, row.body)
			users := s.World.Users(ucwUsers)
			require.Len(t, users, 1)
			members, err := s.World.Members(users[0].GUID)
			require.NoError(t, err)
			assert.Equal(t, row.status < 300, len(members) == 0, "what the world has left")
			if row.status == 204 {
				assert.Empty(t, a.body)
				assert.NotEqual(t, 204, s.do("DELETE", row.path, "", header...).status, "it is gone")
			}
		})
	}
}
