package uba

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestGuide_listsTheBanks keeps the documentation's table and the code the
// same.
func TestGuide_listsTheBanks(t *testing.T) {
	text, err := os.ReadFile("../../../docs/fino.md")
	require.NoError(t, err)
	_, after, found := strings.Cut(string(text), "| bank | code | authentication | what happens |\n| --- | --- | --- | --- |\n")
	require.True(t, found, "the table's head")
	table, _, _ := strings.Cut(after, "\n\n")
	lines := strings.Split(strings.TrimSpace(table), "\n")
	require.Len(t, lines, len(banks))
	for i, b := range banks {
		cells := strings.Split(strings.Trim(lines[i], "| "), " | ")
		require.Len(t, cells, 4)
		assert.Equal(t, []string{b.Name, "`" + b.Code + "`", b.SCA}, cells[:3])
		assert.Equal(t, words(b), cells[3])
	}
}

// words says what a bank does, as the documentation has it.
func words(b testBank) string {
	switch {
	case b.Types:
		return "asks for the type of account first"
	case b.Slow == 3*time.Second:
		return "its site takes three seconds"
	case b.Consent == time.Minute:
		return "its consent expires after a minute"
	case b.NoSync:
		return "connects, then `" + StatusSyncFailed + "`"
	case b.Fails:
		return "fails after the credentials"
	}
	return map[string]string{embedded: "asks for a code", decoupled: "waits for the phone", redirected: "goes to the bank's own site"}[b.SCA]
}
