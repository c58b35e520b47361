package shell

import (
	"math"
	"strings"

	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/provider"
)

// connection is a member with its accounts as the page shows them. An account
// without a balance shows none and adds nothing.
func connection(m journey.Member) Connection {
	c := Connection{MemberGUID: m.GUID, Institution: m.InstitutionName, Status: m.Status, Accounts: []Account{}, AccountsUnknown: m.AccountsUnknown}
	if c.Institution == "" {
		c.Institution = m.Name
	}
	var hundredths float64 // floats do not add up, hundredths do
	for _, a := range m.Accounts {
		c.Accounts = append(c.Accounts, Account{GUID: a.GUID, Name: a.Name, Type: a.Type, Balance: a.Balance, Currency: a.Currency})
		if a.Balance != nil {
			hundredths += math.Round(signed(a) * 100)
		}
	}
	c.Total = hundredths / 100
	return c
}

// owed are the types of accounts whose positive balance is a debt.
func owed(accountType string) bool {
	switch strings.ReplaceAll(accountType, "_", "") { // UCW has none
	case "CREDITCARD", "LOAN", "LINEOFCREDIT", "MORTGAGE", "CHECKINGLINEOFCREDIT":
		return true
	}
	return false
}

func signed(a provider.Account) float64 {
	if owed(a.Type) {
		return -*a.Balance
	}
	return *a.Balance
}
