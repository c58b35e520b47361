package event

import "slices"

// The catalogue is what is known about the events of the widgets: their names,
// their fields, and what they mean. It is the single source for the parsers,
// the masking and docs/events.md.

// Name is the canonical name of an event: no "mx/", no scheme. An unknown
// event keeps the name that it came with.
type Name string

// The canonical names. An event keeps its canonical name in every wire form:
// "mx/connect/loaded", "vcs/connect/loaded" and scheme://connect/loaded are
// all ConnectLoaded.
const (
	// Generic events of the page around the widget.
	GenericLoad       Name = "load"
	GenericPing       Name = "ping"
	GenericNavigation Name = "navigation"
	GenericFocusTrap  Name = "focusTrap"

	// LegacyWidgetLoaded is what widgets say on mount that send user interface
	// messages of a version before 4.
	LegacyWidgetLoaded Name = "mxConnect:widgetLoaded"

	// Events of the other MX widgets.
	ClientOAuthComplete  Name = "client/oauthComplete"
	EntityAccountCreated Name = "account/created"
	PulseTransferFunds   Name = "pulse/overdraftWarning/cta/transferFunds"

	// The connect widget.
	ConnectLoaded                   Name = "connect/loaded"
	ConnectStepChange               Name = "connect/stepChange"
	ConnectInstitutionSearch        Name = "connect/institutionSearch"
	ConnectSelectedInstitution      Name = "connect/selectedInstitution"
	ConnectEnterCredentials         Name = "connect/enterCredentials"
	ConnectUpdateCredentials        Name = "connect/updateCredentials"
	ConnectSubmitMFA                Name = "connect/submitMFA"
	ConnectMemberStatusUpdate       Name = "connect/memberStatusUpdate"
	ConnectMemberConnected          Name = "connect/memberConnected"
	ConnectConnectedPrimaryAction   Name = "connect/connected/primaryAction"
	ConnectMemberError              Name = "connect/memberError"
	ConnectMemberErrorPrimaryAction Name = "connect/memberError/primaryAction"
	ConnectCreateMemberError        Name = "connect/createMemberError"
	ConnectMemberDeleted            Name = "connect/memberDeleted"
	ConnectOAuthRequested           Name = "connect/oauthRequested"
	ConnectOAuthError               Name = "connect/oauthError"
	ConnectBackToSearch             Name = "connect/backToSearch"
	ConnectInvalidData              Name = "connect/invalidData"
	ConnectInvalidDataPrimaryAction Name = "connect/invalidData/primaryAction"
	ConnectInitialDataReady         Name = "connect/initialDataReady"
	ConnectBackButtonClicked        Name = "connect/backButtonClicked"

	// The microdeposit screens of the connect widget.
	ConnectMicrodepositsLoaded                Name = "connect/microdeposits/loaded"
	ConnectMicrodepositsDetailsSubmitted      Name = "connect/microdeposits/detailsSubmitted"
	ConnectMicrodepositsComeBackPrimaryAction Name = "connect/microdeposits/comeBack/primaryAction"
	ConnectMicrodepositsVerified              Name = "connect/microdeposits/verified"
	ConnectMicrodepositsVerifiedPrimaryAction Name = "connect/microdeposits/verified/primaryAction"
	ConnectMicrodepositsErrorPrimaryAction    Name = "connect/microdeposits/error/primaryAction"
	ConnectMicrodepositsBlockedRoutingNumber  Name = "connect/microdeposits/blockedRoutingNumber"

	// FinoReady is what fino's embedded page says when it can be used.
	FinoReady Name = "ready"
)

// FieldType is the type that a field must have.
type FieldType string

// The field types.
const (
	TypeString         FieldType = "string"
	TypeInteger        FieldType = "integer from 0" // written as an integer or as a float without a fraction
	TypeNumber         FieldType = "number"
	TypeBoolean        FieldType = "boolean"
	TypeStringOrNumber FieldType = "string or number"
)

// fieldTypes has all of them. Read-only.
var fieldTypes = []FieldType{TypeString, TypeInteger, TypeNumber, TypeBoolean, TypeStringOrNumber}

// Masking says how a field is shown in logs and on screens.
type Masking uint8

// The ways to show a field.
const (
	Shown       Masking = iota // as it is
	Hidden                     // as the mask
	HiddenQuery                // a URL without userinfo, query and fragment
)

