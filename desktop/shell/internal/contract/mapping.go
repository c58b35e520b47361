package main

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// mapping turns Go types into the TypeScript of their JSON, and keeps the
// package's own types that it meets on the way.
type mapping struct {
	source *source
	met    []*types.Named
}

// script returns the TypeScript for a Go type. A slice, a map and a pointer
// can be nil, which JSON writes as null.
func (m *mapping) script(t types.Type) (string, error) {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return m.named(t)
	case *types.Basic:
		return basic(t)
	case *types.Pointer:
		return m.orNull(t.Elem(), "%s | null")
	case *types.Slice:
		return m.orNull(t.Elem(), "%s[] | null")
	case *types.Map:
		if key, ok := t.Key().Underlying().(*types.Basic); ok && key.Info()&types.IsString != 0 {
			return m.orNull(t.Elem(), "Record<string, %s> | null")
		}
	case *types.Interface:
		if t.Empty() {
			return "unknown", nil
		}
	}
	return "", fmt.Errorf("%s has no TypeScript form", t)
}

// orNull puts the TypeScript of an element into a form that can be null.
func (m *mapping) orNull(element types.Type, form string) (string, error) {
	text, err := m.script(element)
	if strings.Contains(text, " | ") && strings.HasPrefix(form, "%s[]") {
		text = "(" + text + ")"
	}
	return strings.Replace(fmt.Sprintf(form, text), "| null | null", "| null", 1), err
}

// named returns the name of one of the package's own types, and what a type of
// another package consists of: its meaning is that package's affair.
func (m *mapping) named(t *types.Named) (string, error) {
	switch {
	case types.TypeString(t, nil) == "encoding/json.RawMessage":
		return "unknown", nil
	case writesItself(t):
		return "", fmt.Errorf("%s decides itself what it is in JSON", t)
	case t.Obj().Pkg() == m.source.pkg.Types:
		if !slices.Contains(m.met, t) {
			m.met = append(m.met, t)
		}
		return t.Obj().Name(), nil
	}
	if b, ok := t.Underlying().(*types.Basic); ok {
		return basic(b)
	}
	return "", fmt.Errorf("%s is of another package", t)
}

func writesItself(t *types.Named) bool {
	set := types.NewMethodSet(types.NewPointer(t))
	return set.Lookup(nil, "MarshalJSON") != nil || set.Lookup(nil, "MarshalText") != nil
}

func basic(t *types.Basic) (string, error) {
	switch {
	case t.Info()&types.IsString != 0:
		return "string", nil
	case t.Info()&types.IsBoolean != 0:
		return "boolean", nil
	case t.Info()&(types.IsInteger|types.IsFloat) != 0:
		return "number", nil
	}
	return "", fmt.Errorf("%s has no TypeScript form", t)
}

// signature returns the parameters and the promise of a bound method. An
// error rejects the promise.
func (m *mapping) signature(f *types.Signature) (string, error) {
	var params []string
	for p := range f.Params().Variables() {
		text, err := m.script(p.Type())
		if err != nil {
			return "", err
		}
		params = append(params, p.Name()+": "+text)
	}
	results := slices.Collect(f.Results().Variables())
	if n := len(results); n > 0 && types.TypeString(results[n-1].Type(), nil) == "error" {
		results = results[:n-1]
	}
	result := "void"
	switch len(results) {
	case 0:
	case 1:
		var err error
		if result, err = m.script(results[0].Type()); err != nil {
			return "", err
		}
	default:
		return "", fmt.Errorf("it has %d results", len(results))
	}
	return "(" + strings.Join(params, ", ") + "): Promise<" + result + ">", nil
}
