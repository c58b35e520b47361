package core_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	attackRow = regexp.MustCompile(`^\| (\d+) \| ([^|]+) \| ([^|]+) \|(.*)\|$`)
	testName  = regexp.MustCompile("`([^`:]+\\.[a-z]+):([^`]+)`")
)

// attacks is how many docs/security.md answers.
const attacks = 35

// TestEachAttackHasItsTest keeps the table of docs/security.md true: each
// attack has its row, and each test that is named there exists.
func TestEachAttackHasItsTest(t *testing.T) {
	text, err := os.ReadFile("../docs/security.md")
	require.NoError(t, err)
	number := 0
	for line := range strings.Lines(string(text)) {
		row := attackRow.FindStringSubmatch(strings.TrimSpace(line))
		if row == nil {
			continue
		}
		number++
		assert.Equal(t, strconv.Itoa(number), row[1], "the rows are in order")
		tests := testName.FindAllStringSubmatch(row[4], -1)
		assert.Empty(t, strings.TrimSpace(testName.ReplaceAllString(row[4], "")), "%s: only tests, as `file:name`", row[2])
		if len(tests) == 0 {
			assert.Regexp(t, `not built yet|^Not ours`, row[3], "%s has no test", row[2])
		}
		for _, test := range tests {
			assert.True(t, hasTest(t, test[1], test[2]), "%s has no test %q", test[1], test[2])
		}
	}
	assert.Equal(t, attacks, number)
}

// hasTest looks for a Go test by its declaration, and for one of another
// language by its quoted name.
func hasTest(t *testing.T, file, name string) bool {
	source, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
	if !assert.NoError(t, err) {
		return false
	}
	if strings.HasSuffix(file, "_test.go") {
		return strings.Contains(string(source), "\nfunc "+name+"(")
	}
	return strings.Contains(string(source), "'"+name+"'")
}
