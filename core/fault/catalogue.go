package fault

// The codes. Each has one row in the catalogue below.
const (
	Other Code = "other"

	ConfigInvalid Code = "config_invalid"

	ProviderInputInvalid Code = "provider_input_invalid"
	ProviderUnauthorized Code = "provider_unauthorized"
	ProviderForbidden    Code = "provider_forbidden"
	ProviderNotFound     Code = "provider_not_found"
	ProviderConflict     Code = "provider_conflict"
	ProviderRejected     Code = "provider_rejected"
	ProviderRateLimited  Code = "provider_rate_limited"
	ProviderUnavailable  Code = "provider_unavailable"
	ProviderTimeout      Code = "provider_timeout"
	ProviderUnreachable  Code = "provider_unreachable"
	ProviderBadAnswer    Code = "provider_bad_answer"
	ProviderTooLarge     Code = "provider_answer_too_large"
	ProviderCanceled     Code = "provider_canceled"
	ProviderUnsupported  Code = "provider_unsupported"

	MemberNeedsUser   Code = "member_needs_user"
	MemberUnavailable Code = "member_unavailable"
	MemberNotReady    Code = "member_not_ready"
	MemberUnknown     Code = "member_unknown"

	MemberCredentials   Code = "member_credentials_refused"
	MemberChallenge     Code = "member_challenge_failed"
	MemberLocked        Code = "member_locked"
	MemberImpeded       Code = "member_impeded"
	MemberClosed        Code = "member_closed"
	MemberFailed        Code = "member_failed"
	MemberDisabled      Code = "member_disabled"
	MemberDelayed       Code = "member_delayed"
	MemberDataInvalid   Code = "member_data_invalid"
	MicrodepositRefused Code = "microdeposit_refused"

	InstitutionUnavailable  Code = "institution_unavailable"
	InstitutionDiscontinued Code = "institution_discontinued"
	InstitutionRefused      Code = "institution_refused"

	WidgetURLInvalid  Code = "widget_url_invalid"
	WidgetURLExpired  Code = "widget_url_expired"
	WidgetLoadFailed  Code = "widget_load_failed"
	WidgetLoadTimeout Code = "widget_load_timeout"
	WidgetCrashed     Code = "widget_crashed"
	WidgetSilent      Code = "widget_silent"
	EngineUnavailable Code = "engine_unavailable"
	ExternalFailed    Code = "external_open_failed"

	URLInvalid          Code = "url_invalid"
	SchemeBlocked       Code = "scheme_blocked"
	NavigationBlocked   Code = "navigation_blocked"
	GestureRequired     Code = "user_gesture_required"
	ExternalRateLimited Code = "external_rate_limited"
	SubFrameExternal    Code = "sub_frame_external"
	EventFromSubFrame   Code = "event_from_sub_frame"

	EventMalformed     Code = "event_malformed"
	EventInvalid       Code = "event_invalid"
	EventTooLarge      Code = "event_too_large"
	EventTooDeep       Code = "event_too_deep"
	EventTooManyKeys   Code = "event_too_many_keys"
	EventStringTooLong Code = "event_string_too_long"
	MessageOrigin      Code = "message_origin_refused"
	MessageFlood       Code = "message_flood"

	ReturnUnexpected Code = "return_unexpected"
	ReturnInvalid    Code = "return_invalid"
	ReturnForged     Code = "return_forged"
	ReturnForeign    Code = "return_foreign"
	ReturnReplayed   Code = "return_replayed"
	ReturnExpired    Code = "return_expired"
	ReturnClosed     Code = "return_address_unavailable"
	SchemeTaken      Code = "return_scheme_taken"
	OAuthFailed      Code = "oauth_failed"

	ReturnUnauthenticated Code = "return_unauthenticated"
	OAuthCancelled        Code = "oauth_cancelled"
	OAuthDenied           Code = "oauth_denied"
	OAuthImpeded          Code = "oauth_impeded"
	OAuthProviderError    Code = "oauth_provider_error"
	OAuthServerError      Code = "oauth_server_error"
	OAuthSessionError     Code = "oauth_session_error"
	OAuthUnfinished       Code = "oauth_unfinished"

	SessionEnded    Code = "session_ended"
	SessionBusy     Code = "session_busy"
	SessionExpired  Code = "session_expired"
	SessionExpiring Code = "session_expiring"
	SnapshotDamaged Code = "snapshot_damaged"
	SnapshotVersion Code = "snapshot_version"
	SnapshotForeign Code = "snapshot_foreign"
	SnapshotMissing Code = "snapshot_missing"
	VaultClosed     Code = "vault_unavailable"
	InstanceFailed  Code = "instance_unavailable"
	InputInvalid    Code = "input_invalid"
	HostFailed      Code = "host_failed"
	ListenerBlocked Code = "listener_blocked"
	UserExited      Code = "user_exited"
	AppClosed       Code = "app_closed"

	SandboxBind      Code = "sandbox_bind_failed"
	SandboxUIMissing Code = "sandbox_ui_missing"

	BrokerUnauthenticated Code = "broker_unauthenticated"
	BrokerForbidden       Code = "broker_forbidden"
	BrokerNotFound        Code = "broker_not_found"
	BrokerURLClaimed      Code = "broker_widget_url_claimed"
	BrokerInProgress      Code = "broker_request_in_progress"
	BrokerRateLimited     Code = "broker_rate_limited"
	BrokerUnavailable     Code = "broker_unavailable"
	BrokerWebhookRefused  Code = "broker_webhook_refused"
)

