package docs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tags are those that the documentation builds with.
const tags = "desktop,production,webkit2_41"

// isFile is the comment above a block that is a piece of a file.
var isFile = regexp.MustCompile(`^[\w./-]+\.\w+$`)

// TestPiecesOfFilesAreAsTheyStand compares each block that has a file's name
// above it with the file.
func TestPiecesOfFilesAreAsTheyStand(t *testing.T) {
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if isFile.MatchString(b.above) {
				text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(b.above)))
				require.NoError(t, err, "%s:%d", b.page, b.line)
				assert.Contains(t, string(text), b.text, "%s:%d shows other code than %s has", b.page, b.line, b.above)
			}
		}
	}
}

// TestTheSmallestProgramIsPrintedWhole keeps the README's program one that a
// reader can copy.
func TestTheSmallestProgramIsPrintedWhole(t *testing.T) {
	const file = "examples/minimal/main.go"
	text, err := os.ReadFile(filepath.Join(root, file))
	require.NoError(t, err)
	for _, b := range readPage(t, filepath.Join(root, "README.md")).blocks {
		if b.above == file {
			require.Equal(t, string(text), b.text)
			return
		}
	}
	require.Fail(t, "the README does not print "+file)
}

// TestGoCompilesAsPrinted checks every block of Go that is not a piece of a file:
// a whole file when it begins with its package, else declarations or the body
// of a function. The comment above it declares what it leaves out.
func TestGoCompilesAsPrinted(t *testing.T) {
	printed := printedCode(t)
	require.NotEmpty(t, printed)
	exported := exports(t, printed)
	for _, c := range printed {
		assert.NoError(t, c.check(exported), "%s:%d does not compile", c.page, c.line)
	}
}

func TestCodeThatDoesNotCompileIsFound(t *testing.T) {
	paths := importPaths(readSource(t))
	exported := exports(t, []code{{imports: []string{"os", paths["session"], paths["provider"]}}})
	for name, row := range map[string]struct {
		above, text string
		ok          bool
	}{
		"a whole file":                     {"", "package main\n\nimport \"os\"\n\nfunc main() { os.Exit(0) }", true},
		"a file with a useless import":     {"", "package main\n\nimport \"os\"\n\nfunc main() {}", false},
		"a piece of a function":            {"go\nvar b session.Config", "s, err := session.New(b)\nif err != nil {\n\treturn err\n}", true},
		"a variable with a package's name": {"go\nvar session func()", "session()", true},
		"a name that nothing declares":     {"", "session.New(cfg)", false},
		"a field that a type lacks":        {"", "_ = session.Config{Dialect: 1}", false},
		"declarations":                     {"go\ntype listener struct{}", "func (listener) Outcome(o session.Outcome) {}", true},
		"a type that does not fit":         {"", "var _ provider.Provider = session.Config{}", false},
		"neither of the three":             {"", "if {", false},
		"what is declared does not parse":  {"go\nvar", "return nil", false},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := parseCode(block{page: "x.md", above: row.above, text: row.text}, paths)
			if err == nil {
				err = c.check(exported)
			}
			assert.Equal(t, row.ok, err == nil, "%v", err)
		})
	}
}

// code is a block of Go with what it takes to check it.
type code struct {
	block
	files   []*ast.File
	set     *token.FileSet
	whole   bool // it is a whole file: nothing in it may be unused
	imports []string
}

func printedCode(t *testing.T) (found []code) {
	t.Helper()
	paths := importPaths(readSource(t))
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if b.language != "go" || isFile.MatchString(b.above) {
				continue
			}
			c, err := parseCode(b, paths)
			require.NoError(t, err, "%s:%d", b.page, b.line)
			found = append(found, c)
		}
	}
	return found
}

