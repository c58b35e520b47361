package mx

import "github.com/connecthost/connecthost/core/secret"

// Account is one account at an institution.
//
// Amounts are *float64: nil when MX gave none, and otherwise the JSON number
// that MX sends, exact to the cent up to about ten trillion. json.Number would
// keep more digits than MX has, would leave every use to parse it, and fails a
// whole answer when one amount arrives as an odd text.
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
