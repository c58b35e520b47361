package provider

// Account is one account of a member.
//
// Balances are nil when the provider gave none, which is not the same as
// zero. They are float64 because the providers send JSON numbers and pages
// want numbers: an amount in hundredths survives exactly up to about ten
// trillion. Add amounts up in hundredths, not as floats.
type Account struct {
	GUID       string   `json:"guid"`
	MemberGUID string   `json:"member_guid,omitempty"`
	Name       string   `json:"name"`
	Type       string   `json:"type"`
	Balance    *float64 `json:"balance,omitempty"`
	Available  *float64 `json:"available,omitempty"`
	Currency   string   `json:"currency,omitempty"` // ISO 4217
}
