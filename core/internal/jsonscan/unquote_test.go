package jsonscan

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestUnquotingAgreesWithEncodingJSON moves what is special over the borders
// of words.
func TestUnquotingAgreesWithEncodingJSON(t *testing.T) {
	for _, special := range []string{`\"`, `\\`, `\/`, `\b`, `\n`, `\u0041`, `\u20ac`, `\ud83c\udfe6`, `\ud83c`, `\udfe6x`, `é`, `🏦`, `\"\"\"`} {
		for before := range 2 * word {
			for after := range 2 * word {
				text := strings.Repeat("a", before) + special + strings.Repeat("b", after) + `"`
				var want string
				require.NoError(t, json.Unmarshal([]byte(`"`+text), &want))
				got, end, ok := Unquote(text + "rest")
				require.True(t, ok, text)
				require.Equal(t, len(text), end, text)
				require.Equal(t, want, got, text)
			}
		}
	}
}

func TestUnquotingRefusesAnythingElse(t *testing.T) {
	for _, bad := range []string{"", `\`, `\x"`, `\u12`, `\u12g4"`, "\n\"", "\x00\"", `no end`, `no end \"`} {
		for before := range 2 * word {
			text := strings.Repeat("a", before) + bad
			_, _, ok := Unquote(text)
			require.False(t, ok, "%q", text)
		}
	}
}
