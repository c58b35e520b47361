//go:build cgo

package host

import (
	"context"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const tick = 20 * time.Millisecond

// output runs a command that looks at the display, or acts there.
func output(name string, args ...string) string {
	text, _ := exec.Command(name, args...).Output()
	return strings.TrimSpace(string(text))
}

// beside runs a program until the test ends.
func beside(t *testing.T, name string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // a manager cleans up
	require.NoError(t, cmd.Start(), "make setup-test installs %s", name)
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
	})
}

// A user comes back from the browser, which has just been used. Metacity, like
// GNOME's Mutter, leaves a window behind the one that was used later.
func TestAWindowComesBeforeTheOneThatIsInUse(t *testing.T) {
	needsDisplay(t)
	beside(t, "metacity", "--sm-disable", "--replace")
	require.Eventually(t, func() bool { return strings.Contains(output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "#") },
		patience, tick, "the window manager does not start")
	// use clicks into a window, as its user does, until it is the one in use.
	use := func(title string) {
		t.Helper()
		require.Eventually(t, func() bool {
			if id := output("xdotool", "search", "--onlyvisible", "--name", "^"+title+"$"); id != "" {
				output("xdotool", "mousemove", "--window", id, "200", "150", "click", "1")
			}
			return inUse() == title
		}, patience, 100*time.Millisecond, title)
	}
	v := show(t, newSite(t, "<p>the widget"))
	use(title(t))
	require.Eventually(t, func() bool { return v.life.touches.Load() > 0 }, patience, tick)
	beside(t, "display", "-title", "the browser", "-geometry", "+1150+100", "-size", "400x300", "xc:white")
	for name, front := range map[string]func(){"Focus": v.Focus, "Raise": func() { Raise(title(t)) }} {
		use("the browser")
		front()
		require.Eventually(t, func() bool { return inUse() == title(t) }, patience, tick, "%s brings the widget's window to the front", name)
	}
}

// inUse is the title of the window that the window manager has in front.
func inUse() string { return output("xdotool", "getactivewindow", "getwindowname") }
