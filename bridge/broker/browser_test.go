package broker_test

import (
	"bytes"
	"context"
	"image/color"
	"image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/sandbox/browsertest"
)

// shots is where pictures of the landing page go.
var shots = filepath.Join("..", "..", "build", "broker")

// browser is a headless Chromium with one page that runs no script, unless
// changed. It notes where pages want to go.
type browser struct {
	context.Context
	t       *testing.T
	mu      sync.Mutex
	leaving []leave
}

// leave is a navigation that a page asked for.
type leave struct {
	reason cdppage.ClientNavigationReason
	url    string
}

// browse starts a browser. Requests for the hosts in resolve, such as "MAP
// app.example:443 127.0.0.1:4711", go elsewhere.
func browse(t *testing.T, resolve string) *browser {
	t.Helper()
	ctx := browsertest.Start(t, 390, 700,
		chromedp.Flag("ignore-certificate-errors", true), chromedp.Flag("host-resolver-rules", resolve))
	b := &browser{Context: ctx, t: t}
	require.NoError(t, chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*cdppage.EventFrameRequestedNavigation); ok {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.leaving = append(b.leaving, leave{e.Reason, e.URL})
		}
	}))
	b.script(false)
	return b
}

func (b *browser) script(on bool) {
	b.t.Helper()
	_, err := chromedp.Call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	require.NoError(b.t, err)
}

// scheme sets whether the user likes light or dark pages.
func (b *browser) scheme(value string) {
	b.t.Helper()
	_, err := chromedp.Call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}},
	})
	require.NoError(b.t, err)
}

func (b *browser) agent(value string) {
	b.t.Helper()
	_, err := chromedp.Call(b, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: value})
	require.NoError(b.t, err)
}

// visit opens a page, without waiting for where it leads: a scheme that nobody
// handles has no end.
func (b *browser) visit(address string) {
	b.t.Helper()
	_, err := chromedp.Call(b, cdppage.Navigate, cdppage.NavigateParams{URL: address})
	require.NoError(b.t, err)
}

// shows waits for a text in the page, and returns the page.
func (b *browser) shows(text string) string {
	b.t.Helper()
	var html string
	require.Eventually(b.t, func() bool {
		document, err := chromedp.Call(b, dom.GetDocument, dom.GetDocumentParams{})
		if err != nil {
			return false // it is being replaced
		}
		out, err := chromedp.Call(b, dom.GetOuterHTML, dom.GetOuterHTMLParams{NodeID: document.Root.NodeID})
		html = out.OuterHTML
		return err == nil && strings.Contains(html, text)
	}, soon, 20*time.Millisecond, text)
	return html
}

// leaves waits until the page wants to go somewhere.
func (b *browser) leaves(want leave) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return slices.Contains(b.leaving, want)
	}, soon, 20*time.Millisecond, "%v of %v", want, b.leaving)
}

// fits checks that nothing is wider than the window, and takes a picture,
// whose corner has the page's own colour.
func (b *browser) fits(name string, width int64) (corner color.Gray) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b, chromedp.EmulateViewport(width, 700)))
	metrics, err := chromedp.Call(b, cdppage.GetLayoutMetrics, cdp.Empty{})
	require.NoError(b.t, err)
	require.LessOrEqual(b.t, metrics.CSSContentSize.Width, float64(width))
	picture, err := chromedp.Call(b, cdppage.CaptureScreenshot, cdppage.CaptureScreenshotParams{})
	require.NoError(b.t, err)
	require.NoError(b.t, os.MkdirAll(shots, 0o755))
	require.NoError(b.t, os.WriteFile(filepath.Join(shots, "landing-"+name+".png"), picture.Data, 0o644))
	seen, err := png.Decode(bytes.NewReader(picture.Data))
	require.NoError(b.t, err)
	return color.GrayModel.Convert(seen.At(0, 0)).(color.Gray)
}

// online is a broker at an address of this machine that browsers can reach.
func online(t *testing.T, change ...func(*broker.Options)) *bench {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	at := s.Listener.Addr().String()
	setup := func(o *broker.Options) { o.PublicURL, o.Hosts = "http://"+at, []string{at, host} }
	b := start(t, append([]func(*broker.Options){setup}, change...)...)
	s.Config = b.Server()
	s.Start()
	t.Cleanup(s.Close)
	return b
}
