package scheme

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuoting(t *testing.T) {
	for word, want := range map[string]string{
		"/usr/bin/app": "/usr/bin/app",
		"":             `""`,
		"a b":          `"a b"`,
		"100%":         "100%%",
		`"$HOME"`:      `"\\"\\$HOME\\""`,
		"`id`":         "\"\\\\`id\\\\`\"",
		`C:\x`:         `"C:\\\\x"`,
	} {
		assert.Equal(t, want, escape(quote(word)), word)
	}
}

func TestTheListOfDefaultsLosesOneAppOnly(t *testing.T) {
	const file = "a.desktop"
	for name, row := range map[string][2]string{
		"nothing":          {"", ""},
		"the only one":     {"[Default Applications]\nx-scheme-handler/one=a.desktop\n", "[Default Applications]\n"},
		"one of several":   {"x-scheme-handler/one=b.desktop;a.desktop;c.desktop;\n", "x-scheme-handler/one=b.desktop;c.desktop;\n"},
		"another":          {"x-scheme-handler/one=b.desktop\n", "x-scheme-handler/one=b.desktop\n"},
		"a longer name":    {"x-scheme-handler/one=aa.desktop;a.desktop.x\n", "x-scheme-handler/one=aa.desktop;a.desktop.x\n"},
		"another type":     {"text/html=a.desktop\n", "text/html=a.desktop\n"},
		"a comment":        {"# x-scheme-handler/one=a.desktop\n", "# x-scheme-handler/one=a.desktop\n"},
		"no line break":    {"x-scheme-handler/one=a.desktop", ""},
		"Windows's breaks": {"[X]\r\nx-scheme-handler/one=a.desktop\r\n[Y]\r\n", "[X]\r\n[Y]\r\n"},
		"no equals sign":   {"x-scheme-handler/one\n", "x-scheme-handler/one\n"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, row[1], withoutDefault(row[0], file)) })
	}
}

func FuzzWithoutDefault(f *testing.F) {
	f.Add("[Default Applications]\nx-scheme-handler/one=b.desktop;a.desktop;\ntext/html=a.desktop\n")
	f.Fuzz(func(t *testing.T, list string) {
		left := withoutDefault(list, "a.desktop")
		require.LessOrEqual(t, strings.Count(left, "\n"), strings.Count(list, "\n")+1)
		require.Equal(t, left, withoutDefault(left, "a.desktop"))
		for line := range strings.Lines(left) {
			key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
			if strings.HasPrefix(key, handler) {
				require.NotContains(t, strings.Split(value, ";"), "a.desktop")
			}
		}
	})
}

// FuzzEntry writes entries for hostile names and words: no line is added.
func FuzzEntry(f *testing.F) {
	f.Add("My app", "--flag")
	f.Add("x\nExec=/bin/sh", "\"; `id` $x \\ %u")
	f.Fuzz(func(t *testing.T, name, word string) {
		text, err := entry(App{ID: "a", Name: name, Command: []string{"/bin/true", word}, Schemes: []string{"one"}}, nil)
		if err != nil {
			return
		}
		require.Equal(t, 10, strings.Count(text, "\n"))
		require.True(t, isOurs(text))
		require.Contains(t, text, " %u\nNoDisplay=true\n")
	})
}
