package ucw_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
)

func TestAccountsOfEachKindAreDecoded(t *testing.T) {
	c, _ := canned(t, 200, "application/json", file(t, "accounts.json"))
	accounts, err := c.Accounts(t.Context(), mx)
	require.NoError(t, err)
	var kinds []string
	byKind := map[string]ucw.Account{}
	for _, a := range accounts {
		kinds = append(kinds, a.Kind)
		byKind[a.Kind] = a
	}
	assert.Equal(t, []string{"depositAccount", "loanAccount", "locAccount", "locAcount", "investmentAccount", "annuityAccount", "insuranceAccount"}, kinds)

	deposit := byKind[ucw.DepositAccount]
	assert.Equal(t, "ACT-1", deposit.ID)
	assert.Equal(t, "700184321", deposit.Number.Reveal())
	assert.Equal(t, "011000015", deposit.RoutingNumber.Reveal())
	assert.Equal(t, "USD", deposit.Currency.Code)
	assert.InDelta(t, 12.5, deposit.Balance().Value, 0)
	assert.Equal(t, ucw.Amount{Known: true}, deposit.AvailableBalance, "zero is an amount")
	assert.Equal(t, time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), deposit.BalanceAsOf.UTC())
	assert.Equal(t, []ucw.Attribute{{Name: "n", Value: "7"}}, deposit.Attributes)
	assert.Equal(t, "Everyday Checking", deposit.Name())

	assert.InDelta(t, 9000, byKind[ucw.LoanAccount].Balance().Value, 0)
	assert.InDelta(t, 3, byKind[ucw.InvestmentAccount].Balance().Value, 0)
	assert.Equal(t, "ACT-4", byKind[ucw.LineOfCreditTypo].ID)
	assert.InDelta(t, 12, byKind[ucw.LineOfCredit].Balance().Value, 0)
	assert.False(t, byKind["annuityAccount"].Balance().Known, "an unknown amount is not zero")
	assert.Equal(t, "CREDITCARD", byKind[ucw.LineOfCredit].Name())
	assert.JSONEq(t, `{"accountId":"ACT-6","surrenderValue":5}`, byKind["annuityAccount"].Raw.Reveal(), "nothing is lost of an unknown kind")
}

func TestIdentityIsDecoded(t *testing.T) {
	c, _ := canned(t, 200, "application/json", `{"customers":[{"customerId":"C","name":{"first":"Ada","last":"L"},
		"addresses":[{"line1":"1 St","city":"P","state":"ME","postalCode":"04101"}],"email":["a@b.example"],
		"telephones":[{"number":"1"}],"accounts":[{"accountId":"A"}],"extra":true},{"name":null,"email":null}]}`)
	customers, err := c.Identity(t.Context(), mx)
	require.NoError(t, err)
	require.Len(t, customers, 2)
	first := customers[0]
	assert.Equal(t, ucw.PersonName{First: "Ada", Last: "L"}, first.Name)
	assert.Equal(t, "04101", first.Addresses[0].PostalCode)
	assert.Equal(t, []string{"a@b.example"}, first.Emails)
	assert.Equal(t, "1", first.Telephones[0].Number)
	assert.Equal(t, "A", first.Accounts[0].AccountID)
	assert.Contains(t, first.Raw.Reveal(), `"extra":true`)
}

func TestTransactionsAreDecoded(t *testing.T) {
	c, _ := canned(t, 200, "application/json", `{"transactions":[
		{"depositTransaction":{"accountId":"A","transactionId":"T","postedTimestamp":"2026-03-01","amount":-1.25,"debitCreditMemo":"DEBIT","checkNumber":17}},
		{"investmentTransaction":{"transactionId":"U","transactionTimestamp":"2026-03-01T05:00:00.5+02:00","amount":null}},
		{"newTransaction":{"transactionId":"V"}}]}`)
	list, err := c.AccountTransactions(t.Context(), mx, ucw.TransactionsQuery{AccountID: "A"})
	require.NoError(t, err)
	require.Len(t, list, 3)
	assert.InDelta(t, -1.25, list[0].Amount.Value, 0)
	assert.Equal(t, ucw.Text("17"), list[0].CheckNumber)
	assert.Equal(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), list[0].PostedAt.Time)
	assert.False(t, list[1].Amount.Known)
	assert.Equal(t, time.Date(2026, 3, 1, 3, 0, 0, 5e8, time.UTC), list[1].At.UTC())
	assert.Equal(t, "newTransaction", list[2].Kind)
}

func TestListsThatAreNoneAreBadAnswers(t *testing.T) {
	for _, body := range []string{`{}`, `{"accounts":{}}`, `{"accounts":["x"]}`, `{"accounts":[{"depositAccount":[]}]}`, `{"accounts":[{"depositAccount":null}]}`} {
		c, _ := canned(t, 200, "application/json", body)
		_, err := c.Accounts(t.Context(), mx)
		requireFault(t, err, fault.ProviderBadAnswer)
	}
}

func TestAmountThatCannotBeReadIsNone(t *testing.T) {
	for in, want := range map[string]ucw.Amount{
		`1.5`: {Value: 1.5, Known: true}, `"-2.25"`: {Value: -2.25, Known: true}, `0`: {Known: true},
		`null`: {}, `""`: {}, `"twelve"`: {}, `"Infinity"`: {}, `"NaN"`: {}, `1e999`: {}, `{}`: {}, `true`: {},
	} {
		got := ucw.Amount{Value: 7, Known: true}
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		assert.Equal(t, want, got, in)
	}
	out, err := json.Marshal([]ucw.Amount{{Value: 1.5, Known: true}, {}})
	require.NoError(t, err)
	assert.Equal(t, "[1.5,null]", string(out))
}

// FuzzDecode feeds hostile bodies to every kind of answer: each is decoded or
// refused as a bad answer, and nothing panics.
func FuzzDecode(f *testing.F) {
	for _, read := range reads {
		f.Add(read.good)
	}
	f.Add(file(f, "accounts.json"))
	f.Add(`{"customers":[{"name":[],"accounts":7}],"transactions":[{"a":{"amount":"1","fiAttributes":{}}}],"jwt":"e30.eyJ2YyI6MX0."}`)
	f.Add(`{"widgetUrl":"https://w.example/widget?token=t","accounts":[{}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		c, err := ucw.New(ucw.Config{BaseURL: "https://ucw.example", HTTPClient: &http.Client{Transport: whole(body)}})
		require.NoError(t, err)
		allowed := []fault.Code{"", fault.ProviderBadAnswer, fault.WidgetURLInvalid}
		for _, read := range reads {
			require.Contains(t, allowed, fault.CodeOf(read.do(t.Context(), c, mx)))
		}
		_, err = c.WidgetURL(t.Context(), request())
		require.Contains(t, allowed, fault.CodeOf(err))
	})
}

// whole answers every request with itself.
type whole string

func (body whole) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body)))}, nil
}
