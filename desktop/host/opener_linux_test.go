package host

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeBrowser puts a program in the place of the system's opener.
func fakeBrowser(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\n"+script), 0o700))
	t.Setenv("PATH", dir)
}

func TestBrowserGetsTheAddressUntouched(t *testing.T) {
	got := filepath.Join(t.TempDir(), "got")
	fakeBrowser(t, `printf '%s' "$1" > '`+got+`'; echo noise; echo noise >&2`)
	const url = `https://bank.example/login?a=1&b=$(id);'"|x`
	require.NoError(t, OpenBrowser(t.Context(), url))
	raw, err := os.ReadFile(got)
	require.NoError(t, err)
	assert.Equal(t, url, string(raw))
}

func TestBrowserThatFailsIsAnError(t *testing.T) {
	fakeBrowser(t, "exit 3")
	assert.Error(t, OpenBrowser(t.Context(), "https://bank.example/"))
}

func TestNoBrowserIsAnError(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	assert.Error(t, OpenBrowser(t.Context(), "https://bank.example/"))
}
