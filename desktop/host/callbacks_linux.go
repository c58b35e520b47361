//go:build cgo

package host

/*
#include <stdint.h>
*/
import "C"

import (
	"errors"
	"net/http"
	"runtime/cgo"
	"strings"
	"unsafe"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// The functions that the C files call, all on the GTK main thread.

//export connecthostRun
func connecthostRun(closure C.uintptr_t) {
	h := cgo.Handle(closure)
	f := h.Value().(func())
	h.Delete()
	f()
}

func engineOf(handle C.uintptr_t) *webkitGTK { return cgo.Handle(handle).Value().(*webkitGTK) }

//export connecthostMessage
func connecthostMessage(handle C.uintptr_t, data unsafe.Pointer, length C.int) {
	engineOf(handle).handler.message(C.GoBytes(data, length))
}

//export connecthostNavigate
func connecthostNavigate(handle C.uintptr_t, uri *C.char, frame, newWindow, redirect, gesture C.int) C.int {
	e := engineOf(handle)
	r := navigation.Request{
		URL:         secret.New(C.GoString(uri)),
		Frame:       navigation.Frame(frame),
		NewWindow:   newWindow != 0,
		Redirect:    redirect != 0,
		UserGesture: gesture != 0,
	}
	d := e.handler.navigate(r)
	if d.Action != navigation.Allow {
		return 0
	}
	e.asked.note(r, d)
	return 1
}

//export connecthostRespond
func connecthostRespond(handle C.uintptr_t, uri *C.char, frame, status, isPage C.int) C.int {
	e := engineOf(handle)
	at := navigation.Frame(frame)
	if r, again := e.asked.recall(C.GoString(uri), at); again {
		if e.handler.navigate(r).Action != navigation.Allow {
			return 0
		}
	}
	main := at == navigation.FrameMain
	switch {
	case main && status >= http.StatusBadRequest:
		err := fault.Newf(fault.WidgetLoadFailed, nil, "The widget's server answered with status %d.", int(status))
		err.Status = int(status)
		e.handler.failed(err)
		return 0
	case isPage == 0 && main && !e.shown:
		e.handler.failed(fault.Newf(fault.WidgetLoadFailed, nil, "The widget's server did not answer with a page."))
	case isPage == 0:
		e.handler.refused(downloadRefused())
	case main:
		e.shown = true
	}
	return isPage
}

//export connecthostFailed
func connecthostFailed(handle C.uintptr_t, uri, message *C.char) {
	url := C.GoString(uri)
	// The message may repeat the address, which holds the widget's token.
	text := strings.ReplaceAll(C.GoString(message), url, secret.Origin(url))
	text = secret.NewRedactor(secret.TokensOf(url)...).Text(text)
	engineOf(handle).handler.failed(fault.New(fault.WidgetLoadFailed, errors.New(text)))
}

//export connecthostDownload
func connecthostDownload(handle C.uintptr_t) { engineOf(handle).handler.refused(downloadRefused()) }

//export connecthostLoaded
func connecthostLoaded(handle C.uintptr_t) { engineOf(handle).handler.loaded() }

//export connecthostCrashed
func connecthostCrashed(handle C.uintptr_t) { engineOf(handle).handler.crashed() }

//export connecthostTouched
func connecthostTouched(handle C.uintptr_t) { engineOf(handle).handler.touched() }

//export connecthostDismissed
func connecthostDismissed(handle C.uintptr_t) { engineOf(handle).handler.dismissed() }

//export connecthostDestroyed
func connecthostDestroyed(handle C.uintptr_t) {
	e := engineOf(handle)
	e.window = nil
	e.self.Delete()
	e.handler.destroyed()
}
