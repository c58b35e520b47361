package mx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// bank answers what Collect asks for. It fails where failing says so.
type bank struct {
	mu      sync.Mutex
	asked   []string
	failing map[string]int // last part of the path to status
}

func (b *bank) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	name := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	if from := r.URL.Query().Get("from_date"); from != "" {
		name += " of " + strings.Split(r.URL.Path, "/")[4] + " from " + from
	}
	b.asked = append(b.asked, name)
	if status := b.failing[name]; status != 0 {
		w.WriteHeader(status)
		return
	}
	switch name {
	case "STA-1.pdf":
		_, _ = w.Write([]byte("%PDF-1.4"))
	case "accounts":
		reply(`{"accounts":[{"guid":"ACT-1"},{"guid":"ACT-2"}]}`)(w, r)
	case "statements":
		reply(`{"statements":[{"guid":"STA-1"}]}`)(w, r)
	case "transactions of ACT-1 from 9", "transactions of ACT-2 from 9":
		reply(`{"transactions":[{"guid":"TRN-1"},{"guid":"TRN-2"}]}`)(w, r)
	default:
		reply(fmt.Sprintf(`{%q:[{"guid":"X-1"}]}`, name))(w, r)
	}
}

var everything = []Product{
	provider.Rewards, provider.AccountVerification, provider.IdentityVerification, provider.Transactions,
	provider.Statements, provider.Investments,
}

func TestCollectFetchesWhatEachProductNeeds(t *testing.T) {
	rows := []struct {
		name     string
		products []Product
		opts     CollectOptions
		asked    string
	}{
		{"nothing but the accounts", nil, CollectOptions{}, "accounts"},
		{"transactions", []Product{provider.Transactions}, CollectOptions{}, "accounts transactions"},
		{"the history by account", []Product{provider.TransactionHistory}, CollectOptions{}, "accounts|transactions of ACT-1 from 9|transactions of ACT-2 from 9"},
		{"the history has the transactions", []Product{provider.Transactions, provider.TransactionHistory}, CollectOptions{}, "accounts|transactions of ACT-1 from 9|transactions of ACT-2 from 9"},
		{"account verification", []Product{provider.AccountVerification}, CollectOptions{}, "accounts account_numbers"},
		{"identity verification", []Product{provider.IdentityVerification}, CollectOptions{}, "accounts account_owners"},
		{"statements without their documents", []Product{provider.Statements}, CollectOptions{}, "accounts statements"},
		{"statements with their documents", []Product{provider.Statements}, CollectOptions{Statement: func(Statement, []byte) error { return nil }}, "accounts statements STA-1.pdf"},
		{"investments", []Product{provider.Investments}, CollectOptions{}, "accounts investment_holdings"},
		{"rewards", []Product{provider.Rewards}, CollectOptions{}, "accounts rewards"},
		{"a product twice", []Product{provider.Rewards, provider.Rewards}, CollectOptions{}, "accounts rewards"},
		{"everything", everything, CollectOptions{}, "accounts transactions account_numbers account_owners statements investment_holdings rewards"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := &bank{}
			row.opts.HistoryFrom = time.Unix(9, 0)
			_, err := serve(t, b.ServeHTTP).Collect(t.Context(), "USR-1", "MBR-1", row.products, row.opts)
			require.NoError(t, err)
			separator := " "
			if strings.Contains(row.asked, "|") {
				separator = "|"
			}
			assert.Equal(t, strings.Split(row.asked, separator), b.asked)
		})
	}
}

func TestCollectReadsEverythingAndReports(t *testing.T) {
	var told []Progress
	out, err := serve(t, (&bank{}).ServeHTTP).Collect(t.Context(), "USR-1", "MBR-1", []Product{provider.TransactionHistory, provider.Statements},
		CollectOptions{HistoryFrom: time.Unix(9, 0), Report: func(p Progress) { told = append(told, p) }})
	require.NoError(t, err)
	assert.Len(t, out.Accounts, 2)
	assert.Len(t, out.Transactions, 4)
	assert.Len(t, out.Statements, 1)
	assert.Equal(t, []Progress{
		{Part: PartAccounts, Step: 1, Steps: 3}, {Part: PartAccounts, Done: true, Records: 2, Step: 1, Steps: 3},
		{Part: PartHistory, Step: 2, Steps: 3}, {Part: PartHistory, Done: true, Records: 4, Step: 2, Steps: 3},
		{Part: PartStatements, Step: 3, Steps: 3}, {Part: PartStatements, Done: true, Records: 1, Step: 3, Steps: 3},
	}, told)
}

