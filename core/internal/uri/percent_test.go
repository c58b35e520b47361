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
		{"escapes in a row", "%22%2C%22a%22%3a", true, `","a":`, true},
		{"longer than usual", strings.Repeat("ab%20", 300), false, strings.Repeat("ab ", 300), true},
		{"bad after good ones", "%20%20%2", false, "%20%20%2", false},
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

func TestIsEscaped(t *testing.T) {
	for s, want := range map[string]bool{
		"": true, "abc": true, "%2f%2F": true, "%": false, "%2": false, "a%2fb%": false, "%g0": false, "%0g": false, "%2f%0": false, "%%25": false,
	} {
		assert.Equal(t, want, IsEscaped(s), s)
		_, ok := Unescape(s, false)
		assert.Equal(t, want, ok, s)
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

func FuzzUnescape(f *testing.F) {
	for _, s := range []string{"", "a%20b+c", "%", "%2", "%%20", "%c3%a9%C3%A9", strings.Repeat("%22%2C", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for plus, decode := range map[bool]func(string) (string, error){true: url.QueryUnescape, false: url.PathUnescape} {
			want, err := decode(s)
			got, ok := Unescape(s, plus)
			require.Equal(t, err == nil, ok)
			require.Equal(t, ok, IsEscaped(s))
			if ok {
				require.Equal(t, want, got)
			} else {
				require.Equal(t, s, got)
			}
		}
	})
}
