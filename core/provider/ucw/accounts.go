package ucw

import (
	"context"

	"github.com/connecthost/connecthost/core/secret"
)

// The kinds of accounts. Finicity's loans at a line of credit come under a
// misspelt key.
const (
	DepositAccount    = "depositAccount"
	LoanAccount       = "loanAccount"
	LineOfCredit      = "locAccount"
	LineOfCreditTypo  = "locAcount"
	InvestmentAccount = "investmentAccount"
)

// Account is one account. Which balance there is depends on its kind.
type Account struct {
	Entry
	ID               string        `json:"accountId"`
	Type             string        `json:"accountType"` // such as CHECKING
	Number           secret.String `json:"accountNumber"`
	NumberDisplay    string        `json:"accountNumberDisplay"`
	RoutingNumber    secret.String `json:"routingTransitNumber"`
	ProductName      string        `json:"productName"`
	Nickname         string        `json:"nickname"`
	Status           string        `json:"status"`
	Currency         Currency      `json:"currency"`
	BalanceType      string        `json:"balanceType"` // ASSET or LIABILITY
	BalanceAsOf      Time          `json:"balanceAsOf"`
	CurrentBalance   Amount        `json:"currentBalance"`
	AvailableBalance Amount        `json:"availableBalance"`
	PrincipalBalance Amount        `json:"principalBalance"` // of loans
	CurrentValue     Amount        `json:"currentValue"`     // of investments
	Attributes       []Attribute   `json:"fiAttributes"`
}

// Currency is an amount's currency.
type Currency struct {
	Code string `json:"currencyCode"` // ISO 4217
}

// Attribute is something that an institution adds.
type Attribute struct {
	Name  string `json:"name"`
	Value Text   `json:"value"`
}

// Balance returns the balance that the account's kind has.
func (a Account) Balance() Amount {
	for _, balance := range []Amount{a.CurrentBalance, a.PrincipalBalance, a.CurrentValue, a.AvailableBalance} {
		if balance.Known {
			return balance
		}
	}
	return Amount{}
}

// Name returns what the institution calls the account.
func (a Account) Name() string {
	for _, name := range []string{a.Nickname, a.ProductName, a.NumberDisplay, a.Type} {
		if name != "" {
			return name
		}
	}
	return a.Kind
}

// Accounts reads the connection's accounts (GET /api/data/accounts), all of
// them: there are no pages. Akoya has no data: fault.ProviderRejected.
func (c *Client) Accounts(ctx context.Context, connection Connection) ([]Account, error) {
	call, err := dataCall(connection, accountsPath)
	if err != nil {
		return nil, err
	}
	return entries[Account](ctx, c, call, "accounts")
}
