package ucw_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/secret"
)

// reads has one row per call that reads data; other tests use it too.
var reads = []struct {
	name string
	do   func(context.Context, *ucw.Client, ucw.Connection) error
	uri  string
	good string
}{
	{"accounts", func(ctx context.Context, c *ucw.Client, to ucw.Connection) error {
		_, err := c.Accounts(ctx, to)
		return err
	}, "/api/data/accounts?aggregator=mx_int&userId=ada", `{"accounts":[]}`},
	{"identity", func(ctx context.Context, c *ucw.Client, to ucw.Connection) error {
		_, err := c.Identity(ctx, to)
		return err
	}, "/api/data/identity?aggregator=mx_int&userId=ada", `{"customers":[]}`},
	{"transactions", func(ctx context.Context, c *ucw.Client, to ucw.Connection) error {
		_, err := c.AccountTransactions(ctx, to, ucw.TransactionsQuery{
			AccountID: "A 1", From: time.Date(2026, 1, 2, 23, 0, 0, 0, time.UTC), To: time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC),
		})
		return err
	}, "/api/data/transactions?accountId=A+1&aggregator=mx_int&endDate=2026-02-03&startDate=2026-01-02&userId=ada", `{"transactions":[]}`},
	{"a credential of the accounts", func(ctx context.Context, c *ucw.Client, to ucw.Connection) error {
		_, err := c.VCAccounts(ctx, to)
		return err
	}, "/api/vc/data/accounts?aggregator=mx_int&userId=ada", `{"jwt":"e30.e30.x"}`},
	{"a credential of the identity", func(ctx context.Context, c *ucw.Client, to ucw.Connection) error {
		_, err := c.VCIdentity(ctx, to)
		return err
	}, "/api/vc/data/identity?aggregator=mx_int&userId=ada", `{"jwt":"e30.e30.x"}`},
	{"a credential of the transactions", func(ctx context.Context, c *ucw.Client, to ucw.Connection) error {
		_, err := c.VCTransactions(ctx, to, ucw.TransactionsQuery{AccountID: "A"})
		return err
	}, "/api/vc/data/transactions?accountId=A&aggregator=mx_int&userId=ada", `{"jwt":"e30.e30.x"}`},
}

func TestEachReadIsMadeAsDocumented(t *testing.T) {
	for _, row := range reads {
		t.Run(row.name, func(t *testing.T) {
			c, requests := canned(t, 200, "application/json", row.good)
			require.NoError(t, row.do(t.Context(), c, mx))
			require.Len(t, *requests, 1)
			got := (*requests)[0]
			assert.Equal(t, "GET "+row.uri, got.method+" "+got.uri)
			assert.Equal(t, "MBR-canary-1", got.header.Get("UCW-Connection-Id"), "in the header only")
			assert.Empty(t, got.body)
		})
	}
}

func TestEachReadWorksAgainstTheSandbox(t *testing.T) {
	s := start(t, ucwapi.Config{}, nil)
	connection := s.connected(t, "mxBank")
	accounts, err := s.Accounts(t.Context(), connection)
	require.NoError(t, err)
	require.NotEmpty(t, accounts)
	for _, row := range reads {
		if strings.Contains(row.name, "transactions") {
			continue // they need an account
		}
		assert.NoError(t, row.do(t.Context(), s.Client, connection), row.name)
	}
	query := ucw.TransactionsQuery{AccountID: accounts[0].ID, From: now.AddDate(0, -1, 0)}
	transactions, err := s.AccountTransactions(t.Context(), connection, query)
	require.NoError(t, err)
	require.NotEmpty(t, transactions)
	for _, one := range transactions {
		assert.Equal(t, ucw.DepositTransaction, one.Kind)
		assert.Equal(t, accounts[0].ID, one.AccountID)
		assert.Contains(t, []string{"CREDIT", "DEBIT"}, one.Direction)
		assert.False(t, one.PostedAt.Before(now.AddDate(0, -1, -1)))
	}
	_, err = s.VCTransactions(t.Context(), connection, query)
	require.NoError(t, err)
}

func TestEachReadSurvivesEachRefusal(t *testing.T) {
	var rows []struct {
		Name, Type, Body, Text string
		Status                 int
		Code                   fault.Code
	}
	require.NoError(t, json.Unmarshal([]byte(file(t, "bad_answers.json")), &rows))
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			c, _ := canned(t, row.Status, row.Type, row.Body)
			for _, read := range reads {
				err := read.do(t.Context(), c, mx)
				assert.Equal(t, row.Text, requireFault(t, err, row.Code), read.name)
				assert.Equal(t, row.Status, fault.From(err).Status)
			}
			if row.Status < 300 {
				return // deletion takes any success
			}
			assert.Equal(t, row.Text, requireFault(t, c.DeleteConnection(t.Context(), mx), row.Code))
			assert.Equal(t, row.Text, requireFault(t, c.DeleteUser(t.Context(), ucw.MX, "ada"), row.Code))
		})
	}
}

