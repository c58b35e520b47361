package mx

// Transaction is one movement on an account. Amount is never negative: Type
// says the direction. What stands below Metadata is there only when a query
// includes it.
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
