package mx

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// Transaction is one movement on an account. Amount is never negative: Type
// says the direction. The fields below Metadata are set only when a query
// includes them.
type Transaction struct {
	GUID                    string   `json:"guid"`
	ID                      string   `json:"id"`
	AccountGUID             string   `json:"account_guid"`
	AccountID               string   `json:"account_id"`
	MemberGUID              string   `json:"member_guid"`
	UserGUID                string   `json:"user_guid"`
	UserID                  string   `json:"user_id"`
	Amount                  *float64 `json:"amount"`
	CurrencyCode            string   `json:"currency_code"`
	Type                    string   `json:"type"`   // CREDIT or DEBIT
	Status                  string   `json:"status"` // POSTED or PENDING
	Date                    Time     `json:"date"`   // a bare date, or a point in time
	PostedAt                Time     `json:"posted_at"`
	TransactedAt            Time     `json:"transacted_at"`
	CreatedAt               Time     `json:"created_at"`
	UpdatedAt               Time     `json:"updated_at"`
	Description             string   `json:"description"` // cleaned up by MX
	OriginalDescription     string   `json:"original_description"`
	LocalizedDescription    string   `json:"localized_description"`
	Memo                    string   `json:"memo"`
	LocalizedMemo           string   `json:"localized_memo"`
	Category                string   `json:"category"`
	CategoryGUID            string   `json:"category_guid"`
	TopLevelCategory        string   `json:"top_level_category"`
	ExtendedTransactionType string   `json:"extended_transaction_type"`
	CheckNumber             string   `json:"check_number_string"`
	IsBillPay               bool     `json:"is_bill_pay"`
	IsDirectDeposit         bool     `json:"is_direct_deposit"`
	IsExpense               bool     `json:"is_expense"`
	IsFee                   bool     `json:"is_fee"`
	IsIncome                bool     `json:"is_income"`
	IsInternational         bool     `json:"is_international"`
	IsManual                bool     `json:"is_manual"`
	IsOverdraftFee          bool     `json:"is_overdraft_fee"`
	IsPayrollAdvance        bool     `json:"is_payroll_advance"`
	IsRecurring             bool     `json:"is_recurring"`
	IsSubscription          bool     `json:"is_subscription"`
	Latitude                *float64 `json:"latitude"`
	Longitude               *float64 `json:"longitude"`
	MemberIsManagedByUser   bool     `json:"member_is_managed_by_user"`
	MerchantCategoryCode    *int     `json:"merchant_category_code"`
	MerchantGUID            string   `json:"merchant_guid"`
	MerchantLocationGUID    string   `json:"merchant_location_guid"`
	Metadata                string   `json:"metadata"`

	Classification       *Classification       `json:"classification"`
	Geolocation          *Geolocation          `json:"geolocation"`
	Merchant             *Merchant             `json:"merchant"`
	RepeatingTransaction *RepeatingTransaction `json:"repeating_transaction"`
}

// Classification is the kind of a transaction.
type Classification struct {
	GUID        string `json:"guid"`
	ParentClass string `json:"parent_class"` // such as Spend or Payroll
}

// Geolocation is where a transaction took place.
type Geolocation struct {
	Country    string `json:"country"`
	State      string `json:"state"`
	City       string `json:"city"`
	PostalCode string `json:"postal code"` // with a space, as MX specifies it
}

// Merchant is the other side of a transaction.
type Merchant struct {
	GUID       string `json:"guid"`
	Name       string `json:"name"`
	LogoURL    string `json:"logo_url"`
	WebsiteURL string `json:"website_url"`
}

// RepeatingTransaction is a series that a transaction belongs to.
type RepeatingTransaction struct {
	GUID           string `json:"guid"`
	Type           string `json:"repeating_transaction_type"` // BILL, SUBSCRIPTION, INCOME or UNKNOWN
	RecurrenceType string `json:"recurrence_type"`            // such as EVERY_OTHER_WEEK
}

// Include names more about a transaction that is not sent unless asked for.
type Include string

// The includes.
const (
	IncludeRepeating       Include = "repeating_transactions"
	IncludeMerchants       Include = "merchants"
	IncludeClassifications Include = "classifications"
	IncludeGeolocations    Include = "geolocations"
)

// TransactionsQuery filters transactions. Zero fields do not filter, except
// that MX then answers those of the last 120 days.
type TransactionsQuery struct {
	PageQuery
	From, To               time.Time // of the transaction's date; To counts at midnight
	CreatedFrom, CreatedTo time.Time // when MX stored it
	UpdatedFrom, UpdatedTo time.Time // when MX last changed it
	UseCase                UseCase   // Transactions only
	Includes               []Include
}

func (q TransactionsQuery) values() url.Values {
	v := q.PageQuery.values()
	setUnix(v, "from_date", q.From)
	setUnix(v, "to_date", q.To)
	setUnix(v, "from_created_at", q.CreatedFrom)
	setUnix(v, "to_created_at", q.CreatedTo)
	setUnix(v, "from_updated_at", q.UpdatedFrom)
	setUnix(v, "to_updated_at", q.UpdatedTo)
	setIncludes(v, q.Includes)
	return v
}

