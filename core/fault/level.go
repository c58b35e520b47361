package fault

// Level says at which level of a connection something went wrong, so that an
// app can tell kinds of trouble apart without knowing every code.
type Level string

// The levels.
const (
	LevelUser          Level = "user"
	LevelApp           Level = "app"
	LevelInstitution   Level = "institution"
	LevelMember        Level = "member"
	LevelOAuth         Level = "oauth"
	LevelConfiguration Level = "configuration"
	LevelTimeout       Level = "timeout"
	LevelProvider      Level = "provider"
	LevelWidget        Level = "widget"
	LevelSession       Level = "session"
)

// LevelKind is one row of the list of levels.
type LevelKind struct {
	Level   Level
	Meaning string
}

// Levels returns every level with its meaning, for documentation and tests.
func Levels() []LevelKind {
	return []LevelKind{
		{LevelUser, "The user left. Nothing is wrong."},
		{LevelApp, "The app ended or interrupted the session."},
		{LevelInstitution, "The institution, for all of its customers: choose another one, or try again later."},
		{LevelMember, "This user's connection: most of it can be repaired in the widget, opened for the member."},
		{LevelOAuth, "The visit to the bank's own site and the way back."},
		{LevelConfiguration, "Settings, credentials or the installation: a developer has to act."},
		{LevelTimeout, "Time ran out."},
		{LevelProvider, "The provider's service and the way to it."},
		{LevelWidget, "The widget's page, and what it says and wants."},
		{LevelSession, "The session itself and how it is used."},
	}
}

// LevelOf returns the level of a code. A code that the catalogue lacks has
// that of Other.
func LevelOf(code Code) Level { return lookup(code).Level() }

// Level is the level of the error's code.
func (e *Error) Level() Level { return LevelOf(e.Code) }

// Level is the level of the row's code. Most codes are at the level of their
// stage.
func (k Kind) Level() Level {
	switch k.Code {
	case UserExited:
		return LevelUser
	case AppClosed, HostFailed, ListenerBlocked, ProviderCanceled:
		return LevelApp
	case InstitutionUnavailable, InstitutionDiscontinued, InstitutionRefused, MemberUnavailable:
		return LevelInstitution
	case MemberNeedsUser, MemberNotReady, MemberUnknown, MemberCredentialsRefused, MemberChallengeFailed, MemberLocked,
		MemberImpeded, MemberClosed, MemberFailed, MemberDataInvalid, MicrodepositRefused:
		return LevelMember
	case MemberDisabled, ProviderInputInvalid, ProviderUnauthorized, ProviderForbidden, ProviderUnsupported, WidgetURLInvalid, EngineUnavailable:
		return LevelConfiguration
	case ProviderTimeout, MemberDelayed, WidgetURLExpired, WidgetLoadTimeout, WidgetSilent, ReturnExpired, SessionExpired, SessionExpiring:
		return LevelTimeout
	}
	return k.Stage.level()
}

func (s Stage) level() Level {
	switch s {
	case StageConfig, StageSandbox:
		return LevelConfiguration
	case StageProvider, StageBroker:
		return LevelProvider
	case StageWidget, StageNavigation, StageEvent:
		return LevelWidget
	case StageOAuth:
		return LevelOAuth
	default:
		return LevelSession
	}
}
