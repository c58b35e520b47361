package fault

// The codes. Each has one row in the catalogue below.
const (
	Other Code = "other"

	ConfigInvalid Code = "config_invalid"

	ProviderInputInvalid   Code = "provider_input_invalid"
	ProviderUnauthorized   Code = "provider_unauthorized"
	ProviderForbidden      Code = "provider_forbidden"
	ProviderNotFound       Code = "provider_not_found"
	ProviderConflict       Code = "provider_conflict"
	ProviderRejected       Code = "provider_rejected"
	ProviderRateLimited    Code = "provider_rate_limited"
	ProviderUnavailable    Code = "provider_unavailable"
	ProviderTimeout        Code = "provider_timeout"
	ProviderUnreachable    Code = "provider_unreachable"
	ProviderBadAnswer      Code = "provider_bad_answer"
	ProviderAnswerTooLarge Code = "provider_answer_too_large"
	ProviderCanceled       Code = "provider_canceled"
	ProviderUnsupported    Code = "provider_unsupported"

	MemberNeedsUser   Code = "member_needs_user"
	MemberUnavailable Code = "member_unavailable"
	MemberNotReady    Code = "member_not_ready"
	MemberUnknown     Code = "member_unknown"

	MemberCredentialsRefused Code = "member_credentials_refused"
	MemberChallengeFailed    Code = "member_challenge_failed"
	MemberLocked             Code = "member_locked"
	MemberImpeded            Code = "member_impeded"
	MemberClosed             Code = "member_closed"
	MemberFailed             Code = "member_failed"
	MemberDisabled           Code = "member_disabled"
	MemberDelayed            Code = "member_delayed"
	MemberDataInvalid        Code = "member_data_invalid"
	MicrodepositRefused      Code = "microdeposit_refused"

	InstitutionUnavailable  Code = "institution_unavailable"
	InstitutionDiscontinued Code = "institution_discontinued"
	InstitutionRefused      Code = "institution_refused"

	WidgetURLInvalid   Code = "widget_url_invalid"
	WidgetURLExpired   Code = "widget_url_expired"
	WidgetLoadFailed   Code = "widget_load_failed"
	WidgetLoadTimeout  Code = "widget_load_timeout"
	WidgetCrashed      Code = "widget_crashed"
	WidgetSilent       Code = "widget_silent"
	EngineUnavailable  Code = "engine_unavailable"
	ExternalOpenFailed Code = "external_open_failed"

	URLInvalid          Code = "url_invalid"
	SchemeBlocked       Code = "scheme_blocked"
	NavigationBlocked   Code = "navigation_blocked"
	UserGestureRequired Code = "user_gesture_required"
	ExternalRateLimited Code = "external_rate_limited"
	SubFrameExternal    Code = "sub_frame_external"
	EventFromSubFrame   Code = "event_from_sub_frame"

	EventMalformed       Code = "event_malformed"
	EventInvalid         Code = "event_invalid"
	EventTooLarge        Code = "event_too_large"
	EventTooDeep         Code = "event_too_deep"
	EventTooManyKeys     Code = "event_too_many_keys"
	EventStringTooLong   Code = "event_string_too_long"
	MessageOriginRefused Code = "message_origin_refused"
	MessageFlood         Code = "message_flood"

	ReturnUnexpected         Code = "return_unexpected"
	ReturnInvalid            Code = "return_invalid"
	ReturnForged             Code = "return_forged"
	ReturnForeign            Code = "return_foreign"
	ReturnReplayed           Code = "return_replayed"
	ReturnExpired            Code = "return_expired"
	ReturnAddressUnavailable Code = "return_address_unavailable"
	ReturnSchemeTaken        Code = "return_scheme_taken"
	OAuthFailed              Code = "oauth_failed"

	ReturnUnauthenticated Code = "return_unauthenticated"
	OAuthCancelled        Code = "oauth_cancelled"
	OAuthDenied           Code = "oauth_denied"
	OAuthImpeded          Code = "oauth_impeded"
	OAuthProviderError    Code = "oauth_provider_error"
	OAuthServerError      Code = "oauth_server_error"
	OAuthSessionError     Code = "oauth_session_error"
	OAuthUnfinished       Code = "oauth_unfinished"

	SessionEnded        Code = "session_ended"
	SessionBusy         Code = "session_busy"
	SessionExpired      Code = "session_expired"
	SessionExpiring     Code = "session_expiring"
	SnapshotDamaged     Code = "snapshot_damaged"
	SnapshotVersion     Code = "snapshot_version"
	SnapshotForeign     Code = "snapshot_foreign"
	SnapshotMissing     Code = "snapshot_missing"
	VaultUnavailable    Code = "vault_unavailable"
	InstanceUnavailable Code = "instance_unavailable"
	InputInvalid        Code = "input_invalid"
	HostFailed          Code = "host_failed"
	ListenerBlocked     Code = "listener_blocked"
	UserExited          Code = "user_exited"
	AppClosed           Code = "app_closed"

	SandboxBindFailed Code = "sandbox_bind_failed"
	SandboxUIMissing  Code = "sandbox_ui_missing"

	BrokerUnauthenticated   Code = "broker_unauthenticated"
	BrokerForbidden         Code = "broker_forbidden"
	BrokerNotFound          Code = "broker_not_found"
	BrokerWidgetURLClaimed  Code = "broker_widget_url_claimed"
	BrokerRequestInProgress Code = "broker_request_in_progress"
	BrokerRateLimited       Code = "broker_rate_limited"
	BrokerUnavailable       Code = "broker_unavailable"
	BrokerWebhookRefused    Code = "broker_webhook_refused"
)

