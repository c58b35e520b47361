package connect

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
)

// A panic anywhere below must come out as a problem, an error or a zero value.
func TestEachExportedFunctionRecovers(t *testing.T) {
	guards := map[string]bool{"catch": true, "catchError": true, "catchDecision": true, "ignore": true}
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	checked := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		require.NoError(t, err)
		for _, d := range tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() || fn.Name.Name == "NewSettings" {
				continue
			}
			checked++
			require.True(t, beginsWithGuard(fn.Body.List, guards), "%s does not recover", fn.Name.Name)
		}
	}
	require.Greater(t, checked, 50)
}

// beginsWithGuard allows for assignments before the guard.
func beginsWithGuard(body []ast.Stmt, guards map[string]bool) bool {
	for _, s := range body {
		switch s := s.(type) {
		case *ast.AssignStmt:
		case *ast.DeferStmt:
			name, ok := s.Call.Fun.(*ast.Ident)
			return ok && guards[name.Name]
		default:
			return false
		}
	}
	return false
}

func TestNothingPanicsOnZeroValues(t *testing.T) {
	var s *Session
	for _, s := range []*Session{s, {}} {
		require.Contains(t, []string{CodeOther, CodeConfigInvalid}, s.Start().Code())
		require.Equal(t, ActionBlock, s.Navigate(widget, MainFrame).Action())
		require.NotNil(t, s.Navigate(widget, MainFrame).Problem())
		require.NotNil(t, s.Close())
		require.NotNil(t, s.ReturnLink("mx://oauth_complete"))
		_, err := s.Snapshot(newSealer(t, 1))
		require.Error(t, err)
		require.False(t, s.Ended())
		require.Empty(t, s.ReturnURL())
		require.Equal(t, int64(-1), s.MillisUntilTick())
	}
	require.Empty(t, (*Event)(nil).MemberGUID())
	require.Empty(t, new(Event).MemberGUID())
	require.Nil(t, (*Outcome)(nil).Member(0))
	require.Empty(t, (*Member)(nil).GUID())
	require.Empty(t, (*Problem)(nil).Detail())
	require.Empty(t, (*ReturnURL)(nil).URL())
	(*Settings)(nil).AddInView("https://a.example")
	_, err := (*Settings)(nil).MakeReturnURL("myapp://bank", random)
	require.Equal(t, CodeOther, DescribeError(err.Error()).Code())
}

func TestAPanicNamesThePlaceAndNotTheValue(t *testing.T) {
	var p *Problem
	func() {
		defer catch(&p)
		panic("token-7f")
	}()
	require.Equal(t, CodeOther, p.Code())
	require.Contains(t, p.Detail(), "recover_test.go")
	require.Contains(t, p.Detail(), "string")
	require.NotContains(t, p.Detail(), "token-7f")
}

func TestErrorsCanBeDescribed(t *testing.T) {
	for _, k := range fault.Catalogue() {
		p := DescribeError(fault.New(k.Code, nil).Error())
		require.Equal(t, string(k.Code), p.Code())
		require.Equal(t, string(k.Stage), p.Stage())
		require.Equal(t, k.Retryable, p.Retryable())
		require.Equal(t, k.Message, p.Message())
		require.Empty(t, p.Detail())
		require.Equal(t, k.Advice, p.Advice())
	}
	p := DescribeError("java.io.IOException: the token abc")
	require.Equal(t, CodeOther, p.Code())
	require.NotContains(t, p.Message(), "abc")
}

func TestTheConstantsAreComplete(t *testing.T) {
	source := func(file string) string {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		return string(text)
	}
	names, err := os.ReadFile("../../core/event/catalogue.go")
	require.NoError(t, err)
	for _, spec := range event.Catalogue() {
		_, ident := identifierOf(string(names), `Name = "`+string(spec.Name)+`"`)
		require.True(t, strings.Contains(source("names.go"), "string(event."+ident+")"), "no constant for %s", spec.Name)
	}
	codes, err := os.ReadFile("../../core/fault/catalogue.go")
	require.NoError(t, err)
	for _, k := range fault.Catalogue() {
		switch k.Stage {
		case fault.StageProvider, fault.StageSandbox, fault.StageBroker:
			continue
		}
		_, ident := identifierOf(string(codes), `Code = "`+string(k.Code)+`"`)
		if ident != "EngineUnavailable" {
			require.Regexp(t, `(?m)^\tCode`+ident+` += string\(fault\.`+ident+`\)$`, source("codes.go"), "the constant of %s", k.Code)
		}
	}
}

// identifierOf returns the first word of the line that holds text.
func identifierOf(source, text string) (line, ident string) {
	for line := range strings.Lines(source) {
		if strings.Contains(line, text) {
			return line, strings.Fields(line)[0]
		}
	}
	return "", text
}
