package mxapi

import (
	"time"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// transactionShape has the fields of a transaction that the sandbox fills in,
// and those that are there when a query includes them.
type transactionShape struct {
	GUID                string  `json:"guid"`
	ID                  *string `json:"id"`
	AccountGUID         string  `json:"account_guid"`
	MemberGUID          string  `json:"member_guid"`
	UserGUID            string  `json:"user_guid"`
	Amount              float64 `json:"amount"`
	CurrencyCode        string  `json:"currency_code"`
	Type                string  `json:"type"`
	Status              string  `json:"status"`
	Date                string  `json:"date"`
	TransactedAt        *string `json:"transacted_at"`
	PostedAt            *string `json:"posted_at"`
	CreatedAt           *string `json:"created_at"`
	UpdatedAt           *string `json:"updated_at"`
	Description         string  `json:"description"`
	OriginalDescription string  `json:"original_description"`
	Memo                *string `json:"memo"`
	Category            string  `json:"category"`
	TopLevelCategory    string  `json:"top_level_category"`
	MerchantCode        *int    `json:"merchant_category_code"`
	IsDirectDeposit     bool    `json:"is_direct_deposit"`
	IsExpense           bool    `json:"is_expense"`
	IsIncome            bool    `json:"is_income"`
	IsBillPay           bool    `json:"is_bill_pay"`
	IsFee               bool    `json:"is_fee"`
	IsRecurring         bool    `json:"is_recurring"`
	IsSubscription      bool    `json:"is_subscription"`
	IsInternational     bool    `json:"is_international"`
	IsManual            bool    `json:"is_manual"`
	ManagedByUser       bool    `json:"member_is_managed_by_user"`

	Classification map[string]any `json:"classification,omitempty"`
	Geolocation    map[string]any `json:"geolocation,omitempty"`
	Merchant       map[string]any `json:"merchant,omitempty"`
	Repeating      map[string]any `json:"repeating_transaction,omitempty"`
}

func transactionOf(t world.Transaction) transactionShape {
	shape := transactionShape{
		GUID: t.GUID, AccountGUID: t.AccountGUID, MemberGUID: t.MemberGUID, UserGUID: t.UserGUID,
		Amount: t.Amount.Float(), CurrencyCode: t.Currency, Type: "DEBIT", Status: "POSTED",
		Date: t.Date.Format(time.DateOnly), TransactedAt: instant(t.Date), PostedAt: instant(t.Date),
		CreatedAt: instant(t.CreatedAt), UpdatedAt: instant(t.CreatedAt),
		Description: t.Payee.Name, OriginalDescription: t.Payee.Original,
		Category: t.Payee.Category, TopLevelCategory: t.Payee.Group,
		IsDirectDeposit: t.Payee.Class == "Payroll", IsExpense: !t.Credit, IsIncome: t.Credit && t.Payee.Class != "Transfer",
		IsRecurring: t.Payee.Repeats != "", IsSubscription: t.Payee.Repeats == "SUBSCRIPTION", ManagedByUser: true,
	}
	if t.Credit {
		shape.Type = "CREDIT"
	}
	if t.Pending {
		shape.Status, shape.PostedAt = "PENDING", nil
	}
	if t.Payee.Code != 0 {
		shape.MerchantCode = &t.Payee.Code
	}
	return shape
}

// include adds one of the parts that a query asks for. What MX does with a
// name that it does not know is not documented: here it is ignored.
func (s *transactionShape) include(name string, p world.Payee) {
	switch {
	case name == "merchants" && p.Code != 0:
		s.Merchant = map[string]any{"guid": world.MerchantGUID(p), "name": p.Name, "logo_url": nil, "website_url": nil}
	case name == "classifications":
		s.Classification = map[string]any{"guid": world.ClassGUID(p), "parent_class": p.Class}
	case name == "geolocations" && p.City != "":
		s.Geolocation = map[string]any{"country": "US", "state": "UT", "city": p.City, "postal code": "84043"}
	case name == "repeating_transactions" && p.Repeats != "":
		s.Repeating = map[string]any{"guid": world.SeriesGUID(p), "repeating_transaction_type": p.Repeats, "recurrence_type": nil}
	}
}
