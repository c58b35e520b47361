//go:build cgo

package host

/*
#include <stdlib.h>
#include "engine_linux.h"
*/
import "C"

import "unsafe"

// Raise brings the process's windows with a title to the front. On Linux the
// ways of the toolkits leave a window behind the one that was used later, such
// as the browser from which the user comes. It returns at once and may be
// called from any goroutine; elsewhere it does nothing, as the toolkits do it.
func Raise(title string) {
	onMain(func() {
		t := C.CString(title)
		defer C.free(unsafe.Pointer(t))
		C.ch_raise(t)
	})
}
