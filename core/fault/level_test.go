package fault

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryCodeHasADocumentedLevel(t *testing.T) {
	page, err := os.ReadFile(referencePath)
	require.NoError(t, err)
	known, used := map[Level]bool{}, map[Level]bool{}
	for _, l := range Levels() {
		assert.Regexp(t, `^[a-z]+$`, string(l.Level))
		assert.NotEmpty(t, l.Meaning)
		assert.False(t, known[l.Level], "the level %s occurs twice", l.Level)
		assert.Contains(t, string(page), "| `"+string(l.Level)+"` | "+l.Meaning+" |")
		known[l.Level] = true
	}
	for _, k := range Catalogue() {
		assert.True(t, known[k.Level()], "the level of %s", k.Code)
		assert.Contains(t, string(page), "| `"+string(k.Code)+"` | "+string(k.Stage)+" | "+string(k.Level())+" |")
		used[k.Level()] = true
	}
	assert.Equal(t, known, used, "no level is without a code")
}

func TestEveryLevelConstantIsListed(t *testing.T) {
	source, err := os.ReadFile("level.go")
	require.NoError(t, err)
	constants := regexp.MustCompile(`(?m)^\tLevel\w+ +Level = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	require.Len(t, constants, len(Levels()))
	for i, l := range Levels() {
		assert.Equal(t, constants[i][1], string(l.Level))
	}
}

// A change of a code's level changes what apps do: it is written down twice.
func TestLevelsOfTheCodesThatAppsMeet(t *testing.T) {
	want := map[Level][]Code{
		LevelUser:          {UserExited},
		LevelApp:           {AppClosed, HostFailed, ListenerBlocked, ProviderCanceled},
		LevelInstitution:   {InstitutionUnavailable, InstitutionDiscontinued, InstitutionRefused, MemberUnavailable},
		LevelMember:        {MemberNeedsUser, MemberNotReady, MemberUnknown, MemberCredentialsRefused, MemberChallengeFailed, MemberLocked, MemberImpeded, MemberClosed, MemberFailed, MemberDataInvalid, MicrodepositRefused},
		LevelOAuth:         {ReturnUnexpected, ReturnInvalid, ReturnForged, ReturnForeign, ReturnReplayed, ReturnUnauthenticated, OAuthFailed, OAuthCancelled, OAuthDenied, OAuthImpeded, OAuthProviderError, OAuthServerError, OAuthSessionError, OAuthUnfinished},
		LevelConfiguration: {ConfigInvalid, MemberDisabled, ProviderInputInvalid, ProviderUnauthorized, ProviderForbidden, WidgetURLInvalid, EngineUnavailable, SandboxBindFailed, SandboxUIMissing},
		LevelTimeout:       {ProviderTimeout, MemberDelayed, WidgetURLExpired, WidgetLoadTimeout, WidgetSilent, ReturnExpired, SessionExpired, SessionExpiring},
		LevelProvider:      {BrokerUnavailable, BrokerUnauthenticated, ProviderNotFound, ProviderConflict, ProviderRejected, ProviderRateLimited, ProviderUnavailable, ProviderUnreachable, ProviderBadAnswer, ProviderAnswerTooLarge},
		LevelWidget:        {WidgetLoadFailed, WidgetCrashed, ExternalOpenFailed, URLInvalid, SchemeBlocked, NavigationBlocked, EventMalformed, EventInvalid, MessageOriginRefused, MessageFlood},
		LevelSession:       {Other, SessionEnded, SessionBusy, SnapshotDamaged, SnapshotVersion, SnapshotForeign, InputInvalid},
	}
	for level, codes := range want {
		for _, code := range codes {
			assert.Equal(t, level, LevelOf(code), code)
			assert.Equal(t, level, New(code, nil).Level(), code)
		}
	}
	assert.Equal(t, LevelSession, LevelOf("no_such_code"))
}
