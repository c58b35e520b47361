package mxapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
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

// include adds one of the parts that a query asks for. MX does
// not document names that it does not know: here they are ignored.
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

// listTransactions: GET /users/{…}/transactions, and the same below a member,
// an account, and an account of a member
func (f *face) listTransactions(r *http.Request, a *reply) error {
	query := r.URL.Query()
	filter, err := f.transactionFilter(query)
	if err != nil {
		return err
	}
	filter.Member, filter.Account = r.PathValue("member"), r.PathValue("account")
	list, err := f.World.Transactions(r.PathValue("user"), filter)
	if err != nil {
		return err
	}
	if use := query.Get("use_case"); use != "" {
		if list, err = f.usedFor(use, r.PathValue("user"), list); err != nil {
			return err
		}
	}
	return a.ok(paged(query, maxPerPage, "transactions", list, shapeWith(query)))
}

// transactionFilter reads the times, which are seconds since 1970. Without
// dates MX answers the last 120 days and the next five. The
// times of changes are those of the creation: nothing changes in the sandbox.
func (f *face) transactionFilter(query url.Values) (world.TransactionFilter, error) {
	now := f.World.Now()
	filter := world.TransactionFilter{From: now.AddDate(0, 0, -120), To: now.AddDate(0, 0, 5)}
	for _, bound := range []struct {
		name string
		time *time.Time
	}{
		{"from_date", &filter.From}, {"to_date", &filter.To},
		{"from_updated_at", &filter.CreatedFrom}, {"to_updated_at", &filter.CreatedTo},
		{"from_timestamp", &filter.CreatedFrom}, {"to_timestamp", &filter.CreatedTo},
		{"from_created_at", &filter.CreatedFrom}, {"to_created_at", &filter.CreatedTo},
	} {
		text := query.Get(bound.name)
		if text == "" {
			continue
		}
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return filter, refuse(http.StatusBadRequest, "The parameter %s must be a unix timestamp.", bound.name)
		}
		*bound.time = time.Unix(seconds, 0)
	}
	return filter, nil
}

// usedFor keeps the transactions of members with a use case.
func (f *face) usedFor(use, user string, list []world.Transaction) ([]world.Transaction, error) {
	members, err := f.World.Members(user)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, m := range members {
		wanted[m.GUID] = slices.Contains(m.UseCases, use)
	}
	return slices.DeleteFunc(list, func(t world.Transaction) bool { return !wanted[t.MemberGUID] }), nil
}

// readTransaction: GET /users/{…}/transactions/{guid}. It answers a list of
// one, as MX specifies it.
func (f *face) readTransaction(r *http.Request, a *reply) error {
	list, err := f.World.Transactions(r.PathValue("user"), world.TransactionFilter{})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(t world.Transaction) bool { return t.GUID == r.PathValue("transaction") })
	if i < 0 {
		return refuse(http.StatusNotFound, "There is no such transaction.")
	}
	return a.ok(paged(url.Values{}, maxPerPage, "transactions", list[i:i+1], shapeWith(r.URL.Query())))
}

// shapeWith returns the shape of transactions with what a query includes.
func shapeWith(query url.Values) func(world.Transaction) transactionShape {
	includes := strings.Split(query.Get("includes"), ",")
	return func(t world.Transaction) transactionShape {
		shape := transactionOf(t)
		for _, name := range includes {
			shape.include(name, t.Payee)
		}
		return shape
	}
}
