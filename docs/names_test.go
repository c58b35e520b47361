package docs_test

import (
	"go/ast"
	"go/parser"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestEveryNameExists looks up each piece of code in the prose that names
// something of this repository: a path, what a file declares, an identifier of
// Go, a code of an error, a target of make.
func TestEveryNameExists(t *testing.T) {
	l := lookup{readSource(t), targets(t), ""}
	for _, p := range pages(t) {
		l.beside = path.Dir(p.path)
		for _, s := range p.spans() {
			assert.Empty(t, l.missing(s), "%s says `%s`", p.path, s)
		}
	}
}

func TestALookupFindsWhatIsMissing(t *testing.T) {
	l := lookup{readSource(t), targets(t), "docs"}
	for name, row := range map[string]struct {
		span    string
		missing bool
	}{
		"a file":                        {"core/session/session.go", false},
		"a file that is gone":           {"core/session/machine.go", true},
		"a folder":                      {"core/session/", false},
		"a folder that is gone":         {"core/machine", true},
		"a method in its file":          {"core/session/session.go:Session.Step", false},
		"a method in another file":      {"core/session/session.go:turn.navigate", true},
		"a function in C":               {"desktop/host/policy_linux.c:decide_navigation", false},
		"a function that C lacks":       {"desktop/host/policy_linux.c:decide_nothing", true},
		"a function in JavaScript":      {"bridge/page/script.js:receive", false},
		"a function JavaScript lacks":   {"bridge/page/script.js:ignore", true},
		"a type of a package":           {"session.Config", false},
		"a type that a package lacks":   {"session.Machinery", true},
		"a field":                       {"session.Config.PinScheme", false},
		"a field that a type lacks":     {"session.Config.Dialect", true},
		"a method of an embedded type":  {"journey.Member.GUID", false},
		"a field of a type alone":       {"Config.PinScheme", false},
		"a field no type has":           {"Config.Dialects", true},
		"a literal":                     {"session.Return{Bases, Nonce}", false},
		"a literal with another field":  {"session.Return{URL: base}", true},
		"a call":                        {"link.App(base, links)", false},
		"a call of nothing":             {"link.Browser(base)", true},
		"a name alone":                  {"EndOnFirstMember", false},
		"a name that nothing has":       {"EndOnThirdMember", true},
		"a name of the standard":        {"http.Server.Shutdown", false},
		"a target of make":              {"make demo JOURNEY=oauth-killed", false},
		"a target that there is not":    {"make everything", true},
		"what is not a name":            {"Accept: application/json", false},
		"a member of JSON":              {"return.base", false},
		"a code":                        {"widget_url_invalid", false},
		"a code that is gone":           {"widget_url_invalidated", true},
		"an event":                      {"connect/memberConnected", false},
		"a status of a vendor's":        {"SCA_REQUIRED", false},
		"an address":                    {"com.example.app://oauth_complete", false},
		"a variable of the environment": {"MX_BASE_URL", false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, row.missing, l.missing(row.span) != "", l.missing(row.span)) })
	}
}

// lookup looks names up.
type lookup struct {
	*source
	targets names  // of make
	beside  string // the folder of the page: paths may begin there, too
}

var (
	isPath     = regexp.MustCompile(`^(core|bridge|desktop|mobile|frontend|examples|scripts|docs)(/[\w.@-]+)*/?$`)
	isPlace    = regexp.MustCompile(`^((?:core|bridge|desktop|mobile|frontend|examples|scripts|docs)/[\w./-]+\.\w+):(.+)$`)
	isMake     = regexp.MustCompile(`^make ([a-z-]+)`)
	isWord     = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)+$`)
	isExported = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$`)
)

// missing is what a piece of code names and there is not; "" when all is there.
func (l lookup) missing(code string) string {
	if place := isPlace.FindStringSubmatch(code); place != nil {
		return l.missingIn(place[1], place[2])
	}
	if isPath.MatchString(code) {
		return l.missingFile(code)
	}
	if m := isMake.FindStringSubmatch(code); m != nil {
		if !l.targets[m[1]] {
			return "make has no target " + m[1]
		}
		return ""
	}
	if isWord.MatchString(code) && !l.words[code] && !foreign[code] {
		return "no string has " + code
	}
	return l.missingGo(code)
}

func (l lookup) missingFile(path string) string {
	for _, from := range []string{"", l.beside} {
		if _, err := os.Stat(filepath.Join(root, from, filepath.FromSlash(path))); err == nil {
			return ""
		}
	}
	return "there is no " + path
}

// missingIn looks for what a file declares.
func (l lookup) missingIn(file, name string) string {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	switch {
	case err != nil:
		return "there is no " + file
	case strings.HasSuffix(file, ".go"):
		if l.inFile[file][name] {
			return ""
		}
	case strings.Contains(string(text), "'"+name+"'"): // a test of JavaScript
		return ""
	case regexp.MustCompile(`(?m)^[\w\t ][^;\n]*\b` + regexp.QuoteMeta(name) + `\(.*\{`).Match(text): // a function
		return ""
	}
	return file + " does not declare " + name
}

// missingGo looks for the names in a piece of Go.
func (l lookup) missingGo(code string) (what string) {
	expression, err := parser.ParseExpr(strings.ReplaceAll(code, "…", ""))
	if err != nil {
		return ""
	}
	if name, ok := expression.(*ast.Ident); ok {
		if isExported.MatchString(name.Name) && !l.known[name.Name] && !foreign[name.Name] {
			return "nothing is called " + name.Name
		}
		return ""
	}
	ast.Inspect(expression, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			what += l.missingFields(n)
		case *ast.SelectorExpr:
			what += l.missingSelector(chain(n))
			return false
		}
		return true
	})
	return what
}

// missingFields looks for the fields of a literal.
func (l lookup) missingFields(lit *ast.CompositeLit) (what string) {
	of := typeName(lit.Type)
	for _, e := range lit.Elts {
		field := e
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			field = pair.Key
		}
		if name, ok := field.(*ast.Ident); ok && of != "" && !l.hasMember(of, name.Name) {
			what += of + " has no field " + name.Name
		}
	}
	return what
}

// chain is a.b.c in its parts; nil when it is another thing, such as a call's
// result.
func chain(s *ast.SelectorExpr) []string {
	switch x := s.X.(type) {
	case *ast.Ident:
		return []string{x.Name, s.Sel.Name}
	case *ast.SelectorExpr:
		if before := chain(x); before != nil {
			return append(before, s.Sel.Name)
		}
	}
	return nil
}

// missingSelector looks for package.Name, package.Type.Member and Type.Member.
func (l lookup) missingSelector(parts []string) string {
	if len(parts) < 2 || foreign[parts[0]] || !ast.IsExported(parts[1]) {
		return ""
	}
	folders := l.packages[parts[0]]
	if folders != nil {
		if !slices.ContainsFunc(folders, func(f string) bool { return l.declared[f][parts[1]] }) {
			return "package " + parts[0] + " has no " + parts[1]
		}
		parts = parts[1:]
	}
	if len(parts) == 2 && ast.IsExported(parts[0]) && !l.hasMember(parts[0], parts[1], folders...) {
		return parts[0] + " has no " + parts[1]
	}
	return ""
}

// foreign are names of others. Read-only.
var foreign = names{"http": true, "mac": true, "Host": true, "String": true, "Info": true, "CFBundleURLTypes": true}

// targets are those of the Makefile.
func targets(t *testing.T) names {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "Makefile"))
	assert.NoError(t, err)
	found := names{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(string(text), -1) {
		found[m[1]] = true
	}
	return found
}
