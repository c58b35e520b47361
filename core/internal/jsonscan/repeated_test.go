package jsonscan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRepeatedKeys(t *testing.T) {
	many := func(n int, last string) string {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, `"k%d":0,`, i)
		}
		return "{" + text.String() + last + "}"
	}
	for _, row := range []struct {
		name, text, path string
		repeated         bool
	}{
		{"keys of different lengths", `{"a":1,"ab":2,"abc":{"a":1}}`, "", false},
		{"keys of one length", `{"a":1,"b":2,"c":{"a":1}}`, "", false},
		{"lengths that share a bit", `{"a":1,"` + strings.Repeat("a", 33) + `":2}`, "", false},
		{"two equal keys", `{"a":1,"b":2,"a":3}`, "a", true},
		{"two equal keys inside", `{"a":[{"b":{"c":1,"c":2}}]}`, "a.[].b.c", true},
		{"two empty keys", `{"":1,"":2}`, "", true},
		{"an escaped key first", `{"\u0061":1,"a":2}`, "a", true},
		{"an escaped key second", `{"a":1,"\u0061":2}`, "a", true},
		{"two escaped keys", `{"\u0061":1,"\u0061":2}`, "a", true},
		{"escaped keys that differ", `{"\u0061":1,"\u0062":2}`, "", false},
		{"the same key in two objects", `{"x":{"a":1},"y":{"a":1}}`, "", false},
		{"the same key around an object", `{"a":{"b":1},"a":2}`, "a", true},
		{"few with two equal keys", many(15, `"k0":1`), "k0", true},
		{"many that differ", many(100, `"x":1`), "", false},
		{"many with two equal keys", many(100, `"k0":1`), "k0", true},
		{"many with two equal keys at the end", many(100, `"k99":1`), "k99", true},
		{"many with an escaped key", many(100, `"\u006b0":1`), "k0", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := new(Document)
			require.Equal(t, Fine, d.Scan(row.text, Unlimited))
			i := d.Repeated()
			require.Equal(t, row.repeated, i != None)
			if row.repeated {
				require.Equal(t, row.path, d.Path(Root, i))
			}
		})
	}
}
