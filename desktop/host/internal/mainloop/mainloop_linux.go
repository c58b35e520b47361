//go:build cgo

package mainloop

/*
#cgo pkg-config: gtk+-3.0
#cgo CFLAGS: -Wno-deprecated-declarations
#include <gtk/gtk.h>
#include <stdint.h>

void connecthostLater(uintptr_t closure);
static int start(void) { return gtk_init_check(NULL, NULL); }
*/
import "C"

import (
	"errors"
	"runtime"
	"runtime/cgo"
)

func run(f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if C.start() == 0 {
		return errors.New("set DISPLAY or WAYLAND_DISPLAY, or run the program under xvfb-run")
	}
	var err error
	go func() {
		err = f()
		Later(func() { C.gtk_main_quit() })
	}()
	C.gtk_main()
	return err
}

// Later runs f on the thread of the main loop.
func Later(f func()) { C.connecthostLater(C.uintptr_t(cgo.NewHandle(f))) }

//export connecthostLoopRun
func connecthostLoopRun(closure C.uintptr_t) {
	h := cgo.Handle(closure)
	f := h.Value().(func())
	h.Delete()
	f()
}
