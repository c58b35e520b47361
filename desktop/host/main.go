package host

import (
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/desktop/host/internal/mainloop"
)

// Main serves the platform's main loop for a program whose toolkit does not: it
// runs f on a goroutine of its own, and returns f's error when f is done. It
// must be called on the main goroutine, from main itself; f may open any number
// of windows, one after the other or at once, and they must be closed when it
// returns.
//
// On Linux it is GTK's loop, on macOS that of NSApplication. On Windows each
// window has a loop of its own, so Main only calls f. A program with Wails must
// not call it: Wails runs that loop. Error: engine_unavailable when there is no
// display; its message says what to do.
func Main(f func() error) error {
	var ran bool
	err := mainloop.Run(func() error { ran = true; return f() })
	if err != nil && !ran {
		return fault.Newf(fault.EngineUnavailable, err, "There is no display to open a window on: %v.", err)
	}
	return err
}
