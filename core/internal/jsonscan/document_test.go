package jsonscan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func scanned(t testing.TB, text string) *Document {
	t.Helper()
	d := new(Document)
	require.Equal(t, Fine, d.Scan(text, Unlimited))
	return d
}

func TestLimitsAreReachedAndNotPassed(t *testing.T) {
	limits := Limits{Bytes: 40, Depth: 3, Keys: 5, String: 8}
	for name, row := range map[string]struct {
		text string
		want Flaw
	}{
		"as many bytes":          {strings.Repeat(" ", 39) + "1", Fine},
		"a byte more":            {strings.Repeat(" ", 40) + "1", TooLarge},
		"as deep":                {"[[[]]]", Fine},
		"a level deeper":         {"[[[[]]]]", TooDeep},
		"as many values":         {"[1,2,3,4,5]", Fine},
		"a value more":           {"[1,2,3,4,5,6]", TooMany},
		"members count too":      {`{"a":[1,2],"b":{"c":0,"d":0}}`, TooMany},
		"as long a string":       {`"12345678"`, Fine},
		"a byte longer":          {`"123456789"`, TooLong},
		"as long with an escape": {`"12\u00e9"`, Fine},
		"escapes count whole":    {`"123\u00e9"`, TooLong},
		"as long beyond ASCII":   {`"éééé"`, Fine},
		"bytes count":            {`"éééé1"`, TooLong},
		"as long a key":          {`{"12345678":1}`, Fine},
		"a longer key":           {`{"123456789":1}`, TooLong},
		"long and unfinished":    {`"123456789`, TooLong},
		"malformed":              {`[1,`, Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, row.want, new(Document).Scan(row.text, limits))
		})
	}
}

func TestTrimDropsTheWhiteSpaceOfJSONOnly(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " ": "", " \t\r\n": "", "a": "a", " a b\n": "a b", "\ta": "a", "a\r\n": "a", "\va\f": "\va\f", "\u00a0a": "\u00a0a",
	} {
		assert.Equal(t, want, Trim(in), "%q", in)
	}
}

func TestADocumentForgetsWhatItScannedBefore(t *testing.T) {
	var room Room
	d := In(&room)
	many := "[" + strings.Repeat("1,", 2*len(room)) + "1]"
	for _, text := range []string{`{"a":1,"a":2}`, many, `"x"`, many, `{"a":1,"b":[{}]}`} {
		require.Equal(t, Fine, d.Scan(text, Unlimited))
		require.Equal(t, scanned(t, text).nodes, d.nodes, text)
		require.Equal(t, scanned(t, text).Repeated(), d.Repeated(), text)
	}
}

func TestNodesSayWhereTheyAre(t *testing.T) {
	const text = ` {"a": [1, "x\u00fc"], "\u0062" : {"c":null}, "a":true} `
	d := scanned(t, text)
	var got []string
	for n := range Node(d.Len()) {
		start, end := d.Span(n)
		require.Equal(t, d.Raw(n), text[start:end])
		got = append(got, d.Key(n)+" "+d.Kind(n).String()+" "+d.Raw(n))
	}
	require.Equal(t, []string{
		" object " + strings.TrimSpace(text), `a array [1, "x\u00fc"]`, " number 1", ` string "x\u00fc"`,
		`b object {"c":null}`, "c null null", "a boolean true",
	}, got)
	require.Equal(t, "xü", d.Text(3))
	require.Equal(t, "xü", d.TextIn(text, 3))
	require.Equal(t, []Node{7, 4, 3, 4, 6, 6, 7}, []Node{d.After(0), d.After(1), d.After(2), d.After(3), d.After(4), d.After(5), d.After(6)})
}

func TestMembersAreFoundByTheirKeys(t *testing.T) {
	d := scanned(t, `{"a":{"b":1,"":2},"c":[{"b":3}],"d":1,"d":2,"":4}`)
	for name, row := range map[string]struct {
		got  Node
		want string
	}{
		"a member":              {d.Child(Root, "a"), `{"b":1,"":2}`},
		"the last of two":       {d.Child(Root, "d"), "2"},
		"none of that name":     {d.Child(Root, "b"), ""},
		"none in another case":  {d.Child(Root, "A"), ""},
		"an empty name":         {d.Child(Root, ""), "4"},
		"none in a list":        {d.Child(d.Child(Root, "c"), ""), ""},
		"none in nothing":       {d.Child(None, "a"), ""},
		"none in a number":      {d.Child(d.Child(Root, "d"), "a"), ""},
		"a path":                {d.At("a.b"), "1"},
		"a path of empty names": {d.At("a."), "2"},
		"a path to one of two":  {d.At("d"), ""},
		"a path that goes on":   {d.At("a.b.c"), ""},
		"a path of nothing":     {d.At("x.y.z"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if row.want == "" {
				require.Equal(t, None, row.got)
				return
			}
			require.Equal(t, row.want, d.Raw(row.got))
		})
	}
}

// TestAUsualDocumentTakesNoMemory keeps the room of a document on the stack of
// its caller, also when a string is taken out of it.
func TestAUsualDocumentTakesNoMemory(t *testing.T) {
	const text = `{"a":{"b":"c"},"d":[1,2,3]}`
	var kept string
	require.Zero(t, testing.AllocsPerRun(10, func() {
		var room Room
		d := In(&room)
		if d.Scan(text, Unlimited) != Fine {
			t.Fatal(text)
		}
		kept = d.TextIn(text, d.At("a.b"))
	}))
	require.Equal(t, "c", kept)
}
