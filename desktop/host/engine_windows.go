package host

import (
	"context"
	"os"
	"runtime"
	"sync"
	"unsafe"

	"github.com/wailsapp/go-webview2/pkg/combridge"
	"github.com/wailsapp/go-webview2/pkg/webview2"
	"github.com/wailsapp/go-webview2/webviewloader"
	"golang.org/x/sys/windows"

	"github.com/connecthost/connecthost/core/fault"
)

// webView2 is the engine of Windows. Each window has a thread of its own with
// a message loop, so it needs nothing of the app's. Fields without another
// remark belong to that thread.
type webView2 struct {
	object
	handler handler
	look    Look
	ready   chan error // gets one answer: whether the view is there

	mu     sync.Mutex
	queue  []func() // work for the thread; guarded by mu
	hwnd   uintptr  // guarded by mu; 0 before and after the window's life
	closed bool     // guarded by mu; close was called

	env        *webview2.ICoreWebView2Environment
	controller *webview2.ICoreWebView2Controller
	view       *webview2.ICoreWebView2
	kept       []unsafe.Pointer // handlers that WebView2 holds
	made       *webview2.ICoreWebView2CreateCoreWebView2ControllerCompletedHandler
	origin     string // of the widget
}

// newEngine opens the window on a thread of its own and waits for its view.
func newEngine(ctx context.Context, l Look, h handler) (engine, error) {
	e := &webView2{handler: h, look: l, ready: make(chan error, 1)}
	go e.run()
	select {
	case err := <-e.ready:
		if err != nil {
			return nil, fault.Newf(fault.EngineUnavailable, err, "WebView2 is not available; install its runtime.")
		}
		return e, nil
	case <-ctx.Done():
		e.close()
		return nil, fault.New(fault.EngineUnavailable, ctx.Err())
	}
}

// answer reports the outcome of opening, once.
func (e *webView2) answer(err error) {
	select {
	case e.ready <- err:
	default:
	}
}

// run is the window's thread: it opens the window, serves it and cleans up.
func (e *webView2) run() {
	runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
	if err := windows.CoInitializeEx(0, windows.COINIT_APARTMENTTHREADED); err != nil {
		e.answer(err)
		return
	}
	defer windows.CoUninitialize()
	// Storage lives in a folder of the session's own and goes with it.
	data, err := os.MkdirTemp("", "connecthost")
	if err != nil {
		e.answer(err)
		return
	}
	defer func() { _ = os.RemoveAll(data) }()
	if err := e.open(data); err != nil {
		e.answer(err)
		return
	}
	serveMessages()
	e.handler.destroyed()
}

func (e *webView2) open(data string) error {
	hwnd, err := openWindow(e)
	if err != nil {
		return err
	}
	e.mu.Lock()
	e.hwnd = hwnd
	closed := e.closed
	e.mu.Unlock()
	if closed { // before there was a window
		destroyWindow(hwnd)
		return context.Canceled
	}
	err = webviewloader.CreateCoreWebView2EnvironmentWithOptions(e, webviewloader.WithUserDataFolder(data))
	if err != nil {
		destroyWindow(hwnd)
	}
	return err
}

// EnvironmentCompleted goes on to the controller.
func (e *webView2) EnvironmentCompleted(code webviewloader.HRESULT, env *combridge.IUnknownImpl) webviewloader.HRESULT {
	if env == nil {
		e.fail(windows.Errno(uint32(code)))
		return 0
	}
	e.env = (*webview2.ICoreWebView2Environment)(unsafe.Pointer(env))
	e.env.AddRef()
	e.made = webview2.NewICoreWebView2CreateCoreWebView2ControllerCompletedHandler(e)
	err := invoke(e.env.Vtbl.CreateCoreWebView2Controller, unsafe.Pointer(e.env), e.hwnd, uintptr(unsafe.Pointer(e.made)))
	if err != nil {
		e.fail(err)
	}
	return 0
}

