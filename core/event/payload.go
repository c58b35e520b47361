package event

import "github.com/connecthost/connecthost/core/secret"

// The payloads: one type for each event, of which Event.Payload holds one.
// Optional fields that the widget left out are empty. Fields that the
// catalogue marks as secret are secret.String. Fields that are in no type are
// in Event.Metadata.

// Wrapper has the fields that MX's hosted page adds to its widgets' events.
// They are empty with other providers.
type Wrapper struct {
	UserGUID    string
	SessionGUID string
}

// InstitutionRef names an institution in the provider's terms.
type InstitutionRef struct {
	Code string
	GUID string
}

// Payloads of the generic events.
type (
	// Load belongs to GenericLoad.
	Load struct{ Wrapper }

	// Ping belongs to GenericPing.
	Ping struct{ Wrapper }

	// Navigation belongs to GenericNavigation.
	Navigation struct {
		Wrapper
		DidGoBack bool // false: the widget is at its first screen, the host may close it
	}

	// FocusTrap belongs to GenericFocusTrap.
	FocusTrap struct {
		Wrapper
		Trapped bool // false too when the widget does not say
	}

	// WidgetLoaded belongs to LegacyWidgetLoaded.
	WidgetLoaded struct{ Wrapper }

	// Ready belongs to FinoReady.
	Ready struct{ Wrapper }
)

// Payloads of events of MX's other widgets.
type (
	// OAuthComplete belongs to ClientOAuthComplete.
	OAuthComplete struct {
		Wrapper
		URL secret.String
	}

	// AccountCreated belongs to EntityAccountCreated.
	AccountCreated struct {
		Wrapper
		GUID string
	}

	// TransferFunds belongs to PulseTransferFunds.
	TransferFunds struct {
		Wrapper
		AccountGUID string
		Amount      float64
	}
)

// Connection says which connection a UCW event is about.
type Connection struct {
	UCPInstitutionID string
	ConnectionID     secret.String // the aggregator's; an access token with some of them
	AggregatorUserID string
	Aggregator       string // such as mx, plaid or sophtron, also their test names
}

// Payloads of the events that UCW sends in its own shape.
type (
	// UCWMemberStatusUpdate belongs to ConnectMemberStatusUpdate of UCW.
	UCWMemberStatusUpdate struct {
		Connection
		ConnectionStatus int
	}

	// UCWMemberConnected belongs to ConnectMemberConnected of UCW.
	UCWMemberConnected struct{ Connection }
)

func newLoad(v values) any         { return Load{v.wrapper()} }
func newPing(v values) any         { return Ping{v.wrapper()} }
func newWidgetLoaded(v values) any { return WidgetLoaded{v.wrapper()} }
func newReady(v values) any        { return Ready{v.wrapper()} }

func newNavigation(v values) any {
	return Navigation{v.wrapper(), v.boolean("did_go_back")}
}

func newFocusTrap(v values) any {
	return FocusTrap{v.wrapper(), v.boolean("trapped")}
}

func newOAuthComplete(v values) any {
	return OAuthComplete{v.wrapper(), secret.New(v.string("url"))}
}

func newAccountCreated(v values) any {
	return AccountCreated{v.wrapper(), v.string("guid")}
}

func newTransferFunds(v values) any {
	return TransferFunds{v.wrapper(), v.string("account_guid"), v.number("amount")}
}

func (v *values) wrapper() Wrapper {
	return Wrapper{UserGUID: v.string("user_guid"), SessionGUID: v.string("session_guid")}
}

func (v *values) institution() InstitutionRef {
	return InstitutionRef{Code: v.string("institution.code"), GUID: v.string("institution.guid")}
}

func newUCWMemberStatusUpdate(v values) any {
	return UCWMemberStatusUpdate{v.connection(), v.integer("connectionStatus")}
}

func newUCWMemberConnected(v values) any { return UCWMemberConnected{v.connection()} }

func (v *values) connection() Connection {
	return Connection{
		UCPInstitutionID: v.string("ucpInstitutionId"),
		ConnectionID:     secret.New(v.string("connectionId")),
		AggregatorUserID: v.string("aggregatorUserId"),
		Aggregator:       v.string("aggregator"),
	}
}
