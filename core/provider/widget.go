package provider

import "github.com/connecthost/connecthost/core/secret"

// Product is a kind of data that the user is asked to share.
type Product string

// The products. Balances belong to each of them.
const (
	AccountVerification  Product = "account_verification"
	IdentityVerification Product = "identity_verification"
	Transactions         Product = "transactions"
	TransactionHistory   Product = "transaction_history"
	Statements           Product = "statements"
	Investments          Product = "investments"
	Rewards              Product = "rewards"
)

// ColorScheme is the look of the widget.
type ColorScheme string

// The colour schemes. The empty one leaves the choice to the provider.
const (
	Light   ColorScheme = "light"
	Dark    ColorScheme = "dark"
	Browser ColorScheme = "browser" // as the system is set
)

// WidgetRequest says which widget to show to whom. UserGUID or UserID is
// required; what else is empty is left to the provider's defaults.
type WidgetRequest struct {
	UserGUID string // the provider's identifier of the user; wins over UserID
	UserID   string // the app's own identifier; the user is created when the provider lacks it

	EventScheme   string // scheme of the widget's events and of its default return link
	MobileWebView bool   // events arrive as navigations to EventScheme, not as posted messages
	TargetOrigin  string // origin of the page that receives posted messages

	Locale      string // BCP 47 tag, such as "fr" or "en-CA"
	ColorScheme ColorScheme
	Products    []Product

	MemberGUID      string // open the widget to repair this member
	InstitutionGUID string // open the widget at this institution
	InstitutionCode string // the same by code; the GUID wins
	NoSearch        bool   // leave out the institution search; needs one of the three above

	// ReturnURL is where the bank's site sends the user back. It is secret
	// because it may hold the nonce that the session expects.
	ReturnURL secret.String
	// ReturnBases are where the app can hear of the user's return, without a
	// nonce, the preferred one first: for a provider that makes the return URL
	// itself, and answers with Widget.Return.
	ReturnBases []string
}

// Widget is the answer to a WidgetRequest.
type Widget struct {
	URL      secret.String // grants access to the user's session: show it once, store it nowhere
	UserGUID string        // the provider's identifier of the user, for the other calls
	UserID   string        // the app's identifier, when the provider knows it

	// Return is the way back that the provider chose. It is zero when the
	// ReturnURL that was asked for holds.
	Return Return
	// Session is the name under which a backend keeps this session; empty where
	// there is none.
	Session string
}

// Return is a way back from a bank that somebody else than the app chose.
type Return struct {
	Bases []string      // without the nonce, as session.Return has them
	Nonce secret.String // zero when the link carries none
}

// IsZero reports whether there is no such choice.
func (r Return) IsZero() bool { return len(r.Bases) == 0 && r.Nonce.IsZero() }
