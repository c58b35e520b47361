package ucwapi

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// TestAccounts_areFiledAsTheAggregatorsDo has the kind of each type of account,
// and the amounts that are named after it.
func TestAccounts_areFiledAsTheAggregatorsDo(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		kind, aggregator, filed, balance string
		amounts                          []string
	}{
		{"CHECKING", "mx_int", "depositAccount", "ASSET", []string{"currentBalance", "availableBalance"}},
		{"SAVINGS", "finicity_sandbox", "depositAccount", "ASSET", []string{"currentBalance", "availableBalance"}},
		{"CREDIT_CARD", "mx_int", "locAccount", "LIABILITY", []string{"currentBalance", "creditLine"}},
		{"LINE_OF_CREDIT", "sophtron", "locAccount", "LIABILITY", []string{"currentBalance", "creditLine"}},
		{"CREDIT_CARD", "finicity_sandbox", "locAcount", "LIABILITY", []string{"currentBalance", "creditLine"}},
		{"CREDIT_CARD", "finicity", "locAcount", "LIABILITY", []string{"currentBalance", "creditLine"}},
		{"LOAN", "mx_int", "loanAccount", "LIABILITY", []string{"principalBalance"}},
		{"MORTGAGE", "finicity_sandbox", "loanAccount", "LIABILITY", []string{"principalBalance"}},
		{"INVESTMENT", "plaid_sandbox", "investmentAccount", "ASSET", []string{"currentValue"}},
	} {
		t.Run(row.kind+" "+row.aggregator, func(t *testing.T) {
			a := world.Account{GUID: "ACT-1", Type: row.kind, Name: "One", Number: "XXXX4321", Balance: 1250, AvailableBalance: 1250, CreditLimit: 1250, CreatedAt: at}
			assert.Equal(t, row.filed, accountKind(a, row.aggregator))
			shape := accountOf(a)
			assert.Equal(t, row.balance, shape["balanceType"])
			assert.Equal(t, "700184321", shape["accountNumber"])
			var amounts []string
			for _, name := range []string{"currentBalance", "availableBalance", "principalBalance", "creditLine", "currentValue"} {
				if value, found := shape[name]; found {
					assert.InDelta(t, 12.5, value, 0)
					amounts = append(amounts, name)
				}
			}
			assert.ElementsMatch(t, row.amounts, amounts)
		})
	}
}
