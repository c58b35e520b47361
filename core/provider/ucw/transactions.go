package ucw

import (
	"context"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// The kinds of transactions.
const (
	DepositTransaction    = "depositTransaction"
	LineOfCreditTx        = "locTransaction"
	LoanTransaction       = "loanTransaction"
	InvestmentTransaction = "investmentTransaction"
)

// Transaction is one movement on an account.
type Transaction struct {
	Entry
	AccountID   string `json:"accountId"`
	ID          string `json:"transactionId"`
	PostedAt    Time   `json:"postedTimestamp"`
	At          Time   `json:"transactionTimestamp"`
	Description string `json:"description"`
	// Direction is CREDIT or DEBIT. Rely on it and not on the amount's sign,
	// which the aggregators treat differently: Finicity's are all positive.
	Direction   string      `json:"debitCreditMemo"`
	Memo        string      `json:"memo"`
	Category    string      `json:"category"`
	Status      string      `json:"status"` // such as POSTED or PENDING
	Amount      Amount      `json:"amount"`
	Payee       string      `json:"payee"`
	CheckNumber Text        `json:"checkNumber"`
	Attributes  []Attribute `json:"fiAttributes"`
}

// TransactionsQuery selects transactions. AccountID is required.
type TransactionsQuery struct {
	AccountID string
	// From and To are the first and the last day; their time of day is not
	// used. Zero leaves them to the server: from 120 days ago until five days
	// ahead, with Finicity and Plaid until now.
	From, To time.Time
}

// AccountTransactions reads transactions of one of the connection's accounts
// (GET /api/data/transactions), all of them: there are no pages. Only Plaid
// needs the connection's id.
func (c *Client) AccountTransactions(ctx context.Context, connection Connection, query TransactionsQuery) ([]Transaction, error) {
	call, err := transactionsCall(connection, query, transactionsPath)
	if err != nil {
		return nil, err
	}
	return entries[Transaction](ctx, c, call, "transactions")
}

func transactionsCall(connection Connection, query TransactionsQuery, path string) (rest.Call, error) {
	if err := query.check(connection); err != nil {
		return rest.Call{}, err
	}
	call := connection.call(http.MethodGet, path)
	call.Query.Set("accountId", query.AccountID)
	for name, day := range map[string]time.Time{"startDate": query.From, "endDate": query.To} {
		if !day.IsZero() {
			call.Query.Set(name, day.Format(time.DateOnly))
		}
	}
	return call, nil
}

func (q TransactionsQuery) check(connection Connection) error {
	if err := connection.check(); err != nil {
		return err
	}
	plaid := connection.Aggregator == Plaid || connection.Aggregator == PlaidSandbox
	if plaid || !connection.ID.IsZero() {
		if err := connection.checkID(); err != nil {
			return err
		}
	}
	switch {
	case q.AccountID == "":
		return refuse(`"accountId" is required`)
	case !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From): // the server does not look
		return refuse("The last day is before the first.")
	}
	return nil
}
