package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/connecthost/connecthost"

// names are declared names.
type names map[string]bool

// source is what the repository's Go files declare, whatever system or build
// they are for.
type source struct {
	packages map[string][]string // folders with packages of a name
	declared map[string]names    // in a folder
	inFile   map[string]names    // in a file
	members  map[string]names    // fields and methods of folder.Type, and "embeds Type"
	homes    map[string][]string // folders with a type of a name
	known    names               // every declared name
	imports  map[string]names    // of a folder, tests left out, from the root
	words    names               // with underscores, in strings: codes and names of JSON
}

// readSource reads all Go files. Test files count, except for imports.
func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{
		packages: map[string][]string{}, declared: map[string]names{}, inFile: map[string]names{},
		members: map[string]names{}, homes: map[string][]string{}, known: names{}, imports: map[string]names{}, words: names{},
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (slices.Contains([]string{"node_modules", "testdata", "build"}, d.Name()) || strings.HasPrefix(d.Name(), ".") && path != root) {
			return fs.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ".go") {
			return s.read(path)
		}
		return nil
	})
	require.NoError(t, err)
	return s
}

func (s *source) read(file string) error {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	path, err := filepath.Rel(root, file)
	if err != nil {
		return err
	}
	path = filepath.ToSlash(path)
	folder := filepath.ToSlash(filepath.Dir(path))
	name := strings.TrimSuffix(f.Name.Name, "_test")
	if !slices.Contains(s.packages[name], folder) {
		s.packages[name] = append(s.packages[name], folder)
	}
	s.inFile[path] = names{}
	r := reader{s, folder, path}
	for _, d := range f.Decls {
		r.declaration(d)
	}
	if !strings.HasSuffix(path, "_test.go") {
		s.addImports(folder, f)
		s.addWords(f)
	}
	return nil
}

func (s *source) addImports(folder string, f *ast.File) {
	if s.imports[folder] == nil {
		s.imports[folder] = names{}
	}
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		if inner, ours := strings.CutPrefix(path, module+"/"); ours {
			put(s.imports, folder, inner)
		}
	}
}

var wordInString = regexp.MustCompile(`[a-z0-9]+(_[a-z0-9]+)+`)

func (s *source) addWords(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			for _, word := range wordInString.FindAllString(lit.Value, -1) {
				s.words[word] = true
			}
		}
		return true
	})
}

func put(in map[string]names, key, name string) {
	if in[key] == nil {
		in[key] = names{}
	}
	in[key][name] = true
}

// reader takes the declarations of a file.
type reader struct {
	*source
	folder, path string
}

// add notes a declared name: Type.Member for fields and methods.
func (r reader) add(name string) {
	put(r.declared, r.folder, name)
	r.inFile[r.path][name] = true
	of, member, ok := strings.Cut(name, ".")
	if ok {
		put(r.members, r.folder+"."+of, member)
		name = member
	}
	r.known[name] = true
}

func (r reader) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			r.add(d.Name.Name)
			return
		}
		r.add(typeName(d.Recv.List[0].Type) + "." + d.Name.Name)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			r.spec(spec)
		}
	}
}

func (r reader) spec(spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		r.add(spec.Name.Name)
		r.homes[spec.Name.Name] = append(r.homes[spec.Name.Name], r.folder)
		r.fields(spec.Name.Name, spec.Type)
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			r.add(n.Name)
		}
	}
}

// fields takes the fields of a struct, the methods of an interface, and what
// both embed or are made of.
func (r reader) fields(of string, t ast.Expr) {
	ast.Inspect(t, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			for _, name := range n.Names {
				r.add(of + "." + name.Name)
			}
			if name := typeName(n.Type); len(n.Names) == 0 && name != "" {
				r.add(of + "." + name)
				put(r.members, r.folder+"."+of, "embeds "+name)
			}
		case *ast.FuncType:
			return false // parameters have names, too
		}
		return true
	})
	if name := typeName(t); name != "" {
		put(r.members, r.folder+"."+of, "embeds "+name) // an alias, or made of another type
	}
}

// typeName is the name of a named type, without its package.
func typeName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.StarExpr:
		return typeName(t.X)
	case *ast.IndexExpr:
		return typeName(t.X)
	}
	return ""
}

// hasMember reports whether a type of this name, in one of the folders or
// anywhere, has a member of its own or of what it embeds.
func (s *source) hasMember(of, member string, folders ...string) bool {
	if len(folders) == 0 {
		folders = s.homes[of]
	}
	return slices.ContainsFunc(folders, func(f string) bool { return s.member(f+"."+of, member, names{}) })
}

func (s *source) member(of, member string, seen names) bool {
	if seen[of] {
		return false
	}
	seen[of] = true
	if s.members[of][member] {
		return true
	}
	for name := range s.members[of] {
		inner, ok := strings.CutPrefix(name, "embeds ")
		if ok && slices.ContainsFunc(s.homes[inner], func(f string) bool { return s.member(f+"."+inner, member, seen) }) {
			return true
		}
	}
	return false
}