// setUnix adds a time in the only form that MX takes, unless it is zero.
func setUnix(v url.Values, key string, t time.Time) {
	if !t.IsZero() {
		v.Set(key, strconv.FormatInt(t.Unix(), 10))
	}
}

func setIncludes(v url.Values, includes []Include) {
	var names []string
	for _, i := range includes {
		names = append(names, string(i))
	}
	set(v, "includes", strings.Join(names, ","))
}

const (
	transactionsPath              = "/users/{user_identifier}/transactions"
	memberTransactionsPath        = "/users/{user_identifier}/members/{member_identifier}/transactions"
	accountTransactionsPath       = "/users/{user_guid}/accounts/{account_guid}/transactions"
	memberAccountTransactionsPath = "/users/{user_guid}/members/{member_guid}/accounts/{account_guid}/transactions"
	transactionPath               = "/users/{user_guid}/transactions/{transaction_guid}"
)

// Transactions goes through all transactions of a user (GET
// /users/{user_identifier}/transactions).
func (c *Client) Transactions(ctx context.Context, user string, query TransactionsQuery) iter.Seq2[Transaction, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Transaction], error) {
		query.PageQuery = p
		return c.TransactionsPage(ctx, user, query)
	})
}

// TransactionsPage reads one page of Transactions.
func (c *Client) TransactionsPage(ctx context.Context, user string, query TransactionsQuery) (Page[Transaction], error) {
	call := get(transactionsPath, user)
	call.Query = query.values()
	set(call.Query, "use_case", string(query.UseCase))
	return list[Transaction](ctx, c, call, "transactions")
}

// MemberTransactions goes through all transactions of a member (GET
// /users/{user_identifier}/members/{member_identifier}/transactions).
func (c *Client) MemberTransactions(ctx context.Context, user, member string, query TransactionsQuery) iter.Seq2[Transaction, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Transaction], error) {
		query.PageQuery = p
		return c.MemberTransactionsPage(ctx, user, member, query)
	})
}

// MemberTransactionsPage reads one page of MemberTransactions.
func (c *Client) MemberTransactionsPage(ctx context.Context, user, member string, query TransactionsQuery) (Page[Transaction], error) {
	return c.transactions(ctx, get(memberTransactionsPath, user, member), query)
}

// AccountTransactions goes through all transactions of an account (GET
// /users/{user_guid}/accounts/{account_guid}/transactions).
func (c *Client) AccountTransactions(ctx context.Context, userGUID, accountGUID string, query TransactionsQuery) iter.Seq2[Transaction, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Transaction], error) {
		query.PageQuery = p
		return c.AccountTransactionsPage(ctx, userGUID, accountGUID, query)
	})
}

// AccountTransactionsPage reads one page of AccountTransactions.
func (c *Client) AccountTransactionsPage(ctx context.Context, userGUID, accountGUID string, query TransactionsQuery) (Page[Transaction], error) {
	return c.transactions(ctx, get(accountTransactionsPath, userGUID, accountGUID), query)
}

// MemberAccountTransactions goes through all transactions of an account of a
// member (GET
// /users/{user_guid}/members/{member_guid}/accounts/{account_guid}/transactions).
// Version v20111101 lacks it.
func (c *Client) MemberAccountTransactions(ctx context.Context, userGUID, memberGUID, accountGUID string, query TransactionsQuery) iter.Seq2[Transaction, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Transaction], error) {
		query.PageQuery = p
		return c.MemberAccountTransactionsPage(ctx, userGUID, memberGUID, accountGUID, query)
	})
}

// MemberAccountTransactionsPage reads one page of MemberAccountTransactions.
func (c *Client) MemberAccountTransactionsPage(ctx context.Context, userGUID, memberGUID, accountGUID string, query TransactionsQuery) (Page[Transaction], error) {
	return c.transactions(ctx, get(memberAccountTransactionsPath, userGUID, memberGUID, accountGUID), query)
}

func (c *Client) transactions(ctx context.Context, call rest.Call, query TransactionsQuery) (Page[Transaction], error) {
	call.Query = query.values()
	return list[Transaction](ctx, c, call, "transactions")
}

// ReadTransaction reads a transaction (GET
// /users/{user_guid}/transactions/{transaction_guid}). MX specifies a list as
// the answer, which is taken for a mistake: a list of one and a single object
// are both read.
func (c *Client) ReadTransaction(ctx context.Context, userGUID, transactionGUID string, includes ...Include) (Transaction, error) {
	call := get(transactionPath, userGUID, transactionGUID)
	call.Query = url.Values{}
	setIncludes(call.Query, includes)
	return oneOf[Transaction](ctx, c, call, "transaction", "transactions")
}
