//go:build cgo

package host

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

const loadedEvent = `testapp://connect/loaded?metadata=%7B%22user_guid%22%3A%22USR-1%22%2C%22session_guid%22%3A%22SES-1%22%7D`

func TestTenEventsInARowArriveInOrder(t *testing.T) {
	s := newSite(t, "")
	v := show(t, s)
	s.run(t, `for (let i = 0; i < 10; i++) {
		location.href = 'testapp://connect/custom' + i + '?metadata=' + encodeURIComponent(JSON.stringify({ i }));
		await new Promise((done) => setTimeout(done, 10));
	}`)
	var want []string
	for i := range 10 {
		want = append(want, fmt.Sprintf("event connect/custom%d", i))
	}
	got := events(append(v.await(t, want[9]), want[9]))
	assert.Equal(t, want, got)
	v.survives(t)
}

func TestEventsByOtherRoutes(t *testing.T) {
	for name, row := range map[string]struct{ body, do string }{
		"link":               {`<a id="go" href="` + loadedEvent + `">x</a>`, ""},
		"redirect":           {`<a id="go" href="/redirect">x</a>`, ""},
		"redirect-by-script": {``, `location.href = '/redirect'`},
		"form":               {`<form action="` + loadedEvent + `" method="post"><button id="go">x</button></form>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, row.body)
			s.redirect("/redirect", loadedEvent)
			v := show(t, s)
			if row.do != "" {
				s.run(t, row.do)
			} else {
				v.click("go")
			}
			v.await(t, "event connect/loaded")
			v.survives(t)
		})
	}
}

func TestOtherSitesOpenOutsideOnce(t *testing.T) {
	other := newSite(t, "the bank")
	other.page("/bank", "the bank")
	bank := other.URL + "/bank"
	for name, body := range map[string]string{
		"link":                   `<a id="go" href="` + bank + `">x</a>`,
		"link-with-fragment":     `<a id="go" href="` + bank + `#x">x</a>`,
		"new-window-link":        `<a id="go" target="_blank" href="` + bank + `">x</a>`,
		"noopener-link":          `<a id="go" target="_blank" rel="noopener" href="` + bank + `">x</a>`,
		"named-window-link":      `<a id="go" target="bank" href="` + bank + `">x</a>`,
		"window-open":            `<a id="go" onclick="w = window.open('` + bank + `')">x</a>`,
		"window-open-then-set":   `<a id="go" onclick="w = window.open(''); w.location = '` + bank + `'">x</a>`,
		"window-open-then-later": `<a id="go" onclick="w = window.open(''); fetch('/widget').then(() => { w.location.href = '` + bank + `' })">x</a>`,
		"location":               `<a id="go" onclick="location.href = '` + bank + `'">x</a>`,
		"form":                   `<form action="` + bank + `"><button id="go">x</button></form>`,
		"form-post":              `<form action="` + bank + `" method="post"><button id="go">x</button></form>`,
		"form-new-window":        `<form action="` + bank + `" target="_blank"><button id="go">x</button></form>`,
		"redirect":               `<a id="go" href="/redirect">x</a>`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, body)
			s.redirect("/redirect", bank)
			v := show(t, s)
			v.click("go")
			want := bank
			switch name {
			case "link-with-fragment":
				want += "#x"
			case "form", "form-new-window":
				want += "?"
			}
			v.opens(t, want)
			v.survives(t)
		})
	}
}

func TestWindowOpenAnswersAWindow(t *testing.T) {
	s := newSite(t, `<a id="go" onclick="w = window.open('https://bank.example/')">x</a>`)
	v := show(t, s)
	v.click("go")
	v.opens(t, "https://bank.example/")
	assert.Equal(t, "[true,false]", s.run(t, "return [!!w, w.closed]"))
	s.run(t, "w.close()")
	assert.Equal(t, "true", s.run(t, "while (!w.closed) await new Promise((r) => setTimeout(r, 5)); return w.closed"))
	v.survives(t)
}

func TestManyWindowsAreBounded(t *testing.T) {
	s := newSite(t, "")
	v := show(t, s)
	s.run(t, "all = []; for (let i = 0; i < 50; i++) all.push(window.open(''))")
	open := s.run(t, "const n = () => all.filter((w) => w && !w.closed).length; while (n() > 4) await new Promise((r) => setTimeout(r, 5)); return n()")
	assert.Equal(t, "4", open)
	assert.Empty(t, v.opened)
	v.survives(t)
}

func TestNothingOpensWithoutAGesture(t *testing.T) {
	s := newSite(t, "")
	v := show(t, s)
	// A timer is beyond the reach of any gesture.
	s.run(t, `setTimeout(() => window.open('https://bank.example/'), 0)`)
	v.await(t, "warning user_gesture_required")
	assert.Empty(t, v.opened)
	v.survives(t)
}

func TestDangerousAddressesAreBlocked(t *testing.T) {
	for _, url := range []string{
		"data:text/html,<script>parent.postMessage(1,'*')</script>",
		"file:///etc/passwd",
		"blob:https://widget.example/1",
		"intent://x#Intent;scheme=http;end",
		"ms-settings:network",
		"wails://wails/",
	} {
		for route, do := range map[string]string{
			"location": "location.href = url",
			"open":     "window.open(url)",
			"replace":  "location.replace(url)",
		} {
			t.Run(route+" "+url[:5], func(t *testing.T) {
				s := newSite(t, "")
				v := show(t, s)
				s.run(t, fmt.Sprintf("const url = %q; try { %s } catch {}", url, do))
				s.run(t, "location.href = '"+loadedEvent+"'")
				v.await(t, "event connect/loaded")
				v.survives(t)
				assert.Empty(t, v.opened)
			})
		}
	}
}

func TestJavaScriptAddressesDoNotReplaceThePage(t *testing.T) {
	s := newSite(t, `<a id="go" target="_blank" href="javascript:document.write('gone')">x</a>`)
	v := show(t, s)
	s.run(t, `window.open("javascript:document.write('gone')")`)
	v.click("go")
	v.survives(t)
	assert.Empty(t, v.opened)
}

func TestSubFrameOfAnotherHostLoads(t *testing.T) {
	other := newSite(t, "")
	other.page("/captcha", `<script>parent.postMessage('captcha ready', '*')</script>`)
	s := newSite(t, "")
	v := show(t, s)
	s.run(t, `window.heard = new Promise((done) => addEventListener('message', (e) => done([e.origin, e.data])));
		const f = document.createElement('iframe'); f.src = '`+other.URL+`/captcha'; document.body.append(f)`)
	var heard []string
	s.runInto(t, "return window.heard", &heard)
	assert.Equal(t, []string{other.URL, "captcha ready"}, heard)
	// The frame spoke to the widget, not for it.
	v.await(t, "warning message_origin_refused")
	assert.Empty(t, v.opened)
	v.survives(t)
}

func TestSubFrameThatFailsIsNotTheWidget(t *testing.T) {
	s := newSite(t, "")
	s.mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	v := show(t, s)
	s.run(t, `const f = document.createElement('iframe'); f.src = '/broken'; document.body.append(f);
		await new Promise((done) => { f.onload = done })`)
	v.survives(t)
}

func TestDownloadsAreRefused(t *testing.T) {
	attachment := func(kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Disposition", "attachment; filename=x")
			_, _ = fmt.Fprint(w, "content")
		}
	}
	const refused = "warning navigation_blocked"
	for name, tt := range map[string]struct{ body, says string }{
		"attachment":       {`<a id="go" href="/attachment">x</a>`, refused},
		"unknown-type":     {`<a id="go" href="/binary">x</a>`, refused},
		"download-link":    {`<a id="go" download="x" href="/widget">x</a>`, refused},
		"html-attachment":  {`<a id="go" href="/html">x</a>`, refused},
		"blob-download":    {`<a id="go" download="x">x</a><script>go.href = URL.createObjectURL(new Blob(['x']))</script>`, "warning scheme_blocked"},
		"frame-attachment": {`<iframe name="f"></iframe><a id="go" target="f" href="/attachment">x</a>`, refused},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, tt.body)
			s.mux.HandleFunc("/attachment", attachment("application/pdf"))
			s.mux.HandleFunc("/binary", attachment("application/octet-stream"))
			s.mux.HandleFunc("/html", attachment("text/html"))
			v := show(t, s)
			v.click("go")
			v.await(t, tt.says) // before that another navigation would replace the download
			v.survives(t)
			s.run(t, "location.href = '"+loadedEvent+"'")
			v.await(t, "event connect/loaded")
			assert.Empty(t, downloads(t))
		})
	}
}
