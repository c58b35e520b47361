package main

import (
	"bytes"
	"fmt"
	"go/constant"
	"go/types"
	"reflect"
	"slices"
	"strings"
)

const head = `// Code generated from the Go package desktop/shell; DO NOT EDIT.
// After a change there, run: go generate ./desktop/shell
`

// write returns the whole file: what the page calls, what it hears, and the
// types of both in the order of the source.
func write(s *source, m *mapping, methods, topics []member) ([]byte, error) {
	out := &bytes.Buffer{}
	out.WriteString(head)
	comment(out, "", "The methods of the Go shell that the page can call.")
	block(out, s, bound, methods, "")
	comment(out, "", "The events that the page hears, by name, and what they carry.")
	block(out, s, "Topics", topics, ": ")

	texts := map[*types.Named]string{}
	for i := 0; i < len(m.met); i++ { // a type may lead to further ones
		text, err := declare(s, m, m.met[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.met[i].Obj().Name(), err)
		}
		texts[m.met[i]] = text
	}
	slices.SortFunc(m.met, func(a, b *types.Named) int { return s.order(a.Obj(), b.Obj()) })
	for _, t := range m.met {
		comment(out, "", s.docs[t.Obj()])
		out.WriteString(texts[t])
	}
	return out.Bytes(), nil
}

func block(out *bytes.Buffer, s *source, name string, members []member, between string) {
	fmt.Fprintf(out, "export interface %s {\n", name)
	for _, member := range members {
		comment(out, "  ", s.docs[member.object])
		fmt.Fprintf(out, "  %s%s%s;\n", member.name, between, member.text)
	}
	out.WriteString("}\n")
}

// declare returns the declaration of one of the package's own types.
func declare(s *source, m *mapping, t *types.Named) (string, error) {
	name := t.Obj().Name()
	switch u := t.Underlying().(type) {
	case *types.Struct:
		fields, err := fieldsOf(m, u)
		out := &bytes.Buffer{}
		block(out, s, name, fields, "")
		return out.String(), err
	case *types.Basic:
		if values := valuesOf(s, t); len(values) > 0 {
			return union(s, name, values), nil
		}
	}
	text, err := m.script(t.Underlying())
	return fmt.Sprintf("export type %s = %s;\n", name, text), err
}

// fieldsOf returns the fields that JSON has of a struct. One that it leaves
// out when empty is optional, and never null.
func fieldsOf(m *mapping, t *types.Struct) ([]member, error) {
	var out []member
	for i := range t.NumFields() {
		field := t.Field(i)
		name, options, _ := strings.Cut(reflect.StructTag(t.Tag(i)).Get("json"), ",")
		switch {
		case !field.Exported() || name == "-":
			continue
		case field.Embedded() || name == "" || (options != "" && options != "omitempty"):
			return nil, fmt.Errorf("%s needs a plain json tag", field.Name())
		}
		text, err := m.script(field.Type())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field.Name(), err)
		}
		if options != "" {
			text = "?: " + strings.TrimSuffix(text, " | null")
		} else {
			text = ": " + text
		}
		out = append(out, member{name, field, text})
	}
	return out, nil
}

// valuesOf returns the package's string constants of a type, in the order of
// the source.
func valuesOf(s *source, t *types.Named) []*types.Const {
	var out []*types.Const
	scope := s.pkg.Types.Scope()
	for _, name := range scope.Names() {
		c, ok := scope.Lookup(name).(*types.Const)
		if ok && types.Identical(c.Type(), t) && c.Val().Kind() == constant.String {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *types.Const) int { return s.order(a, b) })
	return out
}

func union(s *source, name string, values []*types.Const) string {
	out := &bytes.Buffer{}
	fmt.Fprintf(out, "export type %s =", name)
	for _, c := range values {
		out.WriteByte('\n')
		comment(out, "  ", s.docs[c])
		fmt.Fprintf(out, "  | '%s'", constant.StringVal(c.Val()))
	}
	out.WriteString(";\n")
	return out.String()
}

// comment writes Go's documentation as TypeScript's. At the left margin it
// begins with an empty line.
func comment(out *bytes.Buffer, indent, doc string) {
	if indent == "" {
		out.WriteByte('\n')
	}
	doc = strings.ReplaceAll(strings.TrimSpace(doc), "*/", "*\\/")
	switch {
	case doc == "":
	case !strings.Contains(doc, "\n"):
		fmt.Fprintf(out, "%s/** %s */\n", indent, doc)
	default:
		lines := strings.ReplaceAll(doc, "\n", "\n"+indent+" * ")
		lines = strings.ReplaceAll(lines, " * \n", " *\n")
		fmt.Fprintf(out, "%s/**\n%s * %s\n%s */\n", indent, indent, lines, indent)
	}
}
