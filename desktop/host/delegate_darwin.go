package host

import (
	"net/http"
	"sync"

	"github.com/ebitengine/purego"
	"github.com/ebitengine/purego/objc"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// engines finds the engine of a delegate: Objective-C calls one method for all
// objects of a class.
var engines sync.Map // objc.ID of the delegate -> *wkWebView

const (
	cancel     = 0 // WKNavigationActionPolicyCancel and WKNavigationResponsePolicyCancel
	permit     = 1 // WKNavigationActionPolicyAllow and WKNavigationResponsePolicyAllow
	deny       = 2 // WKPermissionDecisionDeny
	byLink     = 0 // WKNavigationTypeLinkActivated
	byForm     = 1 // WKNavigationTypeFormSubmitted
	cancelled  = -999
	policyStop = 102 // WebKitErrorFrameLoadInterruptedByPolicyChange
)

// delegateClass registers the class of the delegates, once in a process.
var delegateClass = sync.OnceValues(func() (objc.Class, error) {
	for _, framework := range []string{"AppKit", "WebKit"} {
		path := "/System/Library/Frameworks/" + framework + ".framework/" + framework
		if _, err := purego.Dlopen(path, purego.RTLD_LAZY|purego.RTLD_GLOBAL); err != nil {
			return 0, err
		}
	}
	var protocols []*objc.Protocol
	for _, name := range []string{"WKNavigationDelegate", "WKUIDelegate", "WKScriptMessageHandler", "NSWindowDelegate"} {
		// The runtime knows only the protocols that some code refers to.
		if p := objc.GetProtocol(name); p != nil {
			protocols = append(protocols, p)
		}
	}
	return objc.RegisterClass("ConnecthostWidgetDelegate", objc.GetClass("NSObject"), protocols, nil, []objc.MethodDef{
		{Cmd: sel("connecthostWork"), Fn: onWork},
		{Cmd: sel("webView:decidePolicyForNavigationAction:decisionHandler:"), Fn: onNavigation},
		{Cmd: sel("webView:decidePolicyForNavigationResponse:decisionHandler:"), Fn: onResponse},
		{Cmd: sel("webView:createWebViewWithConfiguration:forNavigationAction:windowFeatures:"), Fn: onNewWindow},
		{Cmd: sel("webView:didFinishNavigation:"), Fn: onFinish},
		{Cmd: sel("webView:didFailProvisionalNavigation:withError:"), Fn: onFail},
		{Cmd: sel("webView:didFailNavigation:withError:"), Fn: onFail},
		{Cmd: sel("webViewWebContentProcessDidTerminate:"), Fn: onTerminate},
		{Cmd: sel("webView:requestMediaCapturePermissionForOrigin:initiatedByFrame:type:decisionHandler:"), Fn: onCapture},
		{Cmd: sel("userContentController:didReceiveScriptMessage:"), Fn: onMessage},
		{Cmd: sel("windowShouldClose:"), Fn: onShouldClose},
		{Cmd: sel("windowWillClose:"), Fn: onWillClose},
		{Cmd: sel("windowDidBecomeKey:"), Fn: onKey},
	})
})

// with runs f for the engine of a delegate, if it is still there.
func with(delegate objc.ID, f func(*wkWebView)) {
	if e, ok := engines.Load(delegate); ok {
		f(e.(*wkWebView))
	}
}

func onWork(self objc.ID, _ objc.SEL) { with(self, (*wkWebView).work) }

func onNavigation(self objc.ID, _ objc.SEL, _, action objc.ID, reply objc.Block) {
	policy := cancel
	with(self, func(e *wkWebView) {
		target := action.Send(sel("targetFrame"))
		if target == 0 {
			// A new window: allowing it asks createWebView, which decides.
			policy = permit
			return
		}
		frame := navigation.FrameSub
		if objc.Send[bool](target, sel("isMainFrame")) {
			frame = navigation.FrameMain
		}
		kind := objc.Send[int](action, sel("navigationType"))
		d := e.handler.navigate(navigation.Request{
			URL: secret.New(addressOf(action)), Frame: frame, UserGesture: kind == byLink || kind == byForm,
		})
		download := responds(action, "shouldPerformDownload") && objc.Send[bool](action, sel("shouldPerformDownload"))
		switch {
		case d.Action != navigation.Allow:
		case download:
			e.handler.refused(downloadRefused())
		default:
			policy = permit
		}
	})
	call(reply, policy)
}

// onNewWindow asks about a new window and never opens one.
func onNewWindow(self objc.ID, _ objc.SEL, _, _, action, _ objc.ID) objc.ID {
	with(self, func(e *wkWebView) {
		e.handler.navigate(navigation.Request{URL: secret.New(addressOf(action)), NewWindow: true, UserGesture: true})
	})
	return 0
}

func onResponse(self objc.ID, _ objc.SEL, _, answer objc.ID, reply objc.Block) {
	policy := cancel
	with(self, func(e *wkWebView) {
		if e.accepts(answer) {
			policy = permit
		}
	})
	call(reply, policy)
}

// accepts decides about an answer: error pages of the main frame end the
// session, and anything that is not a page would become a download.
func (e *wkWebView) accepts(answer objc.ID) bool {
	main := objc.Send[bool](answer, sel("isForMainFrame"))
	isPage := objc.Send[bool](answer, sel("canShowMIMEType"))
	response := answer.Send(sel("response"))
	status := 0
	if responds(response, "statusCode") {
		status = objc.Send[int](response, sel("statusCode"))
	}
	switch {
	case main && status >= http.StatusBadRequest:
		err := fault.Newf(fault.WidgetLoadFailed, nil, "The widget's server answered with status %d.", status)
		err.Status = status
		e.handler.failed(err)
		return false
	case main && !isPage && !e.shown:
		e.handler.failed(fault.Newf(fault.WidgetLoadFailed, nil, "The widget's server did not answer with a page."))
	case !isPage:
		e.handler.refused(downloadRefused())
	case main:
		e.shown = true
	}
	return isPage
}

func onFinish(self objc.ID, _ objc.SEL, _, _ objc.ID) {
	with(self, func(e *wkWebView) { e.handler.loaded() })
}

func onFail(self objc.ID, _ objc.SEL, _, _, problem objc.ID) {
	switch objc.Send[int](problem, sel("code")) {
	case cancelled, policyStop: // that was us
		return
	}
	with(self, func(e *wkWebView) { e.handler.failed(fault.New(fault.WidgetLoadFailed, nil)) })
}

func onTerminate(self objc.ID, _ objc.SEL, _ objc.ID) {
	with(self, func(e *wkWebView) { e.handler.crashed() })
}

func onCapture(_ objc.ID, _ objc.SEL, _, _, _ objc.ID, _ int, reply objc.Block) { call(reply, deny) }

// onMessage takes what the script sent. The handler exists in the script's
// world of the top frame only; other senders are refused all the same.
func onMessage(self objc.ID, _ objc.SEL, _, message objc.ID) {
	body := message.Send(sel("body"))
	main := objc.Send[bool](message.Send(sel("frameInfo")), sel("isMainFrame"))
	if !main || !objc.Send[bool](body, sel("isKindOfClass:"), class("NSString")) {
		return
	}
	with(self, func(e *wkWebView) { e.handler.message([]byte(goString(body))) })
}

// onShouldClose leaves the closing to the session.
func onShouldClose(self objc.ID, _ objc.SEL, _ objc.ID) bool {
	with(self, func(e *wkWebView) { e.handler.dismissed() })
	return false
}

func onWillClose(self objc.ID, _ objc.SEL, _ objc.ID) { with(self, (*wkWebView).gone) }

func onKey(self objc.ID, _ objc.SEL, _ objc.ID) {
	with(self, func(e *wkWebView) { e.handler.touched() })
}
