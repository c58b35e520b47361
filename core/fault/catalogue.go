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

	MemberNeedsUser   Code = "member_needs_user"
	MemberUnavailable Code = "member_unavailable"
	MemberNotReady    Code = "member_not_ready"
	MemberUnknown     Code = "member_unknown"

	WidgetURLInvalid  Code = "widget_url_invalid"
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
	OAuthFailed      Code = "oauth_failed"

	SessionEnded    Code = "session_ended"
	SessionBusy     Code = "session_busy"
	SessionExpired  Code = "session_expired"
	SessionExpiring Code = "session_expiring"
	SnapshotDamaged Code = "snapshot_damaged"
	SnapshotVersion Code = "snapshot_version"
	SnapshotForeign Code = "snapshot_foreign"
	InputInvalid    Code = "input_invalid"
	HostFailed      Code = "host_failed"

	SandboxBind      Code = "sandbox_bind_failed"
	SandboxUIMissing Code = "sandbox_ui_missing"
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

	{MemberNeedsUser, StageProvider, true, "The connection needs your attention.", "Open the widget for this member."},
	{MemberUnavailable, StageProvider, false, "The institution cannot provide this connection.", "Tell the user; the institution or the provider has to act."},
	{MemberNotReady, StageProvider, true, "The connection is not ready yet.", "Ask for the member's status again later."},

	{MemberUnknown, StageProvider, true, "It is not known whether the account was connected.", "The widget opens again; the user sees there what came of it."},

	{WidgetURLInvalid, StageWidget, false, "The widget's address is not usable.", "A widget URL is https, or http on a loopback address during development."},
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
	{OAuthFailed, StageOAuth, true, "The bank did not grant access.", "Let the user try again from the widget."},

	{SessionEnded, StageSession, false, "The session is over.", "Start a new session."},
	{SessionBusy, StageSession, true, "A widget is open already.", "Finish or close it first."},
	{SessionExpired, StageSession, true, "The session has expired.", "Start a new session."},
	{SessionExpiring, StageSession, true, "The session is about to expire.", "Ask the user whether to go on; any sign of the user extends it."},
	{SnapshotDamaged, StageSession, false, "The stored session cannot be read.", "Start a new session; check that the key is the one it was sealed with."},
	{SnapshotVersion, StageSession, false, "The stored session is of another version.", "Start a new session."},
	{SnapshotForeign, StageSession, false, "The stored session is another one.", "Restore it with the identifier and the provider that it was made with."},
	{InputInvalid, StageSession, false, "The input is not understood.", "Compare it with the documentation."},
	{HostFailed, StageSession, false, "The app failed at a step of the session.", "See the log for the exception that a callback of the app threw."},

	{SandboxBind, StageSandbox, false, "The sandbox could not open its address.", "Choose another address, or port 0 for any free one."},
	{SandboxUIMissing, StageSandbox, false, "The connect UI has not been built.", "Run make frontend, or use the basic UI."},
}
