package host

import (
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The Win32 side of the Windows engine, from the documentation of the Windows
// API (winuser.h).
const (
	wmDestroy = 0x0002
	wmSize    = 0x0005
	wmClose   = 0x0010
	wmWork    = 0x8001 // WM_APP + 1: there is work

	overlappedWindow = 0x00CF0000
	useDefault       = 0x80000000
	swShow           = 5
	arrowCursor      = 32512
)

var (
	user32               = windows.NewLazySystemDLL("user32.dll")
	procRegisterClass    = user32.NewProc("RegisterClassExW")
	procCreateWindow     = user32.NewProc("CreateWindowExW")
	procDestroyWindow    = user32.NewProc("DestroyWindow")
	procDefWindowProc    = user32.NewProc("DefWindowProcW")
	procShowWindow       = user32.NewProc("ShowWindow")
	procForeground       = user32.NewProc("SetForegroundWindow")
	procGetClientRect    = user32.NewProc("GetClientRect")
	procGetMessage       = user32.NewProc("GetMessageW")
	procTranslateMessage = user32.NewProc("TranslateMessage")
	procDispatchMessage  = user32.NewProc("DispatchMessageW")
	procPostMessage      = user32.NewProc("PostMessageW")
	procPostQuit         = user32.NewProc("PostQuitMessage")
	procLoadCursor       = user32.NewProc("LoadCursorW")
)

// openWindows finds the engine of a window: Windows calls one procedure for
// all windows of a class.
var openWindows sync.Map // hwnd -> *webView2

type windowClass struct {
	size, style        uint32
	procedure          uintptr
	classExtra, extra  int32
	instance           windows.Handle
	icon, cursor, back uintptr
	menu, name         *uint16
	smallIcon          uintptr
}

type threadMessage struct {
	hwnd           uintptr
	id             uint32
	wparam, lparam uintptr
	time           uint32
	x, y           int32
	private        uint32
}

// className registers the window class, once in a process.
var className = sync.OnceValues(func() (*uint16, error) {
	name, err := windows.UTF16PtrFromString("ConnecthostWidget")
	if err != nil {
		return nil, err
	}
	cursor, _, _ := procLoadCursor.Call(0, arrowCursor)
	c := windowClass{procedure: windows.NewCallback(windowProcedure), cursor: cursor, name: name}
	c.size = uint32(unsafe.Sizeof(c))
	if atom, _, err := procRegisterClass.Call(uintptr(unsafe.Pointer(&c))); atom == 0 {
		return nil, err
	}
	return name, nil
})

// openWindow makes a hidden, empty window on the calling thread.
func openWindow(e *webView2) (uintptr, error) {
	class, err := className()
	if err != nil {
		return 0, err
	}
	title, err := windows.UTF16PtrFromString(e.look.Title)
	if err != nil {
		return 0, err
	}
	hwnd, _, err := procCreateWindow.Call(0, uintptr(unsafe.Pointer(class)), uintptr(unsafe.Pointer(title)), overlappedWindow,
		useDefault, useDefault, uintptr(e.look.Width), uintptr(e.look.Height), 0, 0, 0, 0)
	if hwnd == 0 {
		return 0, err
	}
	openWindows.Store(hwnd, e)
	return hwnd, nil
}

func windowProcedure(hwnd, id, wparam, lparam uintptr) uintptr {
	found, ok := openWindows.Load(hwnd)
	if !ok {
		result, _, _ := procDefWindowProc.Call(hwnd, id, wparam, lparam)
		return result
	}
	e := found.(*webView2)
	switch id {
	case wmWork:
		e.work()
	case wmClose:
		e.handler.dismissed() // the session decides, and closes the window
	case wmSize:
		e.resized()
	case wmDestroy:
		openWindows.Delete(hwnd)
		e.destroying()
		_, _, _ = procPostQuit.Call(0)
	default:
		result, _, _ := procDefWindowProc.Call(hwnd, id, wparam, lparam)
		return result
	}
	return 0
}

// serveMessages runs the message loop of the calling thread until its window
// is destroyed.
func serveMessages() {
	var m threadMessage
	for {
		more, _, _ := procGetMessage.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0)
		if int32(more) <= 0 {
			return
		}
		_, _, _ = procTranslateMessage.Call(uintptr(unsafe.Pointer(&m)))
		_, _, _ = procDispatchMessage.Call(uintptr(unsafe.Pointer(&m)))
	}
}

func wake(hwnd uintptr)          { _, _, _ = procPostMessage.Call(hwnd, wmWork, 0, 0) }
func destroyWindow(hwnd uintptr) { _, _, _ = procDestroyWindow.Call(hwnd) }
func showWindow(hwnd uintptr)    { _, _, _ = procShowWindow.Call(hwnd, swShow) }
func raiseWindow(hwnd uintptr)   { _, _, _ = procForeground.Call(hwnd) }

func clientArea(hwnd uintptr) (r windows.Rect) {
	_, _, _ = procGetClientRect.Call(hwnd, uintptr(unsafe.Pointer(&r)))
	return r
}
