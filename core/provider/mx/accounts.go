package mx

import (
	"context"
	"iter"

	"github.com/connecthost/connecthost/core/secret"
)

// Account is one account at an institution.
//
// Amounts are *float64: nil when MX gave none, and otherwise the JSON number
// that MX sends, exact to the cent up to about ten trillion. json.Number would
// keep more digits than MX has, would leave every use to parse it, and fails a
// whole answer when one amount arrives as an odd string.
//
// AccountNumber prints as a mask; Reveal gives it. The fields that only
// v20111101 has are ignored.
type Account struct {
	GUID                   string        `json:"guid"`
	ID                     string        `json:"id"`
	UserGUID               string        `json:"user_guid"`
	UserID                 string        `json:"user_id"`
	MemberGUID             string        `json:"member_guid"`
	MemberID               string        `json:"member_id"`
	InstitutionCode        string        `json:"institution_code"`
	Name                   string        `json:"name"`
	Nickname               string        `json:"nickname"`
	Type                   string        `json:"type"`
	Subtype                string        `json:"subtype"`
	CurrencyCode           string        `json:"currency_code"`
	Balance                *float64      `json:"balance"`
	AvailableBalance       *float64      `json:"available_balance"`
	AvailableCredit        *float64      `json:"available_credit"`
	AccountNumber          secret.String `json:"account_number"`
	AccountOwnership       string        `json:"account_ownership"`
	AnnuityPolicyToDate    string        `json:"annuity_policy_to_date"`
	AnnuityProvider        string        `json:"annuity_provider"`
	AnnuityTermYear        *int          `json:"annuity_term_year"`
	APR                    *float64      `json:"apr"`
	APY                    *float64      `json:"apy"`
	CashBalance            *float64      `json:"cash_balance"`
	CashSurrenderValue     *float64      `json:"cash_surrender_value"`
	CreatedAt              Time          `json:"created_at"`
	CreditLimit            *float64      `json:"credit_limit"`
	DayPaymentIsDue        *int          `json:"day_payment_is_due"`
	DeathBenefit           *float64      `json:"death_benefit"`
	FederalInsuranceStatus Text          `json:"federal_insurance_status"` // the specification says text in one place, a number in another
	ImportedAt             Time          `json:"imported_at"`
	InterestRate           *float64      `json:"interest_rate"`
	InsuredName            string        `json:"insured_name"`
	IsClosed               bool          `json:"is_closed"`
	IsHidden               bool          `json:"is_hidden"`
	IsManual               bool          `json:"is_manual"`
	LastPayment            *float64      `json:"last_payment"`
	LastPaymentAt          Time          `json:"last_payment_at"`
	LoanAmount             *float64      `json:"loan_amount"`
	MarginBalance          *float64      `json:"margin_balance"`
	MaturesOn              Time          `json:"matures_on"`
	MemberIsManagedByUser  bool          `json:"member_is_managed_by_user"`
	Metadata               string        `json:"metadata"`
	MinimumBalance         *float64      `json:"minimum_balance"`
	MinimumPayment         *float64      `json:"minimum_payment"`
	OriginalBalance        *float64      `json:"original_balance"`
	PayOutAmount           *float64      `json:"pay_out_amount"`
	PaymentDueAt           Time          `json:"payment_due_at"`
	PayoffBalance          *float64      `json:"payoff_balance"`
	PremiumAmount          *float64      `json:"premium_amount"`
	PropertyType           string        `json:"property_type"`
	RoutingNumber          string        `json:"routing_number"`
	StartedOn              Time          `json:"started_on"`
	StatementBalance       *float64      `json:"statement_balance"`
	TodayUGLAmount         *float64      `json:"today_ugl_amount"`
	TodayUGLPercentage     *float64      `json:"today_ugl_percentage"`
	TotalAccountValue      *float64      `json:"total_account_value"`
	TotalAccountValueUGL   *float64      `json:"total_account_value_ugl"`
	UpdatedAt              Time          `json:"updated_at"`
}

// AccountsQuery filters accounts. Empty fields do not filter.
type AccountsQuery struct {
	PageQuery
	MemberIsManagedByUser *bool
	IsManual              *bool   // UserAccounts only
	UseCase               UseCase // UserAccounts only
}

const (
	userAccountsPath   = "/users/{user_identifier}/accounts"
	memberAccountsPath = "/users/{user_identifier}/members/{member_identifier}/accounts"
	accountPath        = "/users/{user_guid}/accounts/{account_guid}"
	memberAccountPath  = "/users/{user_identifier}/members/{member_identifier}/accounts/{account_identifier}"
)

// UserAccounts goes through all accounts of a user (GET
// /users/{user_identifier}/accounts).
func (c *Client) UserAccounts(ctx context.Context, user string, query AccountsQuery) iter.Seq2[Account, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Account], error) {
		query.PageQuery = p
		return c.UserAccountsPage(ctx, user, query)
	})
}

// UserAccountsPage reads one page of UserAccounts.
func (c *Client) UserAccountsPage(ctx context.Context, user string, query AccountsQuery) (Page[Account], error) {
	call := get(userAccountsPath, user)
	call.Query = query.values()
	setBool(call.Query, "member_is_managed_by_user", query.MemberIsManagedByUser)
	setBool(call.Query, "is_manual", query.IsManual)
	set(call.Query, "use_case", string(query.UseCase))
	return list[Account](ctx, c, call, "accounts")
}

