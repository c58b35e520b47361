package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"
)

// member is one method that the page can call, or one event that it hears.
type member struct {
	name   string
	object types.Object // whose documentation is the member's; nil for none
	text   string       // what follows the name
}

// bound is the type whose methods the page can call.
const bound = "Shell"

// methods returns the exported methods of Shell, in the order of the source.
// One that takes a context is for Go: a page has none.
func (s *source) methods(m *mapping) ([]member, error) {
	shell, ok := s.pkg.Types.Scope().Lookup(bound).(*types.TypeName)
	if !ok {
		return nil, fmt.Errorf("%s has no type %s", s.pkg.PkgPath, bound)
	}
	var out []member
	set := types.NewMethodSet(types.NewPointer(shell.Type()))
	for i := range set.Len() {
		f := set.At(i).Obj().(*types.Func)
		if !f.Exported() || takesContext(f.Signature()) {
			continue
		}
		text, err := m.signature(f.Signature())
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", bound, f.Name(), err)
		}
		out = append(out, member{f.Name(), f, text})
	}
	slices.SortFunc(out, func(a, b member) int { return s.order(a.object, b.object) })
	return out, nil
}

func takesContext(f *types.Signature) bool {
	for p := range f.Params().Variables() {
		if types.TypeString(p.Type(), nil) == "context.Context" {
			return true
		}
	}
	return false
}

// topicPrefix is what the names of the constants begin with that name events.
const topicPrefix = "topic"

// topics returns the events with what they carry: what the package hands to a
// call together with the event's name.
func (s *source) topics(m *mapping) ([]member, error) {
	var out []member
	var failed error
	inspect := func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return true
		}
		topic := s.topic(call.Args[0])
		if topic == nil {
			return true
		}
		name := constant.StringVal(topic.Val())
		text, err := m.script(s.pkg.TypesInfo.TypeOf(call.Args[1]))
		i := slices.IndexFunc(out, func(t member) bool { return t.name == name })
		switch {
		case err != nil:
			failed = fmt.Errorf("event %s: %w", name, err)
		case i < 0:
			out = append(out, member{name, topic, text})
		case out[i].text != text:
			failed = fmt.Errorf("event %s carries %s and %s", name, out[i].text, text)
		}
		return true
	}
	for _, file := range s.pkg.Syntax {
		ast.Inspect(file, inspect)
	}
	if failed == nil && len(out) == 0 {
		failed = errors.New("no call hands over an event: their names are constants that begin with " + topicPrefix)
	}
	slices.SortFunc(out, func(a, b member) int { return s.order(a.object, b.object) })
	return out, failed
}

// topic returns the constant that an expression names, if it names an event.
func (s *source) topic(e ast.Expr) *types.Const {
	id, ok := e.(*ast.Ident)
	if !ok || !strings.HasPrefix(id.Name, topicPrefix) {
		return nil
	}
	c, _ := s.pkg.TypesInfo.Uses[id].(*types.Const)
	return c
}
