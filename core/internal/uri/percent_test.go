package uri

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUnescape(t *testing.T) {
	for _, row := range []struct {
		name, in string
		plus     bool
		want     string
		ok       bool
	}{
		{"nothing", "", true, "", true},
		{"nothing to do", "abcdefghijklmnopq", true, "abcdefghijklmnopq", true},
		{"either case of a digit", "%7b%7B%2f%2F", true, "{{//", true},
		{"plus is a space in a form", "a+b%2B+", true, "a b+ ", true},
		{"plus is a plus elsewhere", "a+b%2B+abcdefgh+", false, "a+b++abcdefgh+", true},
		{"bytes that are not ASCII", "%C3%A9é\x80%ff", true, "éé\x80\xff", true},
		{"decoded once", "%2525", true, "%25", true},
		{"bad first digit", "abcdefgh%g0", true, "abcdefgh%g0", false},
		{"bad second digit", "a+b%0g", true, "a+b%0g", false},
		{"cut off after one digit", "abcdefgh%0", true, "abcdefgh%0", false},
		{"cut off after none", "%", false, "%", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			text, ok := Unescape(row.in, row.plus)
			assert.Equal(t, row.want, text)
			assert.Equal(t, row.ok, ok)
		})
	}
}

// TestUnescapeAgreesWithNetURL has runs of all lengths around escapes.
func TestUnescapeAgreesWithNetURL(t *testing.T) {
	for before := range 16 {
		for between := range 16 {
			for after := range 16 {
				in := strings.Repeat("a", before) + "%22+%3A" + strings.Repeat("b", between) + "%0a" + strings.Repeat("c", after)
				want, err := url.QueryUnescape(in)
				require.NoError(t, err)
				text, ok := Unescape(in, true)
				require.True(t, ok)
				require.Equal(t, want, text)
			}
		}
	}
}