func TestCollectAsksForTwoYearsOfHistory(t *testing.T) {
	b := &bank{}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	_, err := serve(t, b.ServeHTTP).Collect(t.Context(), "USR-1", "MBR-1", []Product{provider.TransactionHistory}, CollectOptions{Now: func() time.Time { return now }})
	require.Error(t, err, "the bank has no such list")
	assert.Equal(t, fmt.Sprintf("transactions of ACT-1 from %d", now.AddDate(-2, 0, 0).Unix()), b.asked[1])
}

func TestCollectKeepsWhatItHas(t *testing.T) {
	rows := []struct {
		name    string
		failing map[string]int
		code    fault.Code
		failed  string
		kept    int // accounts, transactions, statements
		asked   int
	}{
		{"one part fails", map[string]int{"statements": 403}, fault.ProviderForbidden, "statements", 2, 3},
		{"the first of two names the error", map[string]int{"rewards": 404, "statements": 403}, fault.ProviderForbidden, "rewards statements", 2, 3},
		{"a history that breaks off is kept", map[string]int{"transactions of ACT-2 from 9": 404}, fault.ProviderNotFound, "transaction_history", 5, 5},
		{"no accounts, no history", map[string]int{"accounts": 404}, fault.ProviderNotFound, "accounts transaction_history", 1, 3},
		{"a wrong key ends it", map[string]int{"accounts": 401}, fault.ProviderUnauthorized, "accounts rewards statements transaction_history", 0, 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b := &bank{failing: row.failing}
			products := []Product{provider.Statements, provider.Rewards}
			if strings.Contains(row.failed, "history") {
				products = append(products, provider.TransactionHistory)
			}
			c := serve(t, b.ServeHTTP, func(c *Config) { c.Retries = -1 })
			ended := 0
			out, err := c.Collect(t.Context(), "USR-1", "MBR-1", products, CollectOptions{
				HistoryFrom: time.Unix(9, 0), Report: func(p Progress) {
					if p.Done {
						ended++
					}
				},
			})
			require.Equal(t, row.code, fault.CodeOf(err))
			var cause *CollectError
			require.ErrorAs(t, err, &cause)
			assert.Equal(t, row.failed, strings.Join(names(cause), " "))
			assert.Equal(t, row.kept, len(out.Accounts)+len(out.Transactions)+len(out.Statements))
			assert.Len(t, b.asked, row.asked)
			assert.Equal(t, 1+len(products), ended, "each part is told to have ended")
		})
	}
}

// names returns the failed parts in alphabetical order.
func names(e *CollectError) []string {
	var all []string
	for part := range e.Failed {
		all = append(all, string(part))
	}
	sort.Strings(all)
	return all
}

func TestCollectEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b := &bank{}
	out, err := serve(t, b.ServeHTTP).Collect(ctx, "USR-1", "MBR-1", everything, CollectOptions{Report: func(p Progress) {
		if p.Part == PartTransactions && p.Done {
			cancel()
		}
	}})
	require.Equal(t, fault.ProviderCanceled, fault.CodeOf(err))
	require.ErrorIs(t, err, context.Canceled)
	assert.Len(t, out.Transactions, 1)
	assert.Equal(t, []string{"accounts", "transactions"}, b.asked)
	var cause *CollectError
	require.ErrorAs(t, err, &cause)
	assert.Len(t, cause.Failed, 5)
}

func TestCollectRefusesAnUnknownProduct(t *testing.T) {
	b := &bank{}
	_, err := serve(t, b.ServeHTTP).Collect(t.Context(), "USR-1", "MBR-1", []Product{"gold"}, CollectOptions{})
	require.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))
	assert.Empty(t, b.asked)
}

func TestCollectPassesTheAppsOwnErrorOn(t *testing.T) {
	full := errors.New("the disk is full")
	_, err := serve(t, (&bank{}).ServeHTTP).Collect(t.Context(), "USR-1", "MBR-1", []Product{provider.Statements},
		CollectOptions{Statement: func(Statement, []byte) error { return full }})
	require.ErrorIs(t, err, full)
	assert.Equal(t, fault.Other, fault.CodeOf(err))
}
