package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePageHasTheContractOfTheSource(t *testing.T) {
	want, err := generate("../..")
	require.NoError(t, err)
	have, err := os.ReadFile("../../../../frontend/shell/src/contract.ts")
	require.NoError(t, err)
	require.Equal(t, string(want), string(have), "the page's contract is old. Run: go generate ./desktop/shell")
}

func TestEverythingThatJSONHasIsWritten(t *testing.T) {
	have, err := generate("testdata/sample")
	require.NoError(t, err)
	want, err := os.ReadFile("testdata/sample.ts")
	require.NoError(t, err)
	require.Equal(t, string(want), string(have))
}

func TestSourceThatThePageCouldNotReadIsRefused(t *testing.T) {
	tests := []struct {
		name, declarations, told, want string
	}{
		{"no shell", "type Other struct{}", "1", "has no type Shell"},
		{"no events", "type Shell struct{}", "", "no call hands over an event"},
		{"an event with two types", "type Shell struct{}", "1); tell(topicA, true", "event a carries number and boolean"},
		{"an event that is a function", "type Shell struct{}", "func() {}", "event a: func() has no TypeScript form"},
		{"a method with two results", "type Shell struct{}; func (Shell) Two() (int, int) { return 0, 0 }", "1", "Shell.Two: it has 2 results"},
		{"a complex result", "type Shell struct{}; func (Shell) C() complex64 { return 0 }", "1", "Shell.C: complex64 has no TypeScript form"},
		{"a parameter that is a channel", "type Shell struct{}; func (Shell) C(c chan int) {}", "1", "Shell.C: chan int has no TypeScript form"},
		{"a map by numbers", "type Shell struct{}", "map[int]int{}", "event a: map[int]int has no TypeScript form"},
		{"a type that writes itself", "type Shell struct{}; type T int; func (T) MarshalText() ([]byte, error) { return nil, nil }", "T(1)", "T decides itself what it is in JSON"},
		{"a struct of another package", "type Shell struct{}", "sync.Mutex{}", "event a: sync.Mutex is of another package"},
		{"a field without a name", "type Shell struct{}; type T struct { A int }", "T{}", "T: A needs a plain json tag"},
		{"an embedded field", "type Shell struct{}; type S struct{}; type T struct { S `json:\"s\"` }", "T{}", "T: S needs a plain json tag"},
		{"a number written as a string", "type Shell struct{}; type T struct { A int `json:\"a,string\"` }", "T{}", "T: A needs a plain json tag"},
		{"a field that is a function", "type Shell struct{}; type T struct { A func() `json:\"a\"` }", "T{}", "T: A: func() has no TypeScript form"},
		{"Go that does not compile", "type Shell struct{}; var x int = true", "1", "cannot use true"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			call := ""
			if tt.told != "" {
				call = "tell(topicA, " + tt.told + ")"
			}
			source := "package p\nimport \"sync\"\nvar _ sync.Mutex\n" + tt.declarations +
				"\nconst topicA = \"a\"\nfunc tell(string, any) {}\nfunc f() { " + call + " }\n"
			require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/p\n\ngo 1.26\n"), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "p.go"), []byte(source), 0o600))
			_, err := generate(dir)
			require.ErrorContains(t, err, tt.want)
		})
	}
}
