package main

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/page"
	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/sandbox/browsertest"
	"github.com/connecthost/connecthost/core/secret"
)

// tab is a view: a page of a browser without a window. The bridge runs in a
// script world of its own, as in the engines of a desktop.
type tab struct {
	t      testing.TB
	ctx    context.Context
	opener driver.Opener  // the system's browser
	driver *driver.Driver // set by Open
	work   chan func()

	mu    sync.Mutex
	world runtime.ExecutionContextID // of the page that is shown
}

// binding is how the bridge's world reaches the test.
const binding = "connecthostHeard"

func newTab(t testing.TB, opener driver.Opener) *tab {
	t.Helper()
	v := &tab{t: t, ctx: browsertest.Start(t, 480, 640), opener: opener, work: make(chan func(), 64)}
	require.NoError(t, chromedp.Listen(v.ctx, v.heard))
	_, err := chromedp.Call(v.ctx, runtime.AddBinding, runtime.AddBindingParams{Name: binding, ExecutionContextName: page.Handler})
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for f := range v.work {
			f()
		}
	}()
	t.Cleanup(func() { close(v.work); <-done })
	return v
}

// Open shows the widget of a session. There is one tab: it is for one session.
func (v *tab) Open(ctx context.Context, o driver.Options) (journey.Window, error) {
	if o.Opener == nil {
		o.Opener = v.opener
	}
	d, err := driver.New(ctx, o)
	if err != nil {
		return nil, err
	}
	v.driver = d
	d.Start(v)
	return d, nil
}

// heard takes what the browser reports, on one of its goroutines.
func (v *tab) heard(event any) {
	switch e := event.(type) {
	case *runtime.EventExecutionContextCreated:
		if e.Context.Name == page.Handler {
			v.mu.Lock()
			v.world = e.Context.ID
			v.mu.Unlock()
		}
	case *runtime.EventBindingCalled:
		if m, err := page.Decode([]byte(e.Payload)); err == nil && m.Refused == nil {
			v.driver.Message(m.Origin, m.SubFrame, string(m.Data))
		}
	}
}

// Load shows a page, with the bridge in it.
func (v *tab) Load(url secret.String, origin string) {
	v.work <- func() {
		channel := "window.webkit={messageHandlers:{" + page.Handler + ":{postMessage:s=>" + binding + "(s)}}};"
		_, err := chromedp.Call(v.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{
			Source: channel + page.Script(page.Options{Origins: []string{origin}}), WorldName: page.Handler,
		})
		if err == nil {
			err = chromedp.Do(v.ctx, chromedp.Navigate(url.Reveal()))
		}
		if err != nil {
			v.driver.Failed(err)
			return
		}
		v.driver.Loaded()
	}
}

// Post posts to the page.
func (v *tab) Post(data json.RawMessage, origin string) {
	v.work <- func() {
		v.mu.Lock()
		world := v.world
		v.mu.Unlock()
		_, _ = chromedp.Call(v.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: page.PostScript(data, origin), ContextID: world})
	}
}

// Focus does nothing: there is no window.
func (v *tab) Focus() {}

// Close is the end of the page for the session; the browser ends with the test.
func (v *tab) Close() { go v.driver.Gone() }

// press clicks what a selector finds, once it is there with the given words.
func (v *tab) press(selector, words string) {
	v.t.Helper()
	v.do(chromedp.Poll[chromedp.Void](`document.querySelector("`+selector+`")?.textContent === "`+words+`"`), browsertest.Click(selector))
}

func (v *tab) do(steps ...browsertest.Step) {
	v.t.Helper()
	require.NoError(v.t, chromedp.Do(v.ctx, steps...))
}
