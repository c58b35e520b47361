package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// inRoot moves to the root of the repository, where the program runs.
func inRoot(t *testing.T) { t.Chdir("../..") }

// generated is what gobind makes of a fixture.
func generated(t *testing.T, fixture string) string {
	t.Helper()
	inRoot(t)
	out := filepath.Join(t.TempDir(), "gen")
	require.NoError(t, generate("./mobile/bindings/testdata/"+fixture, out))
	return out
}

func TestPartsThatGobindLeavesOutAreShown(t *testing.T) {
	err := complete(generated(t, "mapped"))
	require.ErrorContains(t, err, "skipped function Map")
	require.ErrorContains(t, err, "Mapped.java:", "the Java bindings leave it out")
	require.ErrorContains(t, err, ".objc.h:", "the Objective-C bindings leave it out")
}

func TestACompleteBindingPasses(t *testing.T) {
	require.NoError(t, complete(generated(t, "empty")))
}

func TestTheFacadeIsComplete(t *testing.T) {
	inRoot(t)
	out := filepath.Join(t.TempDir(), "gen")
	require.NoError(t, generate(layout.facade, out))
	require.NoError(t, complete(out))
}

func TestARefusalOfGobindIsShown(t *testing.T) {
	inRoot(t)
	err := generate("./mobile/bindings/testdata/triple", filepath.Join(t.TempDir(), "gen"))
	require.ErrorContains(t, err, "gobind ./mobile/bindings/testdata/triple failed")
	require.ErrorContains(t, err, "Three", "the function is named")
}

func TestGeneratingAgainTouchesNothing(t *testing.T) {
	out := generated(t, "empty")
	file := filepath.Join(out, "src", "gobind", "go_main.go")
	before, err := os.Stat(file)
	require.NoError(t, err)
	stale := filepath.Join(out, "src", "gobind", "go_gonemain.go")
	require.NoError(t, os.WriteFile(stale, []byte("package main"), 0o644))

	require.NoError(t, generate(layout.empty, out))
	after, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, before.ModTime(), after.ModTime())
	require.NoFileExists(t, stale)
}
