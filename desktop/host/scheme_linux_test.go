//go:build cgo && !e2e

package host

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/desktop/host/internal/gtkloop"
)

// With the build tag e2e all views share one context, and with it the app's
// schemes.

// TestTheAppsOwnSchemeAnswersTheWidgetNothing asks for the app's own assets,
// which are served on a scheme that all views of the process know.
func TestTheAppsOwnSchemeAnswersTheWidgetNothing(t *testing.T) {
	needsDisplay(t)
	before := gtkloop.SchemeRequests()
	const url = "shellapp://shell/app.js"
	const ask = `(async (reply) => {
		const url = '` + url + `', out = [];
		const add = (tag, attr, rel) => new Promise((done) => {
			const e = document.createElement(tag);
			if (rel) e.rel = rel;
			e.onload = () => done(tag + ' loaded');
			e.onerror = () => done(tag + ' failed');
			e[attr] = url;
			document.body.append(e);
		});
		for (const mode of ['cors', 'no-cors']) {
			out.push(await fetch(url, { mode, method: 'POST', body: 'x' }).then(() => mode + ' loaded', () => mode + ' failed'));
		}
		out.push(await new Promise((done) => { const x = new XMLHttpRequest(); x.onload = () => done('xhr loaded');
			x.onerror = () => done('xhr failed'); try { x.open('GET', url); x.send() } catch { done('xhr failed') } }));
		out.push(await add('script', 'src'), await add('img', 'src'), await add('link', 'href', 'stylesheet'));
		try { navigator.sendBeacon(url, 'x') } catch {}
				out.push('script ' + typeof window.stolen);
		reply(out);
	})`
	want := []string{"cors failed", "no-cors failed", "xhr failed", "script failed", "img failed", "link failed", "script undefined"}
	other := newSite(t, "")
	other.page("/frame", `<script>`+ask+`((out) => parent.postMessage(out, '*'))</script>`)
	frame := func(set string) string {
		return `return await new Promise((done) => { addEventListener('message', (e) => done(e.data));
			const f = document.createElement('iframe'); ` + set + `; document.body.append(f) })`
	}
	for name, code := range map[string]string{
		"page":               `return await new Promise(` + ask + `)`,
		"cross-origin-frame": frame(`f.src = '` + other.URL + `/frame'`),
		"sandboxed-frame":    frame(`f.sandbox = 'allow-scripts'; f.src = '` + other.URL + `/frame'`),
		"srcdoc-frame":       frame("f.srcdoc = " + quoteJS(`<body><script>`+ask+`((out) => parent.postMessage(out, '*'))</script>`)),
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, "")
			v := show(t, s)
			var got []string
			s.runInto(t, code, &got)
			assert.Equal(t, want, got)
			v.survives(t)
			assert.Equal(t, before, gtkloop.SchemeRequests(), "the app was asked")
		})
	}
}

func TestTheAppsOwnSchemeAnswersWorkersNothing(t *testing.T) {
	needsDisplay(t)
	before := gtkloop.SchemeRequests()
	const code = `(async () => { const out = [];
		out.push(await fetch('shellapp://shell/x', { mode: 'no-cors' }).then(() => 'loaded', () => 'failed'));
		try { importScripts('shellapp://shell/x'); out.push('loaded') } catch { out.push('failed') }
		postMessage(out) })()`
	for name, address := range map[string]string{
		"network-worker": `'/worker.js'`,
		"blob-worker":    `URL.createObjectURL(new Blob([` + quoteJS(code) + `]))`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, "")
			s.mux.HandleFunc("/worker.js", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/javascript")
				_, _ = io.WriteString(w, code)
			})
			show(t, s)
			got := s.run(t, `return await new Promise((done) => { new Worker(`+address+`).onmessage = (e) => done(e.data) })`)
			assert.Equal(t, `["failed","failed"]`, got)
			assert.Equal(t, before, gtkloop.SchemeRequests(), "the app was asked")
		})
	}
}
