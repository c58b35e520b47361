package host

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/wailsapp/go-webview2/pkg/webview2"
	"golang.org/x/sys/windows"
)

// Calls into WebView2 go through the tables of the webview2 package and not
// through its methods: those were generated, and in the version used here the
// ones that read a text pass a null pointer, and the ones that set a flag
// pass its address.

// invoke calls a method of a COM object.
func invoke(method webview2.ComProc, this unsafe.Pointer, args ...uintptr) error {
	result, _, _ := method.Call(append([]uintptr{uintptr(this)}, args...)...)
	if int32(result) < 0 {
		return fmt.Errorf("WebView2: HRESULT %08x", uint32(result))
	}
	return nil
}

// textOf reads a text property. It returns "" when there is none.
func textOf(get webview2.ComProc, this unsafe.Pointer) string {
	var text *uint16
	if err := invoke(get, this, uintptr(unsafe.Pointer(&text))); err != nil || text == nil {
		return ""
	}
	defer windows.CoTaskMemFree(unsafe.Pointer(text))
	return windows.UTF16PtrToString(text)
}

// flagOf reads a BOOL or a number.
func flagOf(get webview2.ComProc, this unsafe.Pointer) int32 {
	var value int32
	_ = invoke(get, this, uintptr(unsafe.Pointer(&value)))
	return value
}

// withText calls a method that takes a text and a handler that is not needed.
func withText(method webview2.ComProc, this unsafe.Pointer, text string, rest ...uintptr) error {
	wide, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return err
	}
	err = invoke(method, this, append([]uintptr{uintptr(unsafe.Pointer(wide))}, rest...)...)
	runtime.KeepAlive(wide)
	return err
}

// subscribe adds an event handler. The caller keeps it alive.
func subscribe(add webview2.ComProc, this, handler unsafe.Pointer) error {
	var token int64
	return invoke(add, this, uintptr(handler), uintptr(unsafe.Pointer(&token)))
}

// putBounds passes a RECT by value, in the way of each architecture.
func putBounds(c *webview2.ICoreWebView2Controller, r windows.Rect) error {
	this := unsafe.Pointer(c)
	switch runtime.GOARCH {
	case "amd64":
		return invoke(c.Vtbl.PutBounds, this, uintptr(unsafe.Pointer(&r)))
	case "arm64":
		low := uint64(uint32(r.Left)) | uint64(uint32(r.Top))<<32
		high := uint64(uint32(r.Right)) | uint64(uint32(r.Bottom))<<32
		return invoke(c.Vtbl.PutBounds, this, uintptr(low), uintptr(high))
	case "386":
		return invoke(c.Vtbl.PutBounds, this, uintptr(r.Left), uintptr(r.Top), uintptr(r.Right), uintptr(r.Bottom))
	}
	return errors.New("unknown architecture")
}

// noInterface is E_NOINTERFACE.
const noInterface = 0x80004002

// object is the IUnknown of an event handler. The engine that owns it outlives
// its view, so there is nothing to count.
type object struct{}

func (object) QueryInterface(_, _ uintptr) uintptr { return noInterface }
func (object) AddRef() uintptr                     { return 1 }
func (object) Release() uintptr                    { return 1 }
