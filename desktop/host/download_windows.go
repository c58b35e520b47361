package host

import (
	"errors"
	"unsafe"

	"github.com/wailsapp/go-webview2/pkg/webview2"
)

// download refuses what a page wants to download.
type download struct{ *webView2 }

// view4 is the table of ICoreWebView2_4 up to the method that is used here. A
// COM interface begins with the methods of those that it extends; the tables
// of the webview2 package leave them out.
type view4 struct {
	webview2.ICoreWebView2Vtbl
	second              [7]webview2.ComProc // of ICoreWebView2_2
	third               [5]webview2.ComProc // of ICoreWebView2_3
	frameCreated        [2]webview2.ComProc
	AddDownloadStarting webview2.ComProc
}

// refuseDownloads subscribes to downloads. It fails with runtimes older than
// 2021, which do not report them: nothing would be refused.
func (e *webView2) refuseDownloads() error {
	extended := e.view.GetICoreWebView2_4()
	if extended == nil {
		return errors.New("WebView2: the runtime is too old to refuse downloads")
	}
	this := unsafe.Pointer(extended)
	table := *(**view4)(this)
	defer func() { _ = invoke(table.Release, this) }()
	handler := unsafe.Pointer(webview2.NewICoreWebView2DownloadStartingEventHandler(download{e}))
	e.kept = append(e.kept, handler)
	return subscribe(table.AddDownloadStarting, this, handler)
}

// DownloadStarting refuses it, without a dialog.
func (h download) DownloadStarting(_ *webview2.ICoreWebView2, a *webview2.ICoreWebView2DownloadStartingEventArgs) uintptr {
	_ = invoke(a.Vtbl.PutCancel, unsafe.Pointer(a), 1)
	h.handler.refused(downloadRefused())
	return 0
}
