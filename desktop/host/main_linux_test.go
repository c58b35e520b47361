//go:build cgo

package host

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

// noDisplay says why there is no GTK main loop; nil when there is one.
var noDisplay error

// downloadDir is where the engine would put downloads.
var downloadDir string

// TestMain gives the main thread to GTK, as Wails does.
func TestMain(m *testing.M) {
	if f := os.Getenv(programVariable); f != "" {
		os.Exit(program(f))
	}
	flag.Parse()
	if testing.Short() {
		os.Exit(m.Run())
	}
	os.Exit(runWithGTK(m))
}

func runWithGTK(m *testing.M) int {
	defer keepDownloads()()
	code := 0
	if noDisplay = Main(func() error { code = runAndLookForLeaks(m); return nil }); noDisplay != nil {
		return m.Run()
	}
	return code
}

// keepDownloads gives the engine a folder of its own for downloads and returns
// what removes it. GLib looks at it once, so it comes before GTK.
func keepDownloads() func() {
	home, err := os.MkdirTemp("", "host-test")
	if err != nil {
		panic(err)
	}
	downloadDir = filepath.Join(home, "downloads")
	settings := fmt.Sprintf("XDG_DOWNLOAD_DIR=%q\n", downloadDir)
	if err := errors.Join(os.Mkdir(downloadDir, 0o700), os.Setenv("XDG_CONFIG_HOME", home),
		os.WriteFile(filepath.Join(home, "user-dirs.dirs"), []byte(settings), 0o600)); err != nil {
		panic(err)
	}
	return func() { _ = os.RemoveAll(home) }
}

func runAndLookForLeaks(m *testing.M) int {
	code := m.Run()
	if code != 0 {
		return code
	}
	if err := goleak.Find(goleak.IgnoreAnyFunction("github.com/connecthost/connecthost/desktop/host/internal/mainloop.run")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// needsDisplay fails a test of the real engine on a machine without display,
// rather than let it look tested.
func needsDisplay(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("the real engine is left out with -short")
	}
	if noDisplay != nil {
		t.Fatalf("the real engine cannot be tested: %v", noDisplay)
	}
}
