package event

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/uri"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyExample calls f with each example in each of its dialects, and with
// its row.
func everyExample(t *testing.T, f func(t *testing.T, p *Parser, spec *Spec, metadata string)) {
	for _, ex := range load[example](t, "examples.json") {
		for _, name := range ex.Dialects {
			t.Run(name+" "+string(ex.Name), func(t *testing.T) {
				p := parser(t, Config{Dialect: dialectOf(t, name)})
				spec := p.row(string(ex.Name))
				require.NotNil(t, spec)
				f(t, p, spec.Spec, string(ex.Metadata))
			})
		}
	}
}

func read(t *testing.T, p *Parser, name Name, metadata string) Event {
	t.Helper()
	e, err := p.FromMessage(objectOf("mx/", name, metadata))
	require.NoError(t, err)
	return e
}

func TestEveryRowHasAnExample(t *testing.T) {
	examples := load[example](t, "examples.json")
	for _, spec := range specs {
		for _, d := range spec.Dialects {
			assert.True(t, slices.ContainsFunc(examples, func(ex example) bool {
				return ex.Name == spec.Name && slices.Contains(ex.Dialects, d.String())
			}), "%s of %s", spec.Name, d)
		}
	}
}

func TestNamesAndAliasesAreUniqueInADialect(t *testing.T) {
	for d := MX; d <= Custom; d++ {
		seen := map[string]bool{}
		for _, spec := range specs {
			if !slices.Contains(spec.Dialects, d) {
				continue
			}
			assert.NotEmpty(t, spec.When)
			for _, name := range append([]string{string(spec.Name)}, spec.Aliases...) {
				if name == "connect/submitMfa" { // differs from its canonical name in case only
					continue
				}
				assert.False(t, seen[uri.Lower(name)], "%s of %s", name, d)
				seen[uri.Lower(name)] = true
			}
		}
	}
}

func TestOnlyMemberConnectedIsTerminal(t *testing.T) {
	var terminal []Name
	for _, spec := range specs {
		if spec.Terminal {
			terminal = append(terminal, spec.Name)
		}
	}
	assert.Equal(t, []Name{ConnectMemberConnected, ConnectMemberConnected}, terminal)
}

func TestCatalogueIsACopy(t *testing.T) {
	rows := Catalogue()
	require.Len(t, rows, len(specs))
	for i := range rows {
		for j := range rows[i].Fields {
			rows[i].Fields[j].Path = "changed"
		}
		for j := range rows[i].Aliases {
			rows[i].Aliases[j] = "changed"
		}
	}
	for _, spec := range specs {
		for _, f := range spec.Fields {
			assert.NotEqual(t, "changed", f.Path)
		}
		assert.NotContains(t, spec.Aliases, "changed")
	}
}

func TestExampleIsTypedAndKept(t *testing.T) {
	everyExample(t, func(t *testing.T, p *Parser, spec *Spec, metadata string) {
		e := read(t, p, spec.Name, metadata)
		assert.Equal(t, spec.Name, e.Name)
		assert.True(t, e.Known)
		assert.Empty(t, e.Problems)
		assert.Equal(t, spec.Terminal, e.Terminal)
		assert.JSONEq(t, metadata, e.Metadata)
		require.NotNil(t, e.Payload())
		assert.NoError(t, asError(e))
	})
}

// asError keeps a nil *fault.Error from becoming an error that is not nil.
func asError(e Event) error {
	if err := e.Err(); err != nil {
		return err
	}
	return nil
}

func TestWrapperFieldsAreReadWhenTheyAreThere(t *testing.T) {
	p := parser(t, Config{})
	e := read(t, p, ConnectLoaded, `{"initial_step":"search","user_guid":"USR-1","session_guid":"SES-1"}`)
	loaded, ok := As[Loaded](e)
	require.True(t, ok)
	assert.Equal(t, Loaded{Wrapper{"USR-1", "SES-1"}, "search"}, loaded)
}

// TestEachFieldCounts takes each field away, makes it null, and gives it each
// other type: the event must then say so, and be neither typed nor terminal.
func TestEachFieldCounts(t *testing.T) {
	everyExample(t, func(t *testing.T, p *Parser, spec *Spec, metadata string) {
		for _, f := range spec.Fields {
			for _, change := range []string{"", "null", "true", "7", `"x"`, "[]", "{}"} {
				e := read(t, p, spec.Name, with(t, metadata, f.Path, change))
				fits := fitting(f, change)
				assert.Equal(t, fits, e.Valid(), "%s = %q: %v", f.Path, change, e.Problems)
				assert.Equal(t, fits, e.Payload() != nil)
				assert.Equal(t, fits && spec.Terminal, e.Terminal)
				assert.True(t, e.Known)
			}
		}
	})
}

