//go:build cgo

package host

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#cgo CFLAGS: -Wall -Wno-deprecated-declarations
#include <stdlib.h>
#include "engine_linux.h"
*/
import "C"

import (
	"context"
	"runtime/cgo"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/connecthost/connecthost/bridge/page"
	"github.com/connecthost/connecthost/core/fault"
)

// loopWithin is how long a GTK main loop may take to make a window.
const loopWithin = 10 * time.Second

// webkitGTK is the engine of Linux. Its fields except handler belong to the
// GTK main thread.
type webkitGTK struct {
	handler handler
	self    cgo.Handle
	window  *C.ch_window // nil before and after its life
	asked   decided
	shown   bool // a page has been loaded
}

// newEngine makes the window on the GTK main thread and waits for it.
func newEngine(ctx context.Context, l Look, h handler) (engine, error) {
	e := &webkitGTK{handler: h}
	var abandoned atomic.Bool
	made := make(chan bool, 1)
	build := func() {
		if !abandoned.Load() {
			made <- e.build(l)
		}
	}
	if C.ch_on_main() != 0 {
		build()
	} else {
		onMain(build)
	}
	late := time.NewTimer(loopWithin)
	defer late.Stop()
	select {
	case ok := <-made:
		if !ok {
			return nil, fault.Newf(fault.EngineUnavailable, nil, "There is no display to open a window on: set DISPLAY or WAYLAND_DISPLAY, or run under xvfb-run.")
		}
		return e, nil
	case <-ctx.Done():
		return nil, e.abandon(&abandoned, ctx.Err())
	case <-late.C:
		return nil, e.abandon(&abandoned, nil)
	}
}

// abandon gives up waiting. A window that was made all the same is closed.
func (e *webkitGTK) abandon(abandoned *atomic.Bool, cause error) error {
	abandoned.Store(true)
	e.close()
	return fault.Newf(fault.EngineUnavailable, cause, "The GTK main loop did not open a window: a program without a toolkit runs it with host.Main.")
}

func (e *webkitGTK) build(l Look) bool {
	title, world := C.CString(l.Title), C.CString(page.Handler)
	defer C.free(unsafe.Pointer(title))
	defer C.free(unsafe.Pointer(world))
	e.self = cgo.NewHandle(e)
	e.window = C.ch_new(C.uintptr_t(e.self), title, C.int(l.Width), C.int(l.Height), gboolean(l.Debug), world)
	if e.window == nil {
		e.self.Delete()
		return false
	}
	return true
}

// onMain runs f on the GTK main thread, in order.
func onMain(f func()) { C.ch_run_later(C.uintptr_t(cgo.NewHandle(f))) }

// withWindow runs f on the GTK main thread while there is a window.
func (e *webkitGTK) withWindow(f func(*C.ch_window)) {
	onMain(func() {
		if e.window != nil {
			f(e.window)
		}
	})
}

func (e *webkitGTK) load(url, _, script string) {
	e.withWindow(func(w *C.ch_window) {
		u, s := C.CString(url), C.CString(script)
		defer C.free(unsafe.Pointer(u))
		defer C.free(unsafe.Pointer(s))
		C.ch_load(w, u, s)
	})
}

func (e *webkitGTK) eval(code string) {
	e.withWindow(func(w *C.ch_window) {
		c := C.CString(code)
		defer C.free(unsafe.Pointer(c))
		C.ch_eval(w, c)
	})
}

func (e *webkitGTK) focus() { e.withWindow(func(w *C.ch_window) { C.ch_focus(w) }) }
func (e *webkitGTK) close() { e.withWindow(func(w *C.ch_window) { C.ch_close(w) }) }

// settings lists the boolean settings of the view, one "name=value" a line.
// It must be called on the GTK main thread.
func (e *webkitGTK) settings() string {
	text := C.ch_settings(e.window)
	defer C.g_free(C.gpointer(text))
	return C.GoString(text)
}

func gboolean(b bool) C.gboolean {
	if b {
		return C.TRUE
	}
	return C.FALSE
}
