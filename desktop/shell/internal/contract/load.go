package main

import (
	"cmp"
	"errors"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/packages"
)

// source is a Go package with its types and comments.
type source struct {
	pkg  *packages.Package
	docs map[types.Object]string
}

func load(dir string) (*source, error) {
	found, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: dir}, ".")
	if err != nil {
		return nil, err
	}
	var all []error
	for _, pkg := range found {
		for _, e := range pkg.Errors {
			all = append(all, e)
		}
	}
	if len(all) > 0 {
		return nil, errors.Join(all...)
	}
	s := &source{pkg: found[0], docs: map[types.Object]string{}}
	for _, file := range s.pkg.Syntax {
		ast.Inspect(file, s.document)
	}
	return s, nil
}

// order compares two declarations by their place in the source. Files are
// read at the same time, so a position alone says nothing of their order.
func (s *source) order(a, b types.Object) int {
	x, y := s.pkg.Fset.Position(a.Pos()), s.pkg.Fset.Position(b.Pos())
	return cmp.Or(cmp.Compare(x.Filename, y.Filename), cmp.Compare(x.Offset, y.Offset))
}

// document keeps the comments of what a node declares.
func (s *source) document(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		s.keep(n.Doc, n.Name)
		return false
	case *ast.GenDecl:
		if len(n.Specs) == 1 {
			if t, ok := n.Specs[0].(*ast.TypeSpec); ok {
				s.keep(n.Doc, t.Name)
			}
		}
	case *ast.TypeSpec:
		s.keep(n.Doc, n.Name)
	case *ast.ValueSpec:
		s.keep(either(n.Doc, n.Comment), n.Names...)
	case *ast.Field:
		s.keep(either(n.Doc, n.Comment), n.Names...)
	}
	return true
}

func either(above, behind *ast.CommentGroup) *ast.CommentGroup {
	if above != nil {
		return above
	}
	return behind
}

func (s *source) keep(doc *ast.CommentGroup, names ...*ast.Ident) {
	if doc == nil {
		return
	}
	for _, name := range names {
		if o := s.pkg.TypesInfo.Defs[name]; o != nil {
			s.docs[o] = doc.Text()
		}
	}
}