func fitting(f Field, change string) bool {
	switch change {
	case "", "null":
		return f.Optional
	case "true":
		return f.Type == TypeBoolean
	case "7":
		return f.Type == TypeInteger || f.Type == TypeNumber || f.Type == TypeStringOrNumber
	case `"x"`:
		return f.Type == TypeString || f.Type == TypeStringOrNumber
	}
	return false
}

// with returns metadata with the field at a dotted path changed; an empty
// change takes it away.
func with(t *testing.T, metadata, path, change string) string {
	t.Helper()
	var fields map[string]any
	require.NoError(t, json.Unmarshal([]byte(metadata), &fields))
	at := fields
	for {
		key, rest, nested := strings.Cut(path, ".")
		if !nested {
			if delete(at, key); change != "" {
				at[key] = json.RawMessage(change)
			}
			break
		}
		at, path = at[key].(map[string]any), rest
	}
	out, err := json.Marshal(fields)
	require.NoError(t, err)
	return string(out)
}

func TestProblems(t *testing.T) {
	type row struct{ Name, Type, Metadata, Problem string }
	p := parser(t, Config{})
	for _, r := range load[row](t, "problems.json") {
		t.Run(r.Name, func(t *testing.T) {
			for form, read := range map[string]func() (Event, error){
				"object": func() (Event, error) { return p.FromMessage(objectOf("mx/", Name(r.Type), r.Metadata)) },
				"text": func() (Event, error) {
					return p.FromMessage(textOf(objectOf("mx/", Name(r.Type), r.Metadata)))
				},
				"url": func() (Event, error) { return p.FromURL(urlOf("mx", Name(r.Type), r.Metadata)) },
			} {
				e, err := read()
				require.NoError(t, err, form)
				require.NotEmpty(t, e.Problems, form)
				got := e.Problems[0]
				assert.Equal(t, r.Problem, got.Field+": "+got.Want+": "+got.Got, form)
				assert.True(t, e.Known, form)
				assert.False(t, e.Terminal, form)
				assert.Nil(t, e.Payload(), form)
				if r.Metadata == "null" {
					assert.Equal(t, "{}", e.Metadata, form)
				} else {
					assert.Equal(t, r.Metadata, e.Metadata, form)
				}
				assert.Equal(t, "event_invalid", string(fault.CodeOf(e.Err())), form)
			}
		})
	}
}

func TestInvalidDataInEveryShape(t *testing.T) {
	p := parser(t, Config{})
	for name, metadata := range map[string]string{
		"nested, number": `{"member":{"guid":"MBR-1","code":1000}}`,
		"flat, number":   `{"member_guid":"MBR-1","code":1000.0}`,
		"flat, text":     `{"member_guid":"MBR-1","code":"1000"}`,
		"mixed":          `{"member":{"guid":"MBR-1"},"code":1e3}`,
	} {
		t.Run(name, func(t *testing.T) {
			data, ok := As[InvalidData](read(t, p, ConnectInvalidData, metadata))
			require.True(t, ok)
			assert.Equal(t, InvalidData{MemberGUID: "MBR-1", Code: "1000"}, data)
		})
	}
	data, _ := As[InvalidData](read(t, p, ConnectInvalidData, `{"member_guid":"MBR-1","code":1.5}`))
	assert.Equal(t, "1.5", data.Code)
}

func TestStatusIsTakenHoweverItIsWritten(t *testing.T) {
	p := parser(t, Config{})
	for number, want := range map[string]int{"0": 0, "0.0": 0, "-0": 0, "9": 9, "2147483647": 1<<31 - 1, "-1": -1, "0.5": -1, "2147483648": -1, "1e999": -1} {
		e := read(t, p, ConnectMemberStatusUpdate, `{"member_guid":"MBR-1","connection_status":`+number+`}`)
		status, ok := As[MemberStatusUpdate](e)
		require.Equal(t, want >= 0, ok, number)
		require.Equal(t, max(want, 0), status.ConnectionStatus, number)
	}
	for _, number := range []string{"6", "6.0", "6e0", "60E-1", "0.6e+1"} {
		status, ok := As[MemberStatusUpdate](read(t, p, ConnectMemberStatusUpdate, `{"member_guid":"MBR-1","connection_status":`+number+`}`))
		require.True(t, ok, number)
		assert.Equal(t, 6, status.ConnectionStatus, number)
	}
}
