//go:build linux && cgo

// Package gtkloop acts on GTK windows as a user would, for tests. Go's tests
// may not use cgo themselves.
package gtkloop

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#cgo CFLAGS: -Wno-deprecated-declarations
#include <stdlib.h>
#include "gtkloop.h"
*/
import "C"

import (
	"unsafe"

	"github.com/connecthost/connecthost/desktop/host/internal/mainloop"
)

// Do runs f on the main loop's thread and waits for it.
func Do(f func()) {
	done := make(chan struct{})
	mainloop.Later(func() {
		defer close(done)
		f()
	})
	<-done
}

// CloseWindow asks the window of the given title to close, as its close button
// does, and reports whether there is one.
func CloseWindow(title string) bool {
	return onTitle(title, func(t *C.char) C.int { return C.close_window(t) })
}

// DestroyWindow destroys the window without asking it.
func DestroyWindow(title string) bool {
	return onTitle(title, func(t *C.char) C.int { return C.destroy_window(t) })
}

// Press presses and releases a key in the window's view. Keys are numbered as
// in GDK: letters by their character, Escape is 0xff1b.
func Press(title string, key uint) bool {
	return onTitle(title, func(t *C.char) C.int { return C.press(t, C.uint(key)) })
}

// OpenWindow opens a window with a web view of another owner than the host,
// whose page can reach a message handler named "external".
func OpenWindow(title, html string) {
	onTitle(title, func(t *C.char) C.int {
		h := C.CString(html)
		defer C.free(unsafe.Pointer(h))
		C.open_window(t, h)
		return 1
	})
}

func onTitle(title string, f func(*C.char) C.int) (found bool) {
	Do(func() {
		t := C.CString(title)
		defer C.free(unsafe.Pointer(t))
		found = f(t) != 0
	})
	return found
}

// Messages returns how many messages reached the handlers of all windows that
// OpenWindow opened.
func Messages() (n int) {
	Do(func() { n = int(C.messages()) })
	return n
}

// SchemeRequests returns how many requests reached the scheme "shellapp",
// which its first call registers in the default context, as Wails does with
// its own.
func SchemeRequests() (n int) {
	Do(func() { n = int(C.scheme_requests()) })
	return n
}