// CreateCoreWebView2ControllerCompleted finishes the view.
func (e *webView2) CreateCoreWebView2ControllerCompleted(code uintptr, c *webview2.ICoreWebView2Controller) uintptr {
	if c == nil {
		e.fail(windows.Errno(uint32(code)))
		return 0
	}
	c.AddRef()
	e.controller = c
	err := invoke(c.Vtbl.GetCoreWebView2, unsafe.Pointer(c), uintptr(unsafe.Pointer(&e.view)))
	if err == nil {
		err = e.harden()
	}
	if err == nil {
		err = e.listen()
	}
	if err == nil {
		err = e.refuseDownloads()
	}
	if err != nil {
		e.fail(err)
		return 0
	}
	e.resized()
	e.answer(nil)
	return 0
}

// fail gives up opening.
func (e *webView2) fail(err error) {
	e.answer(err)
	e.close()
}

// harden turns off what a widget does not need.
func (e *webView2) harden() error {
	var s *webview2.ICoreWebView2Settings
	if err := invoke(e.view.Vtbl.GetSettings, unsafe.Pointer(e.view), uintptr(unsafe.Pointer(&s))); err != nil {
		return err
	}
	debug := uintptr(0)
	if e.look.Debug {
		debug = 1
	}
	for _, put := range []struct {
		method webview2.ComProc
		value  uintptr
	}{
		{s.Vtbl.PutAreDefaultScriptDialogsEnabled, 0},
		{s.Vtbl.PutIsStatusBarEnabled, 0},
		{s.Vtbl.PutAreDevToolsEnabled, debug},
		{s.Vtbl.PutAreDefaultContextMenusEnabled, debug},
		{s.Vtbl.PutAreHostObjectsAllowed, 0},
		{s.Vtbl.PutIsBuiltInErrorPageEnabled, 0},
		{s.Vtbl.PutIsWebMessageEnabled, 1},
	} {
		if err := invoke(put.method, unsafe.Pointer(s), put.value); err != nil {
			return err
		}
	}
	return nil
}

// post runs f on the window's thread, in order, while there is a window.
func (e *webView2) post(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.hwnd == 0 {
		return
	}
	e.queue = append(e.queue, f)
	wake(e.hwnd)
}

// work runs what post collected. The window's procedure calls it.
func (e *webView2) work() {
	e.mu.Lock()
	queue := e.queue
	e.queue = nil
	e.mu.Unlock()
	for _, f := range queue {
		f()
	}
}

// withView runs f on the window's thread while there is a view.
func (e *webView2) withView(f func()) {
	e.post(func() {
		if e.view != nil {
			f()
		}
	})
}

func (e *webView2) load(url, origin, script string) {
	e.withView(func() {
		e.origin = origin
		showWindow(e.hwnd)
		this := unsafe.Pointer(e.view)
		// The script itself does nothing in frames.
		if err := withText(e.view.Vtbl.AddScriptToExecuteOnDocumentCreated, this, script, 0); err != nil {
			e.handler.failed(fault.New(fault.WidgetLoadFailed, err))
			return
		}
		if err := withText(e.view.Vtbl.Navigate, this, url); err != nil {
			e.handler.failed(fault.New(fault.WidgetLoadFailed, err))
		}
	})
}

func (e *webView2) eval(code string) {
	e.withView(func() { _ = withText(e.view.Vtbl.ExecuteScript, unsafe.Pointer(e.view), code, 0) })
}

func (e *webView2) focus() { e.withView(func() { raiseWindow(e.hwnd) }) }

func (e *webView2) close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.post(func() { destroyWindow(e.hwnd) })
}

// resized fits the view into the window.
func (e *webView2) resized() {
	if e.controller != nil {
		_ = putBounds(e.controller, clientArea(e.hwnd))
	}
}

// destroying ends the view with its window.
func (e *webView2) destroying() {
	e.mu.Lock()
	e.hwnd, e.queue = 0, nil
	e.mu.Unlock()
	if e.controller != nil {
		_ = invoke(e.controller.Vtbl.Close, unsafe.Pointer(e.controller))
		e.controller.Vtbl.CallRelease(unsafe.Pointer(e.controller))
		e.controller, e.view = nil, nil
	}
	if e.env != nil {
		e.env.Vtbl.CallRelease(unsafe.Pointer(e.env))
		e.env = nil
	}
}
