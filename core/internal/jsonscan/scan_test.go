package jsonscan

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// checkScan compares the scanner with encoding/json, which accepts the same
// language and invalid UTF-8.
func checkScan(t *testing.T, text string) {
	t.Helper()
	d := new(Document)
	valid := d.Scan(text, Unlimited) == Fine
	require.Equal(t, json.Valid([]byte(text)) && utf8.ValidString(text), valid, "%q", text)
	if !valid {
		return
	}
	for i := range d.nodes {
		n := &d.nodes[i]
		require.True(t, json.Valid([]byte(d.Raw(Node(i)))), "node %d of %q", i, text)
		require.Greater(t, n.after, Node(i))
		require.LessOrEqual(t, int(n.after), len(d.nodes))
		if n.kind == String {
			var want string
			require.NoError(t, json.Unmarshal([]byte(d.Raw(Node(i))), &want))
			require.Equal(t, want, d.Text(Node(i)))
		}
	}
}

func TestScannerAgreesWithEncodingJSON(t *testing.T) {
	for _, text := range scanSeeds {
		checkScan(t, text)
	}
}

var scanSeeds = []string{
	"", " ", "null", "true", "false", "tru", "nul", "falsey", "0", "-0", "-", "01", "1.5e+3", "1.e3", ".5", "1e", "1e+", "-1.0E-2",
	"9", "90", "1.09e+19", "1e-9", "--1", "+1", "1.2.3", `"é"`, `"🏦\n€"`, `{"ü":"\u00fc"}`, "\"\\n\xff\"", "\"\xc3\"", "\"a\tb\"", `"\u00"`,
	`""`, `"a`, `"\"\\\/\b\f\n\r\t\u0041"`, `"\u12g4"`, `"\x"`, `"\`, `"\ud83c\udfe6"`, `"\ud83c"`, `"\ud83cx\udfe6"`, `"\ud83c\u0041"`, `"\udfe6\ud83c"`,
	"[]", "[ ]", "[1,2]", "[1,]", "[,1]", "[1 2]", "[", "]", "[}", "{}", "{ }", `{"a":1}`, `{"a":1,}`, `{,"a":1}`, `{"a"}`, `{"a" 1}`, `{a:1}`, "{]",
	`{"a":{"b":[{"c":[]},{}]},"d":[[],[[]]]}`, `{"":{"":""}}`, "[[]", "{}{}", "\ufeff{}", "\"\xff\"", "\"\x1f\"", "\"\x7f\"", "[1]\x00", "\x00", "\v1",
}

func TestPathOfANode(t *testing.T) {
	d := new(Document)
	require.Equal(t, Fine, d.Scan(`{"a":[{"b":1}],"c":2}`, Unlimited))
	var paths []string
	for i := range d.nodes {
		paths = append(paths, d.Path(Root, Node(i)))
	}
	assert.Equal(t, []string{"", "a", "a.[]", "a.[].b", "c"}, paths)
}

func FuzzScan(f *testing.F) {
	for _, s := range scanSeeds {
		f.Add(s)
	}
	f.Fuzz(checkScan)
}