func TestEachReadSurvivesABrokenConnection(t *testing.T) {
	for name, row := range map[string]struct {
		handler http.HandlerFunc
		code    fault.Code
	}{
		"dropped": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, fault.ProviderUnreachable},
		"truncated": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"accounts":`)
		}, fault.ProviderBadAnswer},
		"nine MiB": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"accounts":"`+strings.Repeat("x", 9<<20))
		}, fault.ProviderAnswerTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(row.handler)
			defer server.Close()
			c := newClient(t, ucw.Config{BaseURL: server.URL, Retries: -1})
			for _, read := range reads {
				assert.Equal(t, row.code, fault.CodeOf(read.do(t.Context(), c, mx)), read.name)
			}
		})
	}
}

func TestRefusalsOfTheSandbox(t *testing.T) {
	s := start(t, ucwapi.Config{}, nil)
	connection := s.connected(t, "mxBank")
	off := start(t, ucwapi.Config{NoData: true, NoDelete: true}, nil)
	read := reads[0].do
	for _, row := range []struct {
		name string
		err  error
		code fault.Code
		text string
	}{
		{"an unknown user", read(t.Context(), s.Client, ucw.Connection{UserID: "bob", Aggregator: ucw.MXInt, ID: connection.ID}), fault.ProviderNotFound, "Can't resolve userId"},
		{"an unknown aggregator", read(t.Context(), s.Client, ucw.Connection{UserID: "ada", Aggregator: "x", ID: connection.ID}), fault.ProviderRejected,
			`"aggregator" must be one of [akoya, akoya_sandbox, finicity, finicity_sandbox, mx, mx_int, sophtron, plaid, plaid_sandbox]`},
		{"Akoya has no data", read(t.Context(), s.Client, s.connected(t, "mikomoBank")), fault.ProviderRejected, "Data adapter not implemented for Akoya"},
		{"Plaid has no credentials", reads[3].do(t.Context(), s.Client, s.connected(t, "plaidbank")), fault.ProviderRejected, "Unsupported aggregator plaid_sandbox"},
		{"data is switched off", read(t.Context(), off.Client, connection), fault.ProviderNotFound, "Not Found"},
		{"deletion is switched off", off.DeleteConnection(t.Context(), connection), fault.ProviderNotFound, "an HTML page"},
		{"Plaid's users stay", s.DeleteUser(t.Context(), ucw.PlaidSandbox, "ada"), fault.ProviderRejected, "Plaid doesn't support user deletion, you must delete connections instead"},
		{"an unknown user stays unknown", s.DeleteUser(t.Context(), ucw.MXInt, "bob"), fault.ProviderNotFound, "Can't resolve userId"},
	} {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, row.text, requireFault(t, row.err, row.code))
		})
	}
}

func TestRefusedBeforeACall(t *testing.T) {
	c, requests := canned(t, 200, "application/json", "{}")
	with := func(change func(*ucw.Connection)) ucw.Connection {
		connection := mx
		change(&connection)
		return connection
	}
	transactions := func(connection ucw.Connection, query ucw.TransactionsQuery) error {
		_, err := c.AccountTransactions(t.Context(), connection, query)
		return err
	}
	account := ucw.TransactionsQuery{AccountID: "A"}
	noID := with(func(c *ucw.Connection) { c.ID = secret.String{} })
	plaid := ucw.Connection{Aggregator: ucw.Plaid}
	for _, row := range []struct {
		name, message string
		err           error
	}{
		{"no aggregator", `"aggregator" is required`, reads[0].do(t.Context(), c, with(func(c *ucw.Connection) { c.Aggregator = "" }))},
		{"no user", `"userId" is required`, reads[1].do(t.Context(), c, with(func(c *ucw.Connection) { c.UserID = "" }))},
		{"no connection", "UCW-Connection-Id header is required", reads[3].do(t.Context(), c, noID)},
		{"an id with a line break", "UCW-Connection-Id header is required", reads[0].do(t.Context(), c, with(func(c *ucw.Connection) { c.ID = secret.New("a\nb") }))},
		{"no account", `"accountId" is required`, transactions(mx, ucw.TransactionsQuery{})},
		{"days in the wrong order", "The last day is before the first.", transactions(mx, ucw.TransactionsQuery{AccountID: "A", From: now, To: now.AddDate(0, 0, -1)})},
		{"Plaid's transactions need the connection", "UCW-Connection-Id header is required", transactions(plaid, account)},
		{"nobody to delete", `"userId" is required`, c.DeleteUser(t.Context(), ucw.MX, "")},
		{"nothing to delete", "UCW-Connection-Id header is required", c.DeleteConnection(t.Context(), noID)},
	} {
		t.Run(row.name, func(t *testing.T) {
			require.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(row.err))
			assert.Equal(t, row.message, fault.From(row.err).Detail)
		})
	}
	assert.Empty(t, *requests)
	require.Error(t, transactions(noID, account), "the canned answer has no transactions")
	assert.Len(t, *requests, 1, "MX's transactions need no connection id")
	assert.Empty(t, (*requests)[0].header.Get("UCW-Connection-Id"))
}

func TestDeleteConnectionOfEachAggregator(t *testing.T) {
	for _, bank := range []string{"mxBank", "sophtronBank", "finbank", "plaidbank", "mikomoBank"} {
		t.Run(bank, func(t *testing.T) {
			s := start(t, ucwapi.Config{}, nil)
			connection := s.connected(t, bank)
			require.NoError(t, s.DeleteConnection(t.Context(), connection))
			assert.Error(t, s.DeleteConnection(t.Context(), connection), "it is gone")
		})
	}
}
