package ucwapi

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// accountsData: GET /api/data/accounts, in the shapes of the Financial Data
// Exchange that UCW uses.
func (f *Face) accountsData(q dataRequest) (any, error) {
	accounts, err := f.World.MemberAccounts(q.connection.user, q.connection.member)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, a := range accounts {
		list = append(list, object{accountKind(a, q.aggregator): accountOf(a)})
	}
	return object{"accounts": list}, nil
}

// kindOf returns what a world's account is filed under: deposit, loc, loan or
// investment.
func kindOf(a world.Account) string {
	switch a.Type {
	case "CREDIT_CARD", "LINE_OF_CREDIT":
		return "loc"
	case "LOAN", "MORTGAGE":
		return "loan"
	case "INVESTMENT":
		return "investment"
	}
	return "deposit"
}

func accountKind(a world.Account, aggregator string) string {
	kind := kindOf(a) + "Account"
	if kind == "locAccount" && family(aggregator) == "finicity" {
		return "locAcount" // misspelt by its adapter
	}
	return kind
}

func accountOf(a world.Account) object {
	o := object{
		"accountId": a.GUID, "accountType": strings.ReplaceAll(a.Type, "_", ""),
		"accountNumber": fullNumber(a), "accountNumberDisplay": a.Number,
		"productName": a.Name, "nickname": nil, "status": "OPEN",
		"currency":     object{"currencyCode": a.Currency, "currencyRate": nil, "originalCurrencyCode": nil},
		"balanceType":  "ASSET",
		"balanceAsOf":  a.CreatedAt.UTC().Format(time.RFC3339),
		"fiAttributes": []object{},
	}
	switch kindOf(a) {
	case "loc":
		o["balanceType"], o["currentBalance"], o["creditLine"] = "LIABILITY", a.Balance.Float(), a.CreditLimit.Float()
	case "loan":
		o["balanceType"], o["principalBalance"] = "LIABILITY", a.Balance.Float()
	case "investment":
		o["currentValue"] = a.Balance.Float()
	default:
		o["currentBalance"], o["availableBalance"] = a.Balance.Float(), a.AvailableBalance.Float()
		o["routingTransitNumber"] = "011000015"
	}
	return o
}

// fullNumber is an account number that ends as the masked one does.
func fullNumber(a world.Account) string {
	return "70018" + strings.TrimLeft(a.Number, "X")
}

// identityData: GET /api/data/identity. The owner is invented.
func (f *Face) identityData(q dataRequest) (any, error) {
	accounts, err := f.World.MemberAccounts(q.connection.user, q.connection.member)
	if err != nil {
		return nil, err
	}
	owned := []object{}
	for _, a := range accounts {
		owned = append(owned, object{"accountId": a.GUID})
	}
	return object{"customers": []object{{
		"customerId": "CUS-" + q.connection.guid,
		"name":       object{"first": "Ada", "last": "Sandbox"},
		"addresses":  []object{{"line1": "1 Harbor Walk", "city": "Portside", "state": "ME", "postalCode": "04101"}},
		"email":      []string{"ada@sandbox.example"},
		"telephones": []object{{"number": "5550100199"}},
		"accounts":   owned,
	}}}, nil
}

// Without dates the server looks this far back and ahead; Finicity and Plaid
// look until now.
const (
	lookBack  = 120 * 24 * time.Hour
	lookAhead = 5 * 24 * time.Hour
)

// transactionsData: GET /api/data/transactions
func (f *Face) transactionsData(q dataRequest) (any, error) {
	accounts, err := f.World.MemberAccounts(q.connection.user, q.connection.member)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.GUID == q.accountID {
			return object{"transactions": f.transactionsOf(a, q)}, nil
		}
	}
	return nil, &adapterError{400, "The account is not known"}
}

func (f *Face) transactionsOf(a world.Account, q dataRequest) []object {
	from, to := f.period(q)
	list := []object{}
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		if t, ok := transactionOn(a, day, family(q.aggregator) == "finicity"); ok {
			list = append(list, object{kindOf(a) + "Transaction": t})
		}
	}
	return list
}

// period returns the first and the last day. Nobody checks which comes first,
// and a period without an end that makes sense is empty.
func (f *Face) period(q dataRequest) (from, to time.Time) {
	now := f.World.Now().UTC()
	from, to = now.Add(-lookBack), now.Add(lookAhead)
	if name := family(q.aggregator); name == "finicity" || name == "plaid" {
		to = now
	}
	if !q.start.IsZero() {
		from = q.start
	}
	if !q.end.IsZero() {
		to = q.end
	}
	// The invented history is ten years long.
	if oldest := now.AddDate(-10, 0, 0); from.Before(oldest) {
		from = oldest
	}
	if latest := now.Add(lookAhead); to.After(latest) {
		to = latest
	}
	return from.Truncate(24 * time.Hour), to
}

// payees are where the invented money goes; wages come from the last. It is
// read-only.
var payees = [...]string{"Corner Grocer", "City Transit", "Lantern Books", "Quay Coffee", "Northwind Wages"}

// transactionOn returns what happened on a day: every third day something, the
// same whenever it is looked at.
func transactionOn(a world.Account, day time.Time, positive bool) (object, bool) {
	n := int(day.Unix() / 86400)
	if n%3 != 0 {
		return nil, false
	}
	credit := n%30 == 0
	payee, amount, memo := payees[n/3%4], -float64(400+n%97*13)/100, "DEBIT"
	if credit {
		payee, amount, memo = payees[4], 2100, "CREDIT"
	}
	if positive {
		amount = math.Abs(amount)
	}
	at := day.Add(12 * time.Hour).Format(time.RFC3339)
	return object{
		"accountId": a.GUID, "transactionId": fmt.Sprintf("TRN-%s-%d", a.GUID, n),
		"postedTimestamp": at, "transactionTimestamp": at, "description": payee, "payee": payee,
		"debitCreditMemo": memo, "memo": nil, "category": nil, "status": "POSTED", "amount": amount,
	}, true
}