// Field is one field of an event's metadata. null counts as absent.
type Field struct {
	Path     string // dotted, such as "member.guid"
	Also     string // another path at which the field may be instead; "" when there is none
	Type     FieldType
	Optional bool
	NonEmpty bool // "" does not count as a value
	Masking  Masking
}

// Spec is one row of the catalogue: what is known about one event in some
// dialects.
type Spec struct {
	Name     Name
	Aliases  []string // other spellings; case never matters
	Dialects []Dialect
	Fields   []Field
	Terminal bool   // decides the outcome
	When     string // when the widget sends it
	Note     string // what is worth knowing; may be empty

	build func(values) any // the payload of a valid event
}

// wrapperFields are added to every MX event by MX's hosted page, and by
// nobody else. Their absence is never a problem.
var wrapperFields = [...]Field{
	{Path: "user_guid", Type: TypeString, Optional: true},
	{Path: "session_guid", Type: TypeString, Optional: true},
}

// Catalogue returns every row, for documentation and tests. The caller may
// change the result.
func Catalogue() []Spec {
	rows := slices.Clone(specs[:])
	for i := range rows {
		rows[i] = rows[i].clone()
	}
	return rows
}

// clone returns a copy that shares nothing that may be changed.
func (s Spec) clone() Spec {
	s.Aliases, s.Dialects, s.Fields = slices.Clone(s.Aliases), slices.Clone(s.Dialects), slices.Clone(s.Fields)
	return s
}

// The sets of dialects that rows belong to. Read-only.
var (
	mxOnly   = []Dialect{MX}
	ucwOnly  = []Dialect{UCW}
	finoOnly = []Dialect{Fino}
	both     = []Dialect{MX, UCW}
)

// The fields that several events have. Read-only.
var (
	memberField       = Field{Path: "member_guid", Type: TypeString}
	microdepositField = Field{Path: "microdeposit_guid", Type: TypeString}
	memberErrorFields = []Field{
		{Path: "member.guid", Type: TypeString},
		{Path: "member.connection_status", Type: TypeInteger},
	}
	ucwFields = []Field{
		{Path: "ucpInstitutionId", Type: TypeString},
		{Path: "connectionId", Type: TypeString, NonEmpty: true, Masking: Hidden},
		{Path: "aggregatorUserId", Type: TypeString},
		{Path: "aggregator", Type: TypeString},
	}
)