// MemberAccounts goes through all accounts of a member (GET
// /users/{user_identifier}/members/{member_identifier}/accounts).
func (c *Client) MemberAccounts(ctx context.Context, user, member string, query AccountsQuery) iter.Seq2[Account, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Account], error) {
		query.PageQuery = p
		return c.MemberAccountsPage(ctx, user, member, query)
	})
}

// MemberAccountsPage reads one page of MemberAccounts.
func (c *Client) MemberAccountsPage(ctx context.Context, user, member string, query AccountsQuery) (Page[Account], error) {
	call := get(memberAccountsPath, user, member)
	call.Query = query.values()
	setBool(call.Query, "member_is_managed_by_user", query.MemberIsManagedByUser)
	return list[Account](ctx, c, call, "accounts")
}

// ReadAccount reads an account (GET
// /users/{user_guid}/accounts/{account_guid}).
func (c *Client) ReadAccount(ctx context.Context, userGUID, accountGUID string) (Account, error) {
	return object[Account](ctx, c, get(accountPath, userGUID, accountGUID), "account")
}

// ReadMemberAccount reads an account of a member (GET
// /users/{user_identifier}/members/{member_identifier}/accounts/{account_identifier}).
func (c *Client) ReadMemberAccount(ctx context.Context, user, member, account string) (Account, error) {
	return object[Account](ctx, c, get(memberAccountPath, user, member, account), "account")
}

// AccountNumber has the numbers that name an account to other banks. The
// numbers print as a mask; Reveal gives them.
type AccountNumber struct {
	GUID                string        `json:"guid"`
	AccountGUID         string        `json:"account_guid"`
	MemberGUID          string        `json:"member_guid"`
	UserGUID            string        `json:"user_guid"`
	AccountNumber       secret.String `json:"account_number"`
	RoutingNumber       string        `json:"routing_number"`     // United States
	InstitutionNumber   string        `json:"institution_number"` // Canada, as the next one
	TransitNumber       string        `json:"transit_number"`
	LoanReferenceNumber secret.String `json:"loan_reference_number"`
	LoanGuarantor       string        `json:"loan_guarantor"`
	SequenceNumber      string        `json:"sequence_number"`
	PassedValidation    bool          `json:"passed_validation"`
}

const (
	memberNumbersPath  = "/users/{user_guid}/members/{member_guid}/account_numbers"
	accountNumbersPath = "/users/{user_identifier}/accounts/{account_identifier}/account_numbers"
)

// MemberAccountNumbers goes through the numbers of a member's accounts (GET
// /users/{user_guid}/members/{member_guid}/account_numbers). They are there
// after a Verify job.
func (c *Client) MemberAccountNumbers(ctx context.Context, userGUID, memberGUID string, query PageQuery) iter.Seq2[AccountNumber, error] {
	return all(query, func(p PageQuery) (Page[AccountNumber], error) {
		return c.MemberAccountNumbersPage(ctx, userGUID, memberGUID, p)
	})
}

// MemberAccountNumbersPage reads one page of MemberAccountNumbers.
func (c *Client) MemberAccountNumbersPage(ctx context.Context, userGUID, memberGUID string, query PageQuery) (Page[AccountNumber], error) {
	call := get(memberNumbersPath, userGUID, memberGUID)
	call.Query = query.values()
	return list[AccountNumber](ctx, c, call, "account_numbers")
}

// AccountNumbers goes through the numbers of one account (GET
// /users/{user_identifier}/accounts/{account_identifier}/account_numbers).
func (c *Client) AccountNumbers(ctx context.Context, user, account string, query PageQuery) iter.Seq2[AccountNumber, error] {
	return all(query, func(p PageQuery) (Page[AccountNumber], error) {
		return c.AccountNumbersPage(ctx, user, account, p)
	})
}

// AccountNumbersPage reads one page of AccountNumbers.
func (c *Client) AccountNumbersPage(ctx context.Context, user, account string, query PageQuery) (Page[AccountNumber], error) {
	call := get(accountNumbersPath, user, account)
	call.Query = query.values()
	return list[AccountNumber](ctx, c, call, "account_numbers")
}

// AccountOwner is a person who owns an account, as the institution knows them.
type AccountOwner struct {
	GUID        string `json:"guid"`
	AccountGUID string `json:"account_guid"`
	MemberGUID  string `json:"member_guid"`
	UserGUID    string `json:"user_guid"`
	OwnerName   string `json:"owner_name"` // the whole name
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	Email       string `json:"email"`
	Phone       string `json:"phone"`
	Address     string `json:"address"`
	City        string `json:"city"`
	State       string `json:"state"`
	PostalCode  string `json:"postal_code"`
	Country     string `json:"country"`
}

const accountOwnersPath = "/users/{user_identifier}/members/{member_identifier}/account_owners"

// AccountOwners goes through the owners of a member's accounts (GET
// /users/{user_identifier}/members/{member_identifier}/account_owners). They
// are there after an Identify job.
func (c *Client) AccountOwners(ctx context.Context, user, member string, query PageQuery) iter.Seq2[AccountOwner, error] {
	return all(query, func(p PageQuery) (Page[AccountOwner], error) {
		return c.AccountOwnersPage(ctx, user, member, p)
	})
}

// AccountOwnersPage reads one page of AccountOwners.
func (c *Client) AccountOwnersPage(ctx context.Context, user, member string, query PageQuery) (Page[AccountOwner], error) {
	call := get(accountOwnersPath, user, member)
	call.Query = query.values()
	return list[AccountOwner](ctx, c, call, "account_owners")
}
