package mx

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

func TestTransactionIsReadFromEitherEnvelope(t *testing.T) {
	for name, row := range map[string]struct {
		answer string
		code   fault.Code
	}{
		"an object":      {`{"transaction":{"guid":"TRN-1"}}`, ""},
		"a list of one":  {`{"transactions":[{"guid":"TRN-1"}],"pagination":{}}`, ""},
		"an empty list":  {`{"transactions":[]}`, fault.ProviderBadAnswer},
		"a list of two":  {`{"transactions":[{"guid":"TRN-1"},{"guid":"TRN-2"}]}`, fault.ProviderBadAnswer},
		"something else": {`{"transfer":{}}`, fault.ProviderBadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			var requests []seen
			tx, err := serve(t, recorder(&requests, 200, row.answer)).ReadTransaction(t.Context(), "USR-1", "TRN-1")
			require.Equal(t, row.code, fault.CodeOf(err))
			assert.Equal(t, row.code == "", tx.GUID == "TRN-1")
		})
	}
}

func TestTransactionIsDecoded(t *testing.T) {
	var requests []seen
	c := serve(t, recorder(&requests, 200, `{"transactions":[{"guid":"TRN-1","amount":61.11,"type":"DEBIT","date":"2026-03-04",
		"geolocation":{"postal code":"84043"},"merchant":{"name":"Bluebird Coffee"},"merchant_category_code":5814,"is_expense":true,
		"repeating_transaction":{"recurrence_type":"EVERY_OTHER_WEEK"},"classification":null}]}`))
	page, err := c.TransactionsPage(t.Context(), "USR-1", TransactionsQuery{})
	require.NoError(t, err)
	tx := page.Items[0]
	assert.InDelta(t, 61.11, *tx.Amount, 0)
	assert.Equal(t, time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), tx.Date.Time)
	assert.Equal(t, "84043", tx.Geolocation.PostalCode)
	assert.Equal(t, "Bluebird Coffee", tx.Merchant.Name)
	assert.Equal(t, 5814, *tx.MerchantCategoryCode)
	assert.Equal(t, "EVERY_OTHER_WEEK", tx.RepeatingTransaction.RecurrenceType)
	assert.Nil(t, tx.Classification)
	assert.Nil(t, tx.Latitude)
}

func TestNoOpenQuestionIsAnEmptyPage(t *testing.T) {
	var requests []seen
	page, err := serve(t, recorder(&requests, 204, "")).ChallengesPage(t.Context(), "USR-1", "MBR-1", PageQuery{})
	require.NoError(t, err)
	assert.Empty(t, page.Items)
}

func TestStatementMustBeAPDFDocument(t *testing.T) {
	for body, code := range map[string]fault.Code{"%PDF-1.7 and so on": "", "<html>": fault.ProviderBadAnswer, "": fault.ProviderBadAnswer, " %PDF-": fault.ProviderBadAnswer} {
		t.Run(body, func(t *testing.T) {
			var requests []seen
			pdf, err := serve(t, recorder(&requests, 200, body)).StatementPDF(t.Context(), "USR-1", "MBR-1", "STA-1")
			require.Equal(t, code, fault.CodeOf(err))
			assert.Equal(t, "application/vnd.mx.api.v1+pdf", requests[0].header.Get("Accept"))
			if code == "" {
				assert.Equal(t, body, string(pdf))
			}
		})
	}
}

func TestCallbackPayloadGoesWithEachCallThatTakesIt(t *testing.T) {
	order := CallbackPayload("order 7")
	for name, do := range map[string]func(*Client) error{
		"create": func(c *Client) error {
			_, err := c.CreateMember(t.Context(), "U", NewMember{MemberFields: MemberFields{CallbackPayload: order}})
			return err
		},
		"update": func(c *Client) error {
			_, err := c.UpdateMember(t.Context(), "U", "M", MemberFields{CallbackPayload: order})
			return err
		},
		"aggregate": func(c *Client) error { _, err := c.Aggregate(t.Context(), "U", "M", order); return err },
		"verify":    func(c *Client) error { _, err := c.Verify(t.Context(), "U", "M", order); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var requests []seen
			c := serve(t, recorder(&requests, 200, `{"member":{}}`))
			require.NoError(t, do(c))
			assert.Equal(t, order.encoded(), requests[0].header.Get("X-Callback-Payload"))
			order = make([]byte, maxCallbackPayload+1)
			defer func() { order = CallbackPayload("order 7") }()
			require.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(do(c)))
			assert.Len(t, requests, 1)
		})
	}
}

// TestAnswersThatAreCountedAreSentOnce keeps a hiccup of the network from
// using up the user's attempts.
func TestAnswersThatAreCountedAreSentOnce(t *testing.T) {
	for name, row := range map[string]struct {
		do    func(*Client) error
		calls int
	}{
		"MFA answers": {func(c *Client) error { _, err := c.Resume(t.Context(), "U", "M", nil); return err }, 1},
		"amounts":     {func(c *Client) error { _, err := c.VerifyMicrodeposit(t.Context(), "MIC", 1, 2); return err }, 1},
		"credentials": {func(c *Client) error {
			_, err := c.UpdateMember(t.Context(), "U", "M", MemberFields{Credentials: []Answer{{GUID: "C"}}})
			return err
		}, 1},
		"another change":  {func(c *Client) error { _, err := c.UpdateMember(t.Context(), "U", "M", MemberFields{}); return err }, 3},
		"a user's change": {func(c *Client) error { _, err := c.UpdateUser(t.Context(), "U", UserFields{}); return err }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			var requests []seen
			c := serve(t, recorder(&requests, 503, ""))
			require.Equal(t, fault.ProviderUnavailable, fault.CodeOf(row.do(c)))
			assert.Len(t, requests, row.calls)
		})
	}
}
