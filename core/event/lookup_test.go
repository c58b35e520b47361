package event

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLookup(t *testing.T) {
	e := Event{Metadata: `{"a":{"b":"x\u00fc","n":1.50,"big":1e999,"t":true,"f":false,"z":null,"l":[1]},"d":1,"d":2,"":"empty"}`}
	for _, row := range []struct {
		name, path, text, raw string
		found                 bool
	}{
		{"a string is decoded", "a.b", "xü", `"x\u00fc"`, true},
		{"a number is as it was written", "a.n", "1.50", "1.50", true},
		{"a truth value has no text", "a.t", "", "true", true},
		{"an object has no text", "a.l", "", "[1]", true},
		{"null is nothing", "a.z", "", "", false},
		{"a name that is not there", "a.x", "", "", false},
		{"case counts", "A.b", "", "", false},
		{"a path through a string", "a.b.c", "", "", false},
		{"a path through a list", "a.l.0", "", "", false},
		{"a repeated name is ambiguous", "d", "", "", false},
		{"an empty name is a name", "", "empty", `"empty"`, true},
		{"dots alone are empty names", "..", "", "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			v, ok := e.Lookup(row.path)
			require.Equal(t, row.found, ok)
			require.Equal(t, row.text, v.Text())
			require.Equal(t, row.raw, string(v.Raw()))
		})
	}
}

func TestLookupKnowsTypes(t *testing.T) {
	e := Event{Metadata: `{"n":1.5,"big":1e999,"t":true,"f":false,"s":"1"}`}
	at := func(path string) Value {
		v, ok := e.Lookup(path)
		require.True(t, ok)
		return v
	}
	n, ok := at("n").Number()
	require.True(t, ok)
	require.InDelta(t, 1.5, n, 0)
	for _, path := range []string{"big", "t", "s"} {
		_, ok := at(path).Number()
		require.False(t, ok, path)
	}
	for path, want := range map[string]bool{"t": true, "f": false} {
		got, ok := at(path).Bool()
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	_, ok = at("s").Bool()
	require.False(t, ok)
}

func TestLookupFindsNothingInWhatIsNoObject(t *testing.T) {
	for _, metadata := range []string{"", "null", "[]", `"text"`, "7", "{", "\xff"} {
		_, ok := Event{Metadata: metadata}.Lookup("a")
		require.False(t, ok, metadata)
	}
}
