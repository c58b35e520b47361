package fault

import (
	"cmp"
	"os"
	"regexp"
	"strings"
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
	constants := codeConstants(t)
	for _, c := range constants {
		assert.Equal(t, Code(c[2]), New(Code(c[2]), nil).Code)
	}
	assert.Len(t, constants, len(Catalogue()))
}

// codeConstants returns the constants of the source: its line, its name, its
// code.
func codeConstants(t *testing.T) [][]string {
	source, err := os.ReadFile("catalogue.go")
	require.NoError(t, err)
	constants := regexp.MustCompile(`(?m)^\t(\w+) +Code = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	require.NotEmpty(t, constants)
	return constants
}

// A reader who knows the code finds the constant, and the other way round.
func TestEveryConstantIsNamedAsItsCode(t *testing.T) {
	initialisms := map[string]string{"oauth": "OAuth", "url": "URL", "ui": "UI"}
	for _, c := range codeConstants(t) {
		name := ""
		for word := range strings.SplitSeq(c[2], "_") {
			name += cmp.Or(initialisms[word], strings.ToUpper(word[:1])+word[1:])
		}
		assert.Equal(t, name, c[1], "the constant of %s", c[2])
	}
}

func TestTheCatalogueCannotBeChangedFromOutside(t *testing.T) {
	rows := Catalogue()
	rows[0].Message, rows[1].Code = "changed", Other
	assert.Equal(t, "Something went wrong.", New(Other, nil).Message)
	assert.Equal(t, ConfigInvalid, New(ConfigInvalid, nil).Code)
}

// sentences is the form of everything that a person reads: one or a few whole
// sentences.
var sentences = regexp.MustCompile(`^[A-Z].*[^ ]\.$`)

// jargon is what means nothing to somebody who only wanted to connect a bank
// account, or means something else.
var jargon = regexp.MustCompile(`(?i)\b(setting|session|nonce|origin|widget|provider|member|institution|snapshot|scheme|` +
	`event|url|api|token|cookie|frame|host|gesture|browser's|attempt|callback|listener|raw|field|metadata|sandbox|broker|` +
	`webhook|vault|engine|credential|json|http|status|client|key|loopback|port|redirect|argument|identifier)s?\b`)

func TestMessagesAreForTheUser(t *testing.T) {
	for _, k := range Catalogue() {
		t.Run(string(k.Code), func(t *testing.T) {
			assert.Regexp(t, sentences, k.Message)
			assert.LessOrEqual(t, len(k.Message), 80, "a user does not read more")
			assert.NotRegexp(t, jargon, k.Message)
			assert.NotContains(t, strings.ToLower(k.Message), "the user", "it speaks about its reader")
			assert.NotContains(t, k.Message, "Let ", "it speaks to the developer")
		})
	}
}

func TestAdviceIsForTheDeveloper(t *testing.T) {
	spoken := regexp.MustCompile(`(?i)\byour (bank|account|connection|login)\b`)
	for _, k := range Catalogue() {
		t.Run(string(k.Code), func(t *testing.T) {
			assert.Regexp(t, sentences, k.Advice)
			assert.NotEqual(t, k.Message, k.Advice)
			assert.NotRegexp(t, spoken, k.Advice, "it speaks to the user")
			assert.Equal(t, k.Advice, Advice(k.Code))
		})
	}
}
