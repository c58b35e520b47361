package rest

import (
	"bytes"
	"encoding/json"
	"strings"
)

// mostMisfits is how many rounds of misfits one object may take; an object
// with more of them is another thing than the one that was asked for.
const mostMisfits = 64

// misfit is where a value does not fit its field: the names that lead to it
// and the kind of JSON that it is. encoding/json leaves out the elements of
// lists, and names embedded structs, of which the JSON knows nothing.
type misfit struct {
	path []string
	kind string
}

// misfitOf reads what encoding/json says. Value is the kind, followed by the
// literal when that is a number.
func misfitOf(m *json.UnmarshalTypeError) misfit {
	kind, _, _ := strings.Cut(m.Value, " ")
	return misfit{strings.Split(m.Field, "."), kind}
}

// without returns the JSON without the values that m names, and false when it
// has none. They have to go, and not only to be passed over: encoding/json
// makes the pointer before it sees that the value does not fit, and what is
// unknown would read as zero.
func without(raw json.RawMessage, m misfit) (json.RawMessage, bool) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber() // keep what does fit as it is written
	var value any
	if decoder.Decode(&value) != nil {
		return nil, false
	}
	value, _, found := m.prune(value, m.path)
	if !found {
		return nil, false
	}
	pruned, err := json.Marshal(value)
	return pruned, err == nil
}

// prune removes what fits m below value. keep is false when value itself is to
// go.
func (m misfit) prune(value any, path []string) (pruned any, keep, found bool) {
	switch v := value.(type) {
	case []any:
		if len(path) == 0 && m.kind == "array" {
			return nil, false, true
		}
		kept := v[:0]
		for _, item := range v {
			item, keep, hit := m.prune(item, path)
			found = found || hit
			if keep {
				kept = append(kept, item)
			}
		}
		return kept, true, found
	case map[string]any:
		if len(path) == 0 {
			return value, m.kind != "object", m.kind == "object"
		}
		for name, item := range v {
			if !strings.EqualFold(name, path[0]) { // as encoding/json finds fields
				continue
			}
			item, keep, hit := m.prune(item, path[1:])
			found = found || hit
			if v[name] = item; !keep {
				delete(v, name)
			}
		}
		if !found && len(path) > 1 { // the name of an embedded struct
			return m.prune(v, path[1:])
		}
		return v, true, found
	}
	hit := len(path) == 0 && kindOf(value) == m.kind
	return value, !hit, hit
}

// kindOf names the kind of a scalar as encoding/json does.
func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case bool:
		return "bool"
	case json.Number:
		return "number"
	}
	return "null"
}