// specs has the rows. It is read-only.
//
// Only memberConnected is terminal. It is the one event that says that a
// connection exists and names it. connected/primaryAction comes after it and
// names nothing; memberError, oauthError and invalidData leave the user in
// the widget, where the next try may succeed; microdeposits/verified ends a
// verification, not a connection; fino's messages carry no result.
var specs = [...]Spec{
	{Name: GenericLoad, Dialects: both, build: newLoad,
		When: "The page around the widget is mounted, before there is any data."},
	{Name: GenericPing, Dialects: both, build: newPing,
		When: "The user clicked or touched; at most every 30 s.",
		Note: "The host extends its own session."},
	{Name: GenericNavigation, Dialects: both, build: newNavigation,
		Fields: []Field{{Path: "did_go_back", Type: TypeBoolean}},
		When:   "The widget answers the host's request to go back.",
		Note:   "A widget may never answer, and answers from stale state."},
	{Name: GenericFocusTrap, Dialects: both, build: newFocusTrap,
		Fields: []Field{{Path: "trapped", Type: TypeBoolean, Optional: true}},
		When:   "A dialog of the widget takes or gives back the keyboard focus."},
	{Name: LegacyWidgetLoaded, Aliases: []string{"mxConnectLoaded"}, Dialects: mxOnly, build: newWidgetLoaded,
		When: "The widget is mounted, with user interface messages before version 4 (Atrium's mxConnectLoaded too)."},
	{Name: ClientOAuthComplete, Dialects: mxOnly, build: newOAuthComplete,
		Fields: []Field{{Path: "url", Type: TypeString, Masking: Hidden}},
		When:   "Defined by MX; no widget is known to send it."},
	{Name: EntityAccountCreated, Dialects: mxOnly, build: newAccountCreated,
		Fields: []Field{{Path: "guid", Type: TypeString}},
		When:   "An account was created."},
	{Name: PulseTransferFunds, Dialects: mxOnly, build: newTransferFunds,
		Fields: []Field{{Path: "account_guid", Type: TypeString}, {Path: "amount", Type: TypeNumber}},
		When:   "The user wants to transfer funds, in the Pulse widget."},

	{Name: ConnectLoaded, Dialects: both, build: newLoaded,
		Fields: []Field{{Path: "initial_step", Type: TypeString}},
		When:   "The widget is ready for the user."},
	{Name: ConnectStepChange, Dialects: both, build: newStepChange,
		Fields: []Field{{Path: "previous", Type: TypeString, Optional: true}, {Path: "current", Type: TypeString}},
		When:   "Another screen is shown. The first one has no previous step; current is timeOut when connecting takes long.",
		Note:   "For statistics only: steps are renamed now and then."},
	{Name: ConnectInstitutionSearch, Dialects: both, build: newInstitutionSearch,
		Fields: []Field{{Path: "query", Type: TypeString}},
		When:   "The user typed at least two characters into the search."},
	{Name: ConnectSelectedInstitution, Dialects: both, build: newSelectedInstitution,
		Fields: []Field{
			{Path: "code", Type: TypeString, Optional: true},
			{Path: "guid", Type: TypeString, Optional: true},
			{Path: "name", Type: TypeString, Optional: true},
			{Path: "url", Type: TypeString, Optional: true},
		},
		When: "The user chose an institution. Fields that the institution lacks are left out."},
	{Name: ConnectEnterCredentials, Dialects: both, build: newEnterCredentials,
		Fields: []Field{{Path: "institution.code", Type: TypeString}, {Path: "institution.guid", Type: TypeString}},
		When:   "Credentials of a new connection are about to be sent."},
	{Name: ConnectUpdateCredentials, Dialects: both, build: newUpdateCredentials,
		Fields: []Field{memberField, {Path: "institution.code", Type: TypeString}, {Path: "institution.guid", Type: TypeString}},
		When:   "New credentials of an existing connection are about to be sent."},
	{Name: ConnectSubmitMFA, Aliases: []string{"connect/submitMfa"}, Dialects: both, build: newSubmitMFA,
		Fields: []Field{memberField},
		When:   "The user answered a further question of the institution."},
	{Name: ConnectMemberStatusUpdate, Aliases: []string{"connect/memberStatusUpdated"}, Dialects: mxOnly, build: newMemberStatusUpdate,
		Fields: []Field{memberField, {Path: "connection_status", Type: TypeInteger}},
		When:   "The status differs from that of the previous poll; the first poll always counts."},
	{Name: ConnectMemberStatusUpdate, Aliases: []string{"connect/memberStatusUpdated"}, Dialects: ucwOnly, build: newUCWMemberStatusUpdate,
		Fields: append(ucwFields[:len(ucwFields):len(ucwFields)], Field{Path: "connectionStatus", Type: TypeInteger}),
		When:   "The status differs from that of the previous poll.",
		Note:   "Aggregators add fields of their own. connectionId can be an access token."},
	{Name: ConnectMemberConnected, Aliases: []string{"mxConnect:memberAdded"}, Dialects: mxOnly, build: newMemberConnected, Terminal: true,
		Fields: []Field{{Path: "member_guid", Type: TypeString, NonEmpty: true}},
		When:   "The member is connected, just before the screen that says so.",
		Note:   "Before version 4: mxConnect:memberAdded, and Atrium's memberAdded/<member_guid>."},
	{Name: ConnectMemberConnected, Dialects: ucwOnly, build: newUCWMemberConnected, Terminal: true,
		Fields: ucwFields,
		When:   "The connection is made.",
		Note:   "Aggregators add fields of their own. connectionId can be an access token."},
	{Name: ConnectConnectedPrimaryAction, Aliases: []string{"connect/memberConnected/primaryAction"}, Dialects: both, build: newConnectedPrimaryAction,
		When: "The user clicked Done on the connected screen; backToSearch follows.",
		Note: "The host closes the widget."},
	{Name: ConnectMemberError, Dialects: both, build: newMemberError,
		Fields: memberErrorFields,
		When:   "An error of the member is shown; the user may try again."},
	{Name: ConnectMemberErrorPrimaryAction, Dialects: both, build: newMemberErrorPrimaryAction,
		Fields: memberErrorFields,
		When:   "The user clicked OK on the error screen; backToSearch follows."},
	{Name: ConnectCreateMemberError, Dialects: both, build: newCreateMemberError,
		Fields: []Field{{Path: "institution_guid", Type: TypeString}, {Path: "institution_code", Type: TypeString}},
		When:   "The provider refused to create or update the member."},
	{Name: ConnectMemberDeleted, Dialects: both, build: newMemberDeleted,
		Fields: []Field{memberField},
		When:   "The user deleted the connection in the widget."},
	{Name: ConnectOAuthRequested, Dialects: both, build: newOAuthRequested,
		Fields: []Field{{Path: "url", Type: TypeString, NonEmpty: true, Masking: HiddenQuery}, memberField},
		When:   "The user wants to log in at the institution's own site.",
		Note:   "The host opens url in the system's browser, never in the view. The member may change until the user is back."},
	{Name: ConnectOAuthError, Dialects: both, build: newOAuthError,
		Fields: []Field{{Path: "member_guid", Type: TypeString, Optional: true}, {Path: "error_reason", Type: TypeString, Optional: true}},
		When:   "The login at the institution failed; the user may try again."},
	{Name: ConnectBackToSearch, Dialects: both, build: newBackToSearch,
		Fields: []Field{{Path: "context", Type: TypeString, Optional: true}},
		When:   "The widget goes back to its first screen."},
	{Name: ConnectInvalidData, Dialects: both, build: newInvalidData,
		Fields: []Field{
			{Path: "member.guid", Also: "member_guid", Type: TypeString},
			{Path: "member.code", Also: "code", Type: TypeStringOrNumber},
		},
		When: "The connection works and its data is of no use.",
		Note: "Widgets nest the fields in member; MX's definitions have them flat, with a number or a string as code."},
	{Name: ConnectInvalidDataPrimaryAction, Dialects: both, build: newInvalidDataPrimaryAction,
		Fields: []Field{{Path: "member_guid", Type: TypeString, Optional: true}},
		When:   "The user clicked to try again. Sent by older widgets only."},
	{Name: ConnectInitialDataReady, Dialects: both, build: newInitialDataReady,
		Fields: []Field{memberField},
		When:   "First data can be read. It may come more than once."},
	{Name: ConnectBackButtonClicked, Dialects: both, build: newBackButtonClicked,
		When: "The user clicked back in the widget's header, when that is the host's business."},

	{Name: ConnectMicrodepositsLoaded, Dialects: both, build: newMicrodepositsLoaded,
		Fields: []Field{{Path: "initial_step", Type: TypeString}},
		When:   "The microdeposit screens are shown."},
	{Name: ConnectMicrodepositsDetailsSubmitted, Dialects: both, build: newMicrodepositsDetailsSubmitted,
		Fields: []Field{microdepositField},
		When:   "The account's details are saved."},
	{Name: ConnectMicrodepositsComeBackPrimaryAction, Dialects: both, build: newMicrodepositsComeBackPrimaryAction,
		Fields: []Field{microdepositField},
		When:   "The user clicked Done and comes back when the deposits are there; backToSearch follows."},
	{Name: ConnectMicrodepositsVerified, Dialects: both, build: newMicrodepositsVerified,
		Fields: []Field{microdepositField},
		When:   "The account is verified."},
	{Name: ConnectMicrodepositsVerifiedPrimaryAction, Dialects: both, build: newMicrodepositsVerifiedPrimaryAction,
		When: "The user clicked Continue after that; backToSearch follows."},
	{Name: ConnectMicrodepositsErrorPrimaryAction, Dialects: both, build: newMicrodepositsErrorPrimaryAction,
		Fields: []Field{{Path: "status", Type: TypeString}, {Path: "guid", Type: TypeString}},
		When:   "The user clicked on from the screen that says that the deposits were refused; backToSearch follows."},
	{Name: ConnectMicrodepositsBlockedRoutingNumber, Dialects: both, build: newMicrodepositsBlockedRoutingNumber,
		Fields: []Field{{Path: "routing_number", Type: TypeString, Masking: Hidden}, {Path: "reason", Type: TypeString}},
		When:   "The routing number is refused."},

	{Name: FinoReady, Dialects: finoOnly, build: newReady,
		When: "The embedded page can be used.",
		Note: "Its message has not been verified against the live service."},
}
