package host

import (
	"unsafe"

	"github.com/wailsapp/go-webview2/pkg/webview2"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// The event handlers of a view. Each kind of event needs a type of its own.
type (
	mainNavigation  struct{ *webView2 }
	frameNavigation struct{ *webView2 }
	newWindow       struct{ *webView2 }
	completion      struct{ *webView2 }
	failure         struct{ *webView2 }
	permission      struct{ *webView2 }
	received        struct{ *webView2 }
	focus           struct{ *webView2 }
)

// listen subscribes to the view's events.
func (e *webView2) listen() error {
	v, this := e.view.Vtbl, unsafe.Pointer(e.view)
	handlers := []struct {
		add     webview2.ComProc
		this    unsafe.Pointer
		handler unsafe.Pointer
	}{
		{v.AddNavigationStarting, this, unsafe.Pointer(webview2.NewICoreWebView2NavigationStartingEventHandler(mainNavigation{e}))},
		{v.AddFrameNavigationStarting, this, unsafe.Pointer(webview2.NewICoreWebView2NavigationStartingEventHandler(frameNavigation{e}))},
		{v.AddNewWindowRequested, this, unsafe.Pointer(webview2.NewICoreWebView2NewWindowRequestedEventHandler(newWindow{e}))},
		{v.AddNavigationCompleted, this, unsafe.Pointer(webview2.NewICoreWebView2NavigationCompletedEventHandler(completion{e}))},
		{v.AddProcessFailed, this, unsafe.Pointer(webview2.NewICoreWebView2ProcessFailedEventHandler(failure{e}))},
		{v.AddPermissionRequested, this, unsafe.Pointer(webview2.NewICoreWebView2PermissionRequestedEventHandler(permission{e}))},
		{v.AddWebMessageReceived, this, unsafe.Pointer(webview2.NewICoreWebView2WebMessageReceivedEventHandler(received{e}))},
		{e.controller.Vtbl.AddGotFocus, unsafe.Pointer(e.controller), unsafe.Pointer(webview2.NewICoreWebView2FocusChangedEventHandler(focus{e}))},
	}
	for _, h := range handlers {
		e.kept = append(e.kept, h.handler)
		if err := subscribe(h.add, h.this, h.handler); err != nil {
			return err
		}
	}
	return nil
}

func (h mainNavigation) NavigationStarting(_ *webview2.ICoreWebView2, a *webview2.ICoreWebView2NavigationStartingEventArgs) uintptr {
	h.decide(a, navigation.FrameMain)
	return 0
}

func (h frameNavigation) NavigationStarting(_ *webview2.ICoreWebView2, a *webview2.ICoreWebView2NavigationStartingEventArgs) uintptr {
	h.decide(a, navigation.FrameSub)
	return 0
}

// decide asks about a navigation and cancels it unless it is allowed.
func (e *webView2) decide(a *webview2.ICoreWebView2NavigationStartingEventArgs, frame navigation.Frame) {
	this := unsafe.Pointer(a)
	d := e.handler.navigate(navigation.Request{
		URL:         secret.New(textOf(a.Vtbl.GetUri, this)),
		Frame:       frame,
		Redirect:    flagOf(a.Vtbl.GetIsRedirected, this) != 0,
		UserGesture: flagOf(a.Vtbl.GetIsUserInitiated, this) != 0,
	})
	if d.Action != navigation.Allow {
		_ = invoke(a.Vtbl.PutCancel, this, 1)
	}
}

// NewWindowRequested asks about a new window and never opens one. The page's
// window.open answers null.
func (h newWindow) NewWindowRequested(_ *webview2.ICoreWebView2, a *webview2.ICoreWebView2NewWindowRequestedEventArgs) uintptr {
	this := unsafe.Pointer(a)
	_ = invoke(a.Vtbl.PutHandled, this, 1)
	h.handler.navigate(navigation.Request{
		URL:         secret.New(textOf(a.Vtbl.GetUri, this)),
		NewWindow:   true,
		UserGesture: flagOf(a.Vtbl.GetIsUserInitiated, this) != 0,
	})
	return 0
}

func (h completion) NavigationCompleted(_ *webview2.ICoreWebView2, a *webview2.ICoreWebView2NavigationCompletedEventArgs) uintptr {
	this := unsafe.Pointer(a)
	status := flagOf(a.Vtbl.GetWebErrorStatus, this)
	switch {
	case flagOf(a.Vtbl.GetIsSuccess, this) != 0:
		h.handler.loaded()
	case status != webview2.COREWEBVIEW2_WEB_ERROR_STATUS_OPERATION_CANCELED: // that was us
		h.handler.failed(fault.New(fault.WidgetLoadFailed, nil))
	}
	return 0
}

func (h failure) ProcessFailed(_ *webview2.ICoreWebView2, a *webview2.ICoreWebView2ProcessFailedEventArgs) uintptr {
	switch flagOf(a.Vtbl.GetProcessFailedKind, unsafe.Pointer(a)) {
	case webview2.COREWEBVIEW2_PROCESS_FAILED_KIND_BROWSER_PROCESS_EXITED,
		webview2.COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_EXITED:
		h.handler.crashed()
	}
	return 0
}

func (h permission) PermissionRequested(_ *webview2.ICoreWebView2, a *webview2.ICoreWebView2PermissionRequestedEventArgs) uintptr {
	_ = invoke(a.Vtbl.PutState, unsafe.Pointer(a), webview2.COREWEBVIEW2_PERMISSION_STATE_DENY)
	return 0
}

// WebMessageReceived takes a message of the top page. WebView2 has no script
// worlds, so the page itself can write one: only a page of the widget's origin
// is heard, and its message has no more weight than its postMessage.
func (h received) WebMessageReceived(_ *webview2.ICoreWebView2, a *webview2.ICoreWebView2WebMessageReceivedEventArgs) uintptr {
	this := unsafe.Pointer(a)
	source, err := navigation.Read(textOf(a.Vtbl.GetSource, this))
	if err != nil || source.Origin() != h.origin {
		return 0
	}
	// It is not a string when the page posted something of its own.
	if text := textOf(a.Vtbl.TryGetWebMessageAsString, this); text != "" {
		h.handler.message([]byte(text))
	}
	return 0
}

func (h focus) FocusChanged(*webview2.ICoreWebView2Controller, *webview2.IUnknown) uintptr {
	h.handler.touched()
	return 0
}
