package event

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRowsFitTheirTables keeps to what find and values count on.
func TestRowsFitTheirTables(t *testing.T) {
	for i := range specs {
		row := compile(&specs[i])
		t.Run(string(row.Name)+" "+row.Dialects[0].String(), func(t *testing.T) {
			require.LessOrEqual(t, len(row.fields), maxTyped)
			nested := map[string]bool{}
			for _, place := range row.places {
				assert.NotContains(t, place.inner, ".", "one dot at most")
				isNested, known := nested[place.key]
				assert.False(t, known && (!isNested || place.inner == ""), "%s is one field or holds several", place.key)
				nested[place.key] = place.inner != ""
			}
		})
	}
}

func TestEveryNameAndAliasIsFoundInAnyCase(t *testing.T) {
	for _, dialect := range []Dialect{MX, UCW, Fino} {
		p := parser(t, Config{Dialect: dialect})
		for _, want := range specs {
			if !slices.Contains(want.Dialects, dialect) {
				continue
			}
			for _, name := range append([]string{string(want.Name)}, want.Aliases...) {
				for _, spelled := range []string{name, strings.ToLower(name), strings.ToUpper(name)} {
					found := p.row(spelled)
					require.NotNil(t, found, spelled)
					assert.Equal(t, want.Name, found.Name)
					assert.Contains(t, found.Dialects, dialect)
				}
			}
		}
		assert.Nil(t, p.row("connect/\u212Aoaded"), "the Kelvin sign is not a k")
		for length := range 2 * maxName {
			assert.Nil(t, p.row(strings.Repeat("a", length)))
		}
	}
}

func TestFieldsAreFoundWhereverTheyStand(t *testing.T) {
	for _, row := range []struct {
		name, metadata, guid string
	}{
		{"first", `{"member_guid":"MBR-1","connection_status":1}`, "MBR-1"},
		{"last", `{"x":{"member_guid":"no"},"connection_status":1,"y":[{"member_guid":"no"}],"member_guid":"MBR-1"}`, "MBR-1"},
		{"with an escaped key", `{"member\u005fguid":"MBR-1","connection_status":1}`, "MBR-1"},
		{"with an escaped value", `{"user_guid":"\u0055","member_guid":"M\u0042R-1","session_guid":"S","connection_status":1}`, "MBR-1"},
		{"empty", `{"user_guid":"U","member_guid":"","session_guid":"S","connection_status":1}`, ""},
		{"with white space", " { \"connection_status\" : 1 ,\n\t\"member_guid\" : \"MBR-1\" } ", "MBR-1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := read(t, parser(t, Config{}), ConnectMemberStatusUpdate, row.metadata)
			status, ok := As[MemberStatusUpdate](e)
			require.True(t, ok, e.Problems)
			assert.Equal(t, row.guid, status.MemberGUID)
			assert.Equal(t, 1, status.ConnectionStatus)
		})
	}
}

func TestProblemsSayWhereAndOnce(t *testing.T) {
	p := parser(t, Config{})
	long := strings.Repeat("k", maxPath)
	for name, row := range map[string]struct {
		message string
		want    []Problem
	}{
		"two fields in what is not an object": {
			`{"type":"mx/connect/memberError","metadata":{"member":"M"}}`, []Problem{{"member", "object", "string"}},
		},
		"two fields of one object": {
			`{"type":"mx/connect/memberError","metadata":{"member":{}}}`,
			[]Problem{{"member.guid", "string", "nothing"}, {"member.connection_status", "integer from 0", "nothing"}},
		},
		"a field before what is not an object": {
			`{"type":"mx/connect/updateCredentials","metadata":{"institution":7}}`,
			[]Problem{{"member_guid", "string", "nothing"}, {"institution", "object", "number"}},
		},
		"a repeated key in front of the metadata": {
			`{"type":"mx/load","mx":true,"mx":true,"metadata":{"a":1}}`, []Problem{{"", "one value", "ambiguous: repeated key"}},
		},
		"a repeated key behind the metadata": {
			`{"type":"mx/load","metadata":{"a":1},"z":1,"z":2}`, []Problem{{"", "one value", "ambiguous: repeated key"}},
		},
		"repeated metadata": {
			`{"type":"mx/load","metadata":{"a":1},"metadata":{}}`, []Problem{{"", "one value", "ambiguous: repeated key"}},
		},
		"a repeated key of usual length": {
			`{"type":"mx/load","metadata":{"` + long + `":1,"` + long + `":2}}`, []Problem{{long, "one value", "ambiguous: repeated key"}},
		},
		"a repeated key that is longer": {
			`{"type":"mx/load","metadata":{"` + long + `k":1,"` + long + `k":2}}`, []Problem{{"", "one value", "ambiguous: repeated key"}},
		},
		"a repeated key that is odd": {
			`{"type":"mx/load","metadata":{"a b":1,"a b":2}}`, []Problem{{"", "one value", "ambiguous: repeated key"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := p.FromMessage(row.message)
			require.NoError(t, err)
			assert.Equal(t, row.want, e.Problems)
		})
	}
}

// TestLongFieldsAreWhole has a text that is longer than any room on the stack.
func TestLongFieldsAreWhole(t *testing.T) {
	long := strings.Repeat("é", 5000)
	e := read(t, parser(t, Config{}), ConnectStepChange, fmt.Sprintf(`{"previous":%q,"current":"\u00e9%s"}`, long, long))
	step, ok := As[StepChange](e)
	require.True(t, ok, e.Problems)
	assert.Equal(t, long, step.Previous)
	assert.Equal(t, "é"+long, step.Current)
}