// parseCode reads a block in the shape that fits.
func parseCode(b block, paths map[string]string) (code, error) {
	c := code{block: b, set: token.NewFileSet()}
	if f, err := c.parse("block.go", b.text); err == nil {
		c.whole, c.files = true, []*ast.File{f}
		for _, i := range f.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			c.imports = append(c.imports, path)
		}
		return c, nil
	}
	given, _ := strings.CutPrefix(b.above, "go\n")
	inner, err := c.parse("block.go", "package p\n"+b.text)
	if err != nil {
		inner, err = c.parse("block.go", "package p\nfunc _() error {\n"+b.text+"\n}")
	}
	if err != nil {
		return c, err
	}
	finish(inner)
	declared, err := c.parse("given.go", "package p\n"+given)
	if err != nil {
		return c, err
	}
	c.files = []*ast.File{inner, declared}
	taken := declaredIn(c.files)
	for _, f := range c.files {
		c.imports = append(c.imports, addImports(f, paths, taken)...)
	}
	return c, nil
}

func (c code) parse(name, text string) (*ast.File, error) {
	return parser.ParseFile(c.set, name, text, parser.SkipObjectResolution)
}

// finish lets the function around a piece return nothing in particular.
func finish(f *ast.File) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == "_" {
			fn.Body.List = append(fn.Body.List, &ast.ReturnStmt{Results: []ast.Expr{ast.NewIdent("nil")}})
		}
	}
}

// declaredIn are the names of the variables that files declare.
func declaredIn(files []*ast.File) names {
	found := names{}
	for _, f := range files {
		for _, d := range f.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				if v, ok := n.(*ast.ValueSpec); ok {
					for _, name := range v.Names {
						found[name.Name] = true
					}
				}
				return true
			})
		}
	}
	return found
}

// addImports imports the packages whose names stand before a point.
func addImports(f *ast.File, paths map[string]string, taken names) []string {
	used := names{}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && paths[x.Name] != "" && !taken[x.Name] {
				used[paths[x.Name]] = true
			}
		}
		return true
	})
	var found []string
	for path := range used {
		found = append(found, path)
	}
	slices.Sort(found)
	specs := make([]ast.Spec, 0, len(found))
	for _, path := range found {
		spec := &ast.ImportSpec{Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(path)}}
		specs = append(specs, spec)
		f.Imports = append(f.Imports, spec)
	}
	if len(specs) > 0 {
		f.Decls = append([]ast.Decl{&ast.GenDecl{Tok: token.IMPORT, Lparen: 1, Specs: specs}}, f.Decls...)
	}
	return found
}

// importPaths are the packages that a piece may name: ours that others can
// import, and those of the standard library that the pages need.
func importPaths(s *source) map[string]string {
	found := map[string]string{}
	for name, folders := range s.packages {
		for _, folder := range folders {
			if name != "main" && !strings.Contains(folder, "internal") && s.declared[folder] != nil {
				found[name] = module + "/" + folder
			}
		}
	}
	for _, p := range []string{"context", "errors", "fmt", "log", "log/slog", "net/http", "os", "testing", "time", "crypto/rand", "encoding/json"} {
		found[path.Base(p)] = p
	}
	return found
}

// exports builds the packages that the code imports and returns where their
// export data is.
func exports(t *testing.T, printed []code) map[string]string {
	t.Helper()
	args := []string{"list", "-export", "-deps", "-tags", tags, "-json=ImportPath,Export", "unsafe"}
	for _, c := range printed {
		args = append(args, c.imports...)
	}
	cmd := exec.Command("go", args...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	require.NoError(t, err, complaint.String())
	found := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return found
		}
		require.NoError(t, err)
		found[p.ImportPath] = p.Export
	}
}

// check checks the types. What a piece does not use is no mistake: the rest of
// its program may.
func (c code) check(exported map[string]string) error {
	var found error
	open := func(path string) (io.ReadCloser, error) { return os.Open(exported[path]) }
	config := types.Config{
		Importer: importer.ForCompiler(c.set, "gc", open), Sizes: types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			if e := (types.Error{}); !c.whole && errors.As(err, &e) && e.Soft {
				return
			}
			found = errors.Join(found, err)
		},
	}
	_, _ = config.Check("p", c.set, c.files, nil)
	return found
}
