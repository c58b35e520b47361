package fault

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCatalogueIsCompleteAndUnique(t *testing.T) {
	stages := map[Stage]bool{
		StageConfig: true, StageProvider: true, StageWidget: true, StageNavigation: true,
		StageEvent: true, StageOAuth: true, StageSession: true, StageSandbox: true, StageBroker: true,
	}
	seen := map[Code]bool{}
	for _, k := range Catalogue() {
		assert.Regexp(t, regexp.MustCompile(`^[a-z][a-z_]+[a-z]$`), string(k.Code))
		assert.False(t, seen[k.Code], "the code %s occurs twice", k.Code)
		assert.True(t, stages[k.Stage], "the stage of %s", k.Code)
		assert.NotEmpty(t, k.Message, "the message of %s", k.Code)
		assert.NotEmpty(t, k.Advice, "the advice of %s", k.Code)
		seen[k.Code] = true
	}
}

func TestEveryCodeConstantHasARow(t *testing.T) {
	source, err := os.ReadFile("catalogue.go")
	require.NoError(t, err)
	constants := regexp.MustCompile(`(?m)^\t\w+ +Code = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	require.NotEmpty(t, constants)
	for _, c := range constants {
		assert.Equal(t, Code(c[1]), New(Code(c[1]), nil).Code)
	}
	assert.Len(t, constants, len(Catalogue()))
}

func TestErrorShowsTheMessageAndNeverTheCause(t *testing.T) {
	cause := errors.New("canary-cause")
	err := fmt.Errorf("outer: %w", New(ProviderUnauthorized, cause))
	assert.NotContains(t, err.Error(), "canary")
	assert.NotContains(t, fmt.Sprintf("%v %s", err, err), "canary")
	assert.ErrorIs(t, err, cause)
	assert.ErrorIs(t, err, New(ProviderUnauthorized, nil))
	assert.NotErrorIs(t, err, New(ProviderNotFound, nil))
}

func TestFromAndCodeOf(t *testing.T) {
	assert.Nil(t, From(nil))
	assert.Equal(t, Code(""), CodeOf(nil))
	assert.Equal(t, Other, CodeOf(context.Canceled))
	assert.Equal(t, SessionBusy, CodeOf(fmt.Errorf("x: %w", New(SessionBusy, nil))))
	assert.ErrorIs(t, From(context.Canceled), context.Canceled)
}

func TestAnUnknownCodeBecomesOther(t *testing.T) {
	assert.Equal(t, Other, New("no_such_code", nil).Code)
	assert.Equal(t, Advice(Other), Advice("no_such_code"))
}

func TestAllIsPrintedOnRequest(t *testing.T) {
	err := Newf(ProviderRateLimited, errors.New("the cause"), "Wait %d s.", 7)
	err.Status = 429
	const short = "provider_rate_limited: Wait 7 s."
	for format, want := range map[string]string{
		"%v": short, "%s": short, "%q": `"` + short + `"`, "%40s": "        " + short, "%x": hex.EncodeToString([]byte(short)),
		"%+v": short + " (stage provider, retryable, status 429, cause: the cause)",
	} {
		assert.Equal(t, want, fmt.Sprintf(format, err), format)
	}
	assert.Equal(t, "other: Something went wrong. (stage session)", fmt.Sprintf("%+v", New(Other, nil)))
}
