//go:build cgo

package host

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/desktop/host/internal/gtkloop"
)

// probes collects what the probes in a page and its frames found.
type probes struct {
	mu    sync.Mutex
	found map[string][]string
	more  chan struct{}
}

func (r *probes) serve(w http.ResponseWriter, req *http.Request) {
	raw, _ := io.ReadAll(req.Body)
	var one struct {
		Where string   `json:"where"`
		Found []string `json:"found"`
	}
	if json.Unmarshal(raw, &one) != nil {
		return
	}
	r.mu.Lock()
	r.found[one.Where] = one.Found
	r.mu.Unlock()
	r.more <- struct{}{}
}

// probing is a script that probes its own window and every window that it can
// reach, and reports to the site.
func probing(t *testing.T, report, origin string) func(where string) string {
	raw, err := os.ReadFile("testdata/probe.js")
	require.NoError(t, err)
	return func(where string) string {
		return string(raw) + fmt.Sprintf(`
			(() => {
				const found = [];
				for (const [name, get] of [['self', () => window], ['parent', () => parent], ['top', () => top], ['opener', () => opener],
					['frame', () => frames[0]], ['sibling', () => parent.frames[0]]]) {
					let win;
					try { win = get() } catch {}
					if (win) found.push(...probe(win, %q).map((f) => name + ' ' + f));
				}
				fetch(%q, { method: 'POST', mode: 'no-cors', body: JSON.stringify({ where: %q, found }) });
			})();`, origin, report, where)
	}
}

// TestNothingNativeCanBeReachedFromThePage is the proof that the widget's
// page, and any frame or window in it, has no way to native code except the
// messages and navigations that the session checks.
func TestNothingNativeCanBeReachedFromThePage(t *testing.T) {
	needsDisplay(t)
	openShell(t)
	before := gtkloop.Messages()

	r := &probes{found: map[string][]string{}, more: make(chan struct{}, 100)}
	s, other := newSite(t, ""), newSite(t, "")
	s.mux.HandleFunc("/report", r.serve)
	script := probing(t, s.URL+"/report", s.URL)
	html := func(where string) string { return "<script>" + script(where) + "</script>" }
	s.page("/same", html("same-origin"))
	other.page("/cross", html("cross-origin"))
	other.page("/sandboxed", html("sandboxed"))
	other.page("/nest", html("nesting")+`<iframe srcdoc="`+strings.ReplaceAll(html("nested-srcdoc"), `"`, "&quot;")+`"></iframe>`)

	v := show(t, s)
	s.run(t, script("page"))
	s.run(t, `const frame = (set) => { const f = document.createElement('iframe'); set(f); document.body.append(f); return f };
		frame((f) => { f.src = '/same' });
		frame((f) => { f.src = '`+other.URL+`/cross' });
		frame((f) => { f.sandbox = 'allow-scripts'; f.src = '`+other.URL+`/sandboxed' });
		frame((f) => { f.src = '`+other.URL+`/nest' });
		frame((f) => { f.srcdoc = `+quoteJS(html("srcdoc"))+` });
		frame((f) => { f.sandbox = 'allow-scripts'; f.srcdoc = `+quoteJS(html("sandboxed-srcdoc"))+` });
		frame(() => {}).contentWindow.eval(`+quoteJS(script("about-blank"))+`);
		const written = frame(() => {}).contentDocument; written.open(); written.write(`+quoteJS(html("written"))+`); written.close();
		window.open('').eval(`+quoteJS(script("popup"))+`)`)

	places := []string{"page", "same-origin", "cross-origin", "sandboxed", "nesting", "nested-srcdoc", "srcdoc",
		"sandboxed-srcdoc", "about-blank", "written", "popup"}
	for range places {
		<-r.more
	}
	r.mu.Lock()
	for _, where := range places {
		found, reported := r.found[where]
		assert.True(t, reported, "no report from %s", where)
		assert.Empty(t, found, "reached from %s", where)
	}
	r.mu.Unlock()

	// Nothing that the probes sent has arrived anywhere. The event is sent
	// last, so that all before it has been heard.
	s.run(t, "location.href = '"+loadedEvent+"'")
	lines := v.await(t, "event connect/loaded")
	assert.False(t, slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "memberConnected") }), lines)
	assert.Equal(t, before, gtkloop.Messages(), "the page reached the handler of another view")
	v.survives(t)
}

// TestTheProbeFindsWhatItLooksFor keeps the proof from being empty.
func TestTheProbeFindsWhatItLooksFor(t *testing.T) {
	raw, err := os.ReadFile("testdata/probe.js")
	require.NoError(t, err)
	s := newSite(t, "")
	show(t, s)
	var got struct {
		Found []string
		Sent  int
	}
	s.runInto(t, string(raw)+`
		let sent = 0;
		const handler = { postMessage() { sent++ } };
		const found = probe({ webkit: { messageHandlers: { connecthost: handler, external: handler } }, chrome: { webview: handler },
			go: {}, runtime: {}, external: { invoke() { sent++ } }, connecthost: { post() { sent++ } } }, origin);
		return { Found: found, Sent: sent }`, &got)
	for _, want := range []string{"messageHandlers.connecthost", "messageHandlers.external", "chrome.webview", "go", "runtime",
		"window.external", "window.connecthost", "property connecthost"} {
		assert.Contains(t, got.Found, want)
	}
	assert.Equal(t, 15, got.Sent)
}

// openShell opens a view with a binding, as the app's own page has, and
// checks that the binding works.
func openShell(t *testing.T) {
	t.Helper()
	before := gtkloop.Messages()
	gtkloop.OpenWindow("shell with bindings", "<script>webkit.messageHandlers.external.postMessage('hello')</script>")
	t.Cleanup(func() { gtkloop.DestroyWindow("shell with bindings") })
	require.Eventually(t, func() bool { return gtkloop.Messages() == before+1 }, patience, patience/1000)
}

func quoteJS(code string) string {
	raw, _ := json.Marshal(code)
	return string(raw)
}