// Kind is one row of the catalogue.
type Kind struct {
	Code      Code
	Stage     Stage
	Retryable bool
	Message   string // for the user: what happened, in everyday words
	Advice    string // for the app or its developer: what to do
}

// Catalogue returns every kind of failure, for documentation and tests.
func Catalogue() []Kind { return append([]Kind(nil), kinds[:]...) }

// Advice returns what an app or its developer should do about the given code.
// It is not for the user's eyes.
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

	{ConfigInvalid, StageConfig, false, "This app is not set up correctly.", "Correct the setting that the detail names."},

	{ProviderInputInvalid, StageProvider, false, "The app sent an incomplete request.", "Correct the argument that the detail names."},
	{ProviderUnauthorized, StageProvider, false, "The app could not sign in to the connection service.", "Check the client id, the API key and the environment."},
	{ProviderForbidden, StageProvider, false, "The connection service does not allow this.", "Ask the provider to enable the feature for your client."},
	{ProviderNotFound, StageProvider, false, "This connection or bank could not be found.", "Check the identifiers of the user, the member and the institution; create the record again if it was deleted."},
	{ProviderConflict, StageProvider, false, "This connection already exists.", "Use the existing connection instead of a new one."},
	{ProviderRejected, StageProvider, false, "The connection service refused the request.", "Compare the request with the provider's reference; see the log for the provider's answer."},
	{ProviderRateLimited, StageProvider, true, "The connection service is busy. Please try again in a moment.", "Wait before trying again; the error's cause says how long, if the provider did."},
	{ProviderUnavailable, StageProvider, true, "The connection service is not available at the moment.", "Try again in a while."},
	{ProviderTimeout, StageProvider, true, "The connection service did not answer in time.", "Try again; check the network."},
	{ProviderUnreachable, StageProvider, true, "The connection service could not be reached.", "Check the network and the base URL."},
	{ProviderBadAnswer, StageProvider, true, "The connection service gave an answer that the app does not understand.", "Check the base URL; a proxy may be answering in the provider's place."},
	{ProviderAnswerTooLarge, StageProvider, false, "The connection service sent more than the app can read.", "Ask for smaller pages."},
	{ProviderCanceled, StageProvider, true, "The request was cancelled.", "Nothing: the app asked for it."},
	{ProviderUnsupported, StageProvider, false, "The connection service does not offer this.", "Look at the provider's traits, and at the interfaces that it implements, before asking."},

	{MemberNeedsUser, StageProvider, true, "Your connection needs your attention.", "Open the widget for this member."},
	{MemberUnavailable, StageProvider, false, "The bank cannot offer this connection.", "Tell the user; the institution or the provider has to act."},
	{MemberNotReady, StageProvider, true, "Your connection is not ready yet.", "Ask for the member's status again later."},

	{MemberUnknown, StageProvider, true, "It is not known yet whether your account was connected.", "Nothing: the widget opens again, and the user sees there how it went."},

	{MemberCredentialsRefused, StageProvider, true, "The bank did not accept your login details.", "Open the widget for this member; the user can enter new ones there."},
	{MemberChallengeFailed, StageProvider, true, "The bank's security question was not answered, or not correctly.", "Open the widget for this member; it asks again."},
	{MemberLocked, StageProvider, false, "The bank has locked your account. Ask the bank to unlock it.", "Tell the user to have it unlocked at the institution, then to connect again."},
	{MemberImpeded, StageProvider, true, "The bank wants you to do something on its own site first.", "Tell the user, then open the widget for this member."},
	{MemberClosed, StageProvider, false, "This account, or its connection, has been closed.", "Delete the member."},
	{MemberFailed, StageProvider, true, "Your connection failed.", "Try again later; tell the provider if it keeps failing."},
	{MemberDisabled, StageProvider, false, "This connection has been switched off.", "Ask the provider: it switched the connection off."},
	{MemberDelayed, StageProvider, true, "Connecting is taking longer than usual.", "Ask for the member's status again later."},
	{MemberDataInvalid, StageProvider, false, "Your account is connected, but has no data that the app can use.", "Let the user connect another account."},
	{MicrodepositRefused, StageProvider, false, "Your account could not be verified with small deposits.", "Let the user check the account's numbers, or connect another account."},

	{InstitutionUnavailable, StageProvider, true, "The bank is not available at the moment.", "Try again later; there is nothing that the user can do."},
	{InstitutionDiscontinued, StageProvider, false, "The bank is no longer supported.", "Delete the member, and let the user choose another institution."},
	{InstitutionRefused, StageProvider, true, "The connection to the bank could not be made.", "Let the user try again or choose another institution; the provider's log says why."},

	{WidgetURLInvalid, StageWidget, false, "The page for connecting your account could not be opened.", "Use a widget URL with https, or with http on a loopback address during development."},
	{WidgetURLExpired, StageWidget, true, "The page for connecting your account has expired.", "Ask for a widget URL when the widget is about to be shown; check the clocks if a new one is refused."},
	{WidgetLoadFailed, StageWidget, true, "The page for connecting your account could not be loaded.", "Ask for a fresh widget URL and try again."},
	{WidgetLoadTimeout, StageWidget, true, "The page for connecting your account took too long to load.", "Check the network, then start a new session."},
	{WidgetCrashed, StageWidget, true, "The page for connecting your account stopped working.", "Start a new session."},
	{WidgetSilent, StageWidget, true, "The page for connecting your account is not responding.", "Offer to close it."},
	{EngineUnavailable, StageWidget, false, "The app cannot show web pages on this device.", "Install the engine that the detail names."},
	{ExternalOpenFailed, StageWidget, true, "Your browser could not be opened.", "Check that a default browser is set."},

	{URLInvalid, StageNavigation, false, "This web address is not valid.", "Nothing: the malformed address was refused, not repaired."},
	{SchemeBlocked, StageNavigation, false, "This kind of address is not allowed.", "Add the scheme to the external schemes if the app needs it."},
	{NavigationBlocked, StageNavigation, false, "This address is not allowed here.", "Add the origin to the in-view origins if it is part of the widget."},
	{UserGestureRequired, StageNavigation, false, "The page tried to open something that you did not ask for.", "Nothing: only a click of the user's opens anything outside."},
	{ExternalRateLimited, StageNavigation, true, "The page is opening too many windows.", "Nothing: it may open outside again in a moment."},
	{SubFrameExternal, StageNavigation, false, "A part of the page tried to open the browser.", "Nothing: an embedded page may not, only the widget itself."},
	{EventFromSubFrame, StageNavigation, false, "A part of the page tried to speak for all of it.", "Nothing: an embedded page may not, only the widget itself."},

	{EventMalformed, StageEvent, false, "The page said something that the app does not understand.", "Nothing: the message is not an event, and was ignored."},
	{EventInvalid, StageEvent, false, "The page left out something that the app expected.", "Use the raw metadata, and tell the provider that a field is missing or of the wrong type."},
	{EventTooLarge, StageEvent, false, "The page said more at once than the app can read.", "Raise the limit on a message's size if the provider really sends such events."},
	{EventTooDeep, StageEvent, false, "The page said something too complicated for the app.", "Raise the limit on nesting if the provider really sends such events."},
	{EventTooManyKeys, StageEvent, false, "The page said something with too many parts for the app.", "Raise the limit on fields if the provider really sends such events."},
	{EventStringTooLong, StageEvent, false, "The page said something too long for the app.", "Raise the limit on a string's length if the provider really sends such events."},
	{MessageOriginRefused, StageEvent, false, "Something other than the page itself tried to speak to the app.", "Nothing: the message was ignored."},
	{MessageFlood, StageEvent, false, "The page is sending too many messages.", "Nothing: further ones are ignored for a moment."},

	{ReturnUnexpected, StageOAuth, false, "The app is not waiting for anyone to come back from a bank.", "Nothing: a link that nobody asked for is ignored."},
	{ReturnInvalid, StageOAuth, false, "The link back from the bank is damaged.", "Nothing: the attempt stays open for the true link."},
	{ReturnForged, StageOAuth, false, "This link does not belong to your visit to the bank.", "Nothing: the attempt stays open for the true link."},
	{ReturnForeign, StageOAuth, false, "This link belongs to another visit to a bank.", "Nothing: the attempt stays open for the true link of this session and provider."},
	{ReturnReplayed, StageOAuth, false, "This link was used before.", "Nothing: it had its effect the first time."},
	{ReturnExpired, StageOAuth, true, "Your visit to the bank took too long.", "Let the user try again from the widget."},
	{ReturnAddressUnavailable, StageOAuth, true, "The app could not prepare the way back from the bank.", "See the cause: there is no free port on a loopback address, or a tool of the system is missing."},
	{ReturnSchemeTaken, StageOAuth, false, "Another app opens the links of this one.", "Choose a scheme of your own, or take this one over on purpose."},
	{OAuthFailed, StageOAuth, true, "The bank did not grant access.", "Let the user try again from the widget."},
	{ReturnUnauthenticated, StageOAuth, false, "It is not certain that this link comes from the bank.", "Nothing: the provider confirms what the link says. Give the provider a return URL with a nonce if it takes one."},
	{OAuthCancelled, StageOAuth, true, "You did not allow access at the bank.", "Let the user try again."},
	{OAuthDenied, StageOAuth, true, "The bank could not confirm who you are.", "Let the user try again with other credentials."},
	{OAuthImpeded, StageOAuth, true, "The bank wants you to do something on its own site first.", "Tell the user, then let them try again."},
	{OAuthProviderError, StageOAuth, true, "The bank had a problem.", "Try again later."},
	{OAuthServerError, StageOAuth, true, "The connection service had a problem.", "Try again later; tell the provider if it keeps failing."},
	{OAuthSessionError, StageOAuth, true, "Your visit to the bank is no longer valid.", "Let the user try again from the widget."},
	{OAuthUnfinished, StageOAuth, true, "Your visit to the bank was not finished.", "Let the user try again; if there is a member, read its status first."},

	{SessionEnded, StageSession, false, "Connecting your account has already ended.", "Start a new session."},
	{SessionBusy, StageSession, true, "You are already connecting an account.", "Finish or close the open widget first."},
	{SessionExpired, StageSession, true, "The time for connecting your account has run out.", "Start a new session."},
	{SessionExpiring, StageSession, true, "The time for connecting your account is about to run out.", "Ask the user whether to go on; any sign of the user extends the session."},
	{SnapshotDamaged, StageSession, false, "Your unfinished connection could not be restored.", "Start a new session; check that the key is the one that the snapshot was sealed with."},
	{SnapshotVersion, StageSession, false, "Your unfinished connection was saved by another version of the app.", "Start a new session."},
	{SnapshotForeign, StageSession, false, "The connection that was saved is a different one.", "Restore it with the identifier and the provider that it was made with."},
	{SnapshotMissing, StageSession, false, "There is no unfinished connection to go on with.", "Start a new session."},
	{VaultUnavailable, StageSession, false, "The app cannot save your progress on this device.", "Name a folder that is the user's own and that nobody else can write to; see the cause."},
	{InstanceUnavailable, StageSession, true, "The app could not find out whether it is already running.", "See the cause: the user's runtime folder, or the owner of something in it."},
	{InputInvalid, StageSession, false, "The app did something that was not understood.", "Correct what the detail names; compare it with the documentation."},
	{ListenerBlocked, StageSession, false, "The app did not take the result in time.", "Do long work on a goroutine of your own: a method of the listener does not return. The result is complete all the same."},
	{HostFailed, StageSession, false, "The app had a problem.", "See the log for the exception that a callback of the app threw."},
	{UserExited, StageSession, true, "You stopped before an account was connected.", "Offer the widget again when the user wants it."},
	{AppClosed, StageSession, true, "The app stopped before an account was connected.", "Nothing: the app asked for it."},

	{SandboxBindFailed, StageSandbox, false, "The test bank could not be started.", "Choose another address, or port 0 for any free one."},
	{SandboxUIMissing, StageSandbox, false, "The page of the test bank is missing.", "Build the connect UI with make frontend, or use the basic UI."},

	{BrokerUnauthenticated, StageBroker, false, "You are not signed in.", "Sign in with the app's backend, then ask again."},
	{BrokerForbidden, StageBroker, false, "This is not allowed.", "Check the host, the origin and the user that the request names."},
	{BrokerNotFound, StageBroker, false, "This does not exist, or no longer does.", "Start a new session; sessions are forgotten some time after their end."},
	{BrokerWidgetURLClaimed, StageBroker, false, "The page for connecting your account was opened before.", "Start a new session: a widget URL is given out once."},
	{BrokerRequestInProgress, StageBroker, true, "Your request is already being answered.", "Wait a moment, then send it again with the same Idempotency-Key."},
	{BrokerRateLimited, StageBroker, true, "There are too many requests. Please wait a moment.", "Wait as long as Retry-After says."},
	{BrokerUnavailable, StageBroker, true, "The service is not available at the moment.", "Wait as long as Retry-After says; check the broker's store."},
	{BrokerWebhookRefused, StageBroker, false, "This message does not come from the connection service.", "Compare the webhook's secret with the provider's."},
}
