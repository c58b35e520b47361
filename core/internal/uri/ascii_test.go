package uri

import (
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
)

// TestClassesOfEachByte compares with the standard library, which agrees in
// ASCII and knows more beyond.
func TestClassesOfEachByte(t *testing.T) {
	for i := range 256 {
		c := byte(i)
		r := rune(c)
		ascii := r < unicode.MaxASCII
		assert.Equal(t, ascii && unicode.IsLetter(r), IsLetter(c), "%q", r)
		assert.Equal(t, ascii && unicode.IsDigit(r), IsDigit(c), "%q", r)
		lower := c
		if ascii {
			lower = byte(unicode.ToLower(r))
		}
		assert.Equal(t, lower, LowerByte(c), "%q", r)
		value, err := strconv.ParseUint(string(r), 16, 8)
		assert.Equal(t, err == nil, IsHex(c), "%q", r)
		if err == nil {
			assert.Equal(t, byte(value), Hex(c), "%q", r)
		}
	}
}

func TestFoldingKnowsASCIIOnly(t *testing.T) {
	for name, row := range map[string]struct{ in, lower string }{
		"nothing":              {"", ""},
		"nothing to fold":      {"abc-1", "abc-1"},
		"capitals":             {"AbZ", "abz"},
		"a capital at the end": {"abcX", "abcx"},
		"the Kelvin sign":      {"\u212Aelvin", "\u212Aelvin"},
		"a dotted I":           {"\u0130X", "\u0130x"},
		"bytes of no text":     {"\xffA\x80", "\xffa\x80"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, row.lower, Lower(row.in)) })
	}
}

func TestHasPrefixFoldsTheStringAndNotThePrefix(t *testing.T) {
	for name, row := range map[string]struct {
		s, prefix string
		want      bool
	}{
		"the same":           {"mx:", "mx:", true},
		"in another case":    {"Mx://load", "mx:", true},
		"an empty prefix":    {"x", "", true},
		"longer than it":     {"mx", "mx:", false},
		"another":            {"my:", "mx:", false},
		"a capital prefix":   {"mx:", "MX:", false},
		"by the Kelvin sign": {"\u212A:", "k:", false},
		"bit 5 is not case":  {"@", "`", false},
		"bit 5 of a bracket": {"[", "{", false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, row.want, HasPrefix(row.s, row.prefix)) })
	}
	assert.True(t, HasPrefix(strings.ToUpper("abcdefghijklmnopqrstuvwxyz"), "abcdefghijklmnopqrstuvwxyz"))
}
