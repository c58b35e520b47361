package host

import (
	"context"
	"sync"
	"time"

	"github.com/ebitengine/purego/objc"

	"github.com/connecthost/connecthost/bridge/page"
	"github.com/connecthost/connecthost/core/fault"
)

// loopWithin is how long the main run loop may take to make a window.
const loopWithin = 10 * time.Second

// wkWebView is the engine of macOS. Fields without another remark belong to
// the main thread.
type wkWebView struct {
	handler  handler
	delegate objc.ID // set before anything else, then constant

	mu    sync.Mutex
	queue []func() // work for the main thread; guarded by mu

	window  objc.ID // 0 before and after its life
	view    objc.ID
	content objc.ID // the user content controller
	world   objc.ID
	shown   bool // a page has been loaded
	visible bool // the window is
}

// newEngine makes the window on the main thread and waits for it.
func newEngine(ctx context.Context, l Look, h handler) (engine, error) {
	class, err := delegateClass()
	if err != nil {
		return nil, fault.Newf(fault.EngineUnavailable, err, "WKWebView is not available.")
	}
	e := &wkWebView{handler: h, delegate: objc.ID(class).Send(sel("new"))}
	engines.Store(e.delegate, e)
	made := make(chan struct{})
	e.post(func() {
		if ctx.Err() == nil {
			e.build(l)
			close(made)
		}
	})
	late := time.NewTimer(loopWithin)
	defer late.Stop()
	select {
	case <-made:
		return e, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-late.C:
	}
	e.close()
	return nil, fault.Newf(fault.EngineUnavailable, err, "The main run loop did not open a window: a program without a toolkit runs it with host.Main.")
}

// post runs f on the main thread, in order.
func (e *wkWebView) post(f func()) {
	e.mu.Lock()
	e.queue = append(e.queue, f)
	e.mu.Unlock()
	if objc.Send[bool](class("NSThread"), sel("isMainThread")) && e.window == 0 {
		e.work() // opened from the main thread, which must not wait for itself
		return
	}
	e.delegate.Send(sel("performSelectorOnMainThread:withObject:waitUntilDone:"), sel("connecthostWork"), objc.ID(0), false)
}

// work runs what post collected.
func (e *wkWebView) work() {
	e.mu.Lock()
	queue := e.queue
	e.queue = nil
	e.mu.Unlock()
	for _, f := range queue {
		f()
	}
}

// rect is NSRect.
type rect struct{ x, y, width, height float64 }

const (
	titledClosableResizable = 1 | 2 | 4 | 8 // NSWindowStyleMask, miniaturizable too
	buffered                = 2             // NSBackingStoreBuffered
)

func (e *wkWebView) build(l Look) {
	frame := rect{width: float64(l.Width), height: float64(l.Height)}
	e.window = class("NSWindow").Send(sel("alloc")).Send(sel("initWithContentRect:styleMask:backing:defer:"),
		frame, uint(titledClosableResizable), uint(buffered), false)
	e.window.Send(sel("setReleasedWhenClosed:"), false)
	e.window.Send(sel("setTitle:"), nsString(l.Title))
	e.window.Send(sel("setDelegate:"), e.delegate)

	e.view = class("WKWebView").Send(sel("alloc")).Send(sel("initWithFrame:configuration:"), frame, e.configuration())
	e.view.Send(sel("setNavigationDelegate:"), e.delegate)
	e.view.Send(sel("setUIDelegate:"), e.delegate)
	if l.Debug && responds(e.view, "setInspectable:") {
		e.view.Send(sel("setInspectable:"), true)
	}
	e.window.Send(sel("setContentView:"), e.view)
	e.window.Send(sel("center"))
}

// configuration has storage of its own in memory, and the message handler in
// a content world of its own, where the page cannot see it.
func (e *wkWebView) configuration() objc.ID {
	c := class("WKWebViewConfiguration").Send(sel("new"))
	c.Send(sel("setWebsiteDataStore:"), class("WKWebsiteDataStore").Send(sel("nonPersistentDataStore")))
	// Then createWebView is asked only when the user acted: WKNavigationAction
	// does not say so.
	c.Send(sel("preferences")).Send(sel("setJavaScriptCanOpenWindowsAutomatically:"), false)
	e.world = class("WKContentWorld").Send(sel("worldWithName:"), nsString(page.Handler)).Send(sel("retain"))
	e.content = c.Send(sel("userContentController"))
	e.content.Send(sel("addScriptMessageHandler:contentWorld:name:"), e.delegate, e.world, nsString(page.Handler))
	return c
}

// withView runs f on the main thread while there is a view.
func (e *wkWebView) withView(f func()) {
	e.post(func() {
		if e.window != 0 {
			f()
		}
	})
}

const atDocumentStart = 0 // WKUserScriptInjectionTimeAtDocumentStart

func (e *wkWebView) load(url, _, script string) {
	e.withView(func() {
		s := class("WKUserScript").Send(sel("alloc")).Send(sel("initWithSource:injectionTime:forMainFrameOnly:inContentWorld:"),
			nsString(script), atDocumentStart, true, e.world)
		e.content.Send(sel("removeAllUserScripts"))
		e.content.Send(sel("addUserScript:"), s)
		s.Send(sel("release"))
		if !e.visible {
			e.visible = true
			e.front()
		}
		address := class("NSURL").Send(sel("URLWithString:"), nsString(url))
		e.view.Send(sel("loadRequest:"), class("NSURLRequest").Send(sel("requestWithURL:"), address))
	})
}

func (e *wkWebView) eval(code string) {
	e.withView(func() {
		e.view.Send(sel("evaluateJavaScript:inFrame:inContentWorld:completionHandler:"), nsString(code), objc.ID(0), e.world, objc.ID(0))
	})
}

func (e *wkWebView) focus() {
	e.withView(func() {
		if e.visible {
			e.front()
		}
	})
}

func (e *wkWebView) front() { e.window.Send(sel("makeKeyAndOrderFront:"), objc.ID(0)) }

func (e *wkWebView) close() { e.withView(func() { e.window.Send(sel("close")) }) }

// gone releases what build made. The window calls it while it closes.
func (e *wkWebView) gone() {
	if e.window == 0 {
		return
	}
	e.view.Send(sel("stopLoading"))
	e.view.Send(sel("setNavigationDelegate:"), objc.ID(0))
	e.view.Send(sel("setUIDelegate:"), objc.ID(0))
	e.content.Send(sel("removeScriptMessageHandlerForName:contentWorld:"), nsString(page.Handler), e.world)
	e.window.Send(sel("setDelegate:"), objc.ID(0))
	e.view.Send(sel("release"))
	e.world.Send(sel("release"))
	e.window.Send(sel("autorelease"))
	e.window = 0
	engines.Delete(e.delegate)
	e.handler.destroyed()
}