// Kind is one row of the catalogue.
type Kind struct {
	Code      Code
	Stage     Stage
	Retryable bool
	Message   string // safe to show
	Advice    string // what an app or its developer should do
}

// Catalogue returns every kind of failure, for documentation and tests.
func Catalogue() []Kind { return append([]Kind(nil), kinds[:]...) }

// Advice returns what to do about the given code.
func Advice(code Code) string { return lookup(code).Advice }

func lookup(code Code) Kind {
	for i := range kinds {
		if kinds[i].Code == code {
			return kinds[i]
		}
	}
	return kinds[0]
}

// kinds is read-only. The first row serves codes that are not in it.
var kinds = [...]Kind{
	{Other, StageSession, false, "Something went wrong.", "See the log for the cause."},

	{ConfigInvalid, StageConfig, false, "The settings are not usable.", "Correct the setting that the message names."},

	{ProviderInputInvalid, StageProvider, false, "The request to the provider is not complete.", "Correct the argument that the message names."},
	{ProviderUnauthorized, StageProvider, false, "The provider did not accept our credentials.", "Check client id, API key and environment."},
	{ProviderForbidden, StageProvider, false, "The provider does not allow this.", "Ask the provider to enable the feature for your client."},
	{ProviderNotFound, StageProvider, false, "The provider does not know this user, connection or institution.", "Check the identifier; create the record when it was deleted."},
	{ProviderConflict, StageProvider, false, "This connection exists already.", "Use the existing connection instead of a new one."},
	{ProviderRejected, StageProvider, false, "The provider refused the request.", "Compare the request with the provider's reference; see the log for its answer."},
	{ProviderRateLimited, StageProvider, true, "The provider asks us to slow down.", "Wait before trying again; the error's cause says how long when the provider did."},
	{ProviderUnavailable, StageProvider, true, "The provider is not available at the moment.", "Try again in a while."},
	{ProviderTimeout, StageProvider, true, "The provider did not answer in time.", "Try again; check the network."},
	{ProviderUnreachable, StageProvider, true, "The provider could not be reached.", "Check the network and the base URL."},
	{ProviderBadAnswer, StageProvider, true, "The provider's answer could not be understood.", "Check the base URL; a proxy may answer in the provider's place."},
	{ProviderTooLarge, StageProvider, false, "The provider's answer is too large.", "Ask for smaller pages."},
	{ProviderCanceled, StageProvider, true, "The request was cancelled.", "Nothing: the app asked for it."},
	{ProviderUnsupported, StageProvider, false, "The provider cannot do this.", "Look at the provider's traits and at the interfaces that it implements before asking."},

	{MemberNeedsUser, StageProvider, true, "The connection needs your attention.", "Open the widget for this member."},
	{MemberUnavailable, StageProvider, false, "The institution cannot provide this connection.", "Tell the user; the institution or the provider has to act."},
	{MemberNotReady, StageProvider, true, "The connection is not ready yet.", "Ask for the member's status again later."},

	{MemberUnknown, StageProvider, true, "It is not known whether the account was connected.", "The widget opens again; the user sees there what came of it."},

	{MemberCredentials, StageProvider, true, "The institution does not accept the credentials.", "Open the widget for this member; the user enters new ones."},
	{MemberChallenge, StageProvider, true, "The institution's question was not answered, or not correctly.", "Open the widget for this member; it asks again."},
	{MemberLocked, StageProvider, false, "The institution has locked the account.", "Tell the user to have it unlocked at the institution, then connect again."},
	{MemberImpeded, StageProvider, true, "The institution wants you to do something on its own site first.", "Tell the user, then open the widget for this member."},
	{MemberClosed, StageProvider, false, "The account or the connection is closed.", "Delete the member."},
	{MemberFailed, StageProvider, true, "The connection failed.", "Try again later; tell the provider when it stays so."},
	{MemberDisabled, StageProvider, false, "The provider has switched this connection off.", "Ask the provider."},
	{MemberDelayed, StageProvider, true, "Connecting takes longer than the widget waits.", "Ask for the member's status again later."},
	{MemberDataInvalid, StageProvider, false, "The connection works, but has no data that can be used.", "Let the user connect another account."},
	{MicrodepositRefused, StageProvider, false, "The account could not be verified by small deposits.", "Let the user check the account's numbers, or connect another account."},

	{InstitutionUnavailable, StageProvider, true, "The institution is not available at the moment.", "Try again later; nothing that the user does helps."},
	{InstitutionDiscontinued, StageProvider, false, "The institution is not supported any more.", "Delete the member, and let the user choose another institution."},
	{InstitutionRefused, StageProvider, true, "The connection to the institution could not be created.", "Let the user try again or choose another institution; the provider's log says why."},

	{WidgetURLInvalid, StageWidget, false, "The widget's address is not usable.", "A widget URL is https, or http on a loopback address during development."},
	{WidgetURLExpired, StageWidget, true, "The widget's address has expired.", "Ask for a widget URL when the widget is about to be shown; check the clocks when a new one is refused."},
	{WidgetLoadFailed, StageWidget, true, "The widget could not be loaded.", "Ask for a fresh widget URL and try again."},
	{WidgetLoadTimeout, StageWidget, true, "The widget took too long to load.", "Check the network, then start a new session."},
	{WidgetCrashed, StageWidget, true, "The widget stopped working.", "Start a new session."},
	{WidgetSilent, StageWidget, true, "The widget does not answer.", "Offer to close it."},
	{EngineUnavailable, StageWidget, false, "No web view is available on this system.", "Install the engine that the message names."},
	{ExternalFailed, StageWidget, true, "The browser could not be opened.", "Check that a default browser is set."},

	{URLInvalid, StageNavigation, false, "The address is malformed.", "Nothing: it was refused as it stands."},
	{SchemeBlocked, StageNavigation, false, "This kind of address is not allowed.", "Add the scheme to the external schemes if the app needs it."},
	{NavigationBlocked, StageNavigation, false, "This address is not allowed here.", "Add the origin to the in-view origins if it is part of the widget."},
	{GestureRequired, StageNavigation, false, "The page tried to leave without being asked to.", "Nothing: only what the user clicks opens outside."},
	{ExternalRateLimited, StageNavigation, true, "The page opens too many windows.", "Nothing: it may open outside again in a moment."},
	{SubFrameExternal, StageNavigation, false, "An embedded page tried to open a browser.", "Nothing: only the widget itself may."},
	{EventFromSubFrame, StageNavigation, false, "An embedded page tried to speak for the widget.", "Nothing: only the widget itself may."},

	{EventMalformed, StageEvent, false, "The message is not an event.", "Nothing: it was ignored."},
	{EventInvalid, StageEvent, false, "The event lacks a field or has one of the wrong type.", "Use the raw metadata; tell the provider."},
	{EventTooLarge, StageEvent, false, "The message is too large.", "Raise the limit if the provider really sends such events."},
	{EventTooDeep, StageEvent, false, "The message is nested too deeply.", "Raise the limit if the provider really sends such events."},
	{EventTooManyKeys, StageEvent, false, "The message has too many fields.", "Raise the limit if the provider really sends such events."},
	{EventStringTooLong, StageEvent, false, "The message has a text that is too long.", "Raise the limit if the provider really sends such events."},
	{MessageOrigin, StageEvent, false, "The message does not come from the widget.", "Nothing: it was ignored."},
	{MessageFlood, StageEvent, false, "The page sends too many messages.", "Nothing: further ones are ignored for a moment."},

	{ReturnUnexpected, StageOAuth, false, "Nobody is expected back from a bank.", "Nothing: links that nobody asked for are ignored."},
	{ReturnInvalid, StageOAuth, false, "The return link is malformed.", "Nothing: the attempt stays open for the true link."},
	{ReturnForged, StageOAuth, false, "The return link does not belong to this session.", "Nothing: the attempt stays open for the true link."},
	{ReturnForeign, StageOAuth, false, "The return link belongs to another session or provider.", "Nothing: the attempt stays open for the true link."},
	{ReturnReplayed, StageOAuth, false, "The return link was used before.", "Nothing: it had its effect the first time."},
	{ReturnExpired, StageOAuth, true, "The visit to the bank took too long.", "Let the user try again from the widget."},
	{ReturnClosed, StageOAuth, true, "The way back from the bank could not be opened.", "See the cause: no free port on a loopback address, or a tool of the system is missing."},
	{SchemeTaken, StageOAuth, false, "Another app opens these links.", "Choose a scheme of your own, or take this one over on purpose."},
	{OAuthFailed, StageOAuth, true, "The bank did not grant access.", "Let the user try again from the widget."},
	{ReturnUnauthenticated, StageOAuth, false, "The return link carries no proof of where it comes from.", "Nothing: the provider confirms what it says. Give the provider a return URL with a nonce if it takes one."},
	{OAuthCancelled, StageOAuth, true, "You did not allow access at the bank.", "Let the user try again."},
	{OAuthDenied, StageOAuth, true, "The bank could not confirm who you are.", "Let the user try again with other credentials."},
	{OAuthImpeded, StageOAuth, true, "The bank wants you to do something on its own site first.", "Tell the user, then let them try again."},
	{OAuthProviderError, StageOAuth, true, "The bank had a problem.", "Try again later."},
	{OAuthServerError, StageOAuth, true, "The provider had a problem.", "Try again later; tell the provider when it stays so."},
	{OAuthSessionError, StageOAuth, true, "The visit to the bank is no longer valid.", "Let the user try again from the widget."},
	{OAuthUnfinished, StageOAuth, true, "The visit to the bank was not finished.", "Let the user try again; read the member's status first if there is one."},

	{SessionEnded, StageSession, false, "The session is over.", "Start a new session."},
	{SessionBusy, StageSession, true, "A widget is open already.", "Finish or close it first."},
	{SessionExpired, StageSession, true, "The session has expired.", "Start a new session."},
	{SessionExpiring, StageSession, true, "The session is about to expire.", "Ask the user whether to go on; any sign of the user extends it."},
	{SnapshotDamaged, StageSession, false, "The stored session cannot be read.", "Start a new session; check that the key is the one it was sealed with."},
	{SnapshotVersion, StageSession, false, "The stored session is of another version.", "Start a new session."},
	{SnapshotForeign, StageSession, false, "The stored session is another one.", "Restore it with the identifier and the provider that it was made with."},
	{SnapshotMissing, StageSession, false, "There is no stored session of this name.", "Start a new session."},
	{VaultClosed, StageSession, false, "Sessions cannot be stored here.", "Give the user alone a folder that nobody else can write to; see the cause."},
	{InstanceFailed, StageSession, true, "It is not known whether the app runs already.", "See the cause: the user's runtime folder, or who owns what is in it."},
	{InputInvalid, StageSession, false, "The input is not understood.", "Compare it with the documentation."},
	{ListenerBlocked, StageSession, false, "The app did not take the result in time.", "A method of the listener does not return: do long work on a goroutine of your own. The result is complete all the same."},
	{HostFailed, StageSession, false, "The app failed at a step of the session.", "See the log for the exception that a callback of the app threw."},
	{UserExited, StageSession, true, "The widget was closed before an account was connected.", "Offer it again when the user wants to."},
	{AppClosed, StageSession, true, "The app closed the widget before an account was connected.", "Nothing: the app asked for it."},

	{SandboxBind, StageSandbox, false, "The sandbox could not open its address.", "Choose another address, or port 0 for any free one."},
	{SandboxUIMissing, StageSandbox, false, "The connect UI has not been built.", "Run make frontend, or use the basic UI."},

	{BrokerUnauthenticated, StageBroker, false, "You are not signed in.", "Sign in with the app's backend, then ask again."},
	{BrokerForbidden, StageBroker, false, "This is not allowed.", "Check the host, the origin and the user that the request names."},
	{BrokerNotFound, StageBroker, false, "There is no such session or page.", "Start a new session; sessions are forgotten some time after their end."},
	{BrokerURLClaimed, StageBroker, false, "The widget's address was given out before.", "Start a new session: a widget URL is given once."},
	{BrokerInProgress, StageBroker, true, "The same request is being answered.", "Wait a moment, then send it again with the same Idempotency-Key."},
	{BrokerRateLimited, StageBroker, true, "There are too many requests.", "Wait as long as Retry-After says."},
	{BrokerUnavailable, StageBroker, true, "The service is not available at the moment.", "Wait as long as Retry-After says; check the broker's store."},
	{BrokerWebhookRefused, StageBroker, false, "The message is not from the provider.", "Compare the webhook's secret with the provider's."},
}
