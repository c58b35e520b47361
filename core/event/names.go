package event

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
