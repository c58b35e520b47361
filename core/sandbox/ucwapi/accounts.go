package ucwapi

import (
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
