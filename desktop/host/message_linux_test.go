//go:build cgo

package host

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

const loadedMessage = `{mx: true, type: 'mx/connect/loaded', metadata: {user_guid: 'USR-1', session_guid: 'SES-1'}}`

func TestMessagesOfTheWidgetBecomeEvents(t *testing.T) {
	for name, do := range map[string]string{
		"to-itself":         `postMessage(` + loadedMessage + `, origin)`,
		"to-its-parent":     `parent.postMessage(` + loadedMessage + `, origin)`,
		"to-anyone":         `postMessage(` + loadedMessage + `, '*')`,
		"as-text":           `postMessage(JSON.stringify(` + loadedMessage + `), origin)`,
		"while-page-stops":  `addEventListener('message', (e) => e.stopImmediatePropagation(), true); postMessage(` + loadedMessage + `, origin)`,
		"with-broken-JSON":  `JSON.stringify = () => { throw 1 }; Object.prototype.toJSON = () => 'x'; postMessage(` + loadedMessage + `, origin)`,
		"after-huge-ones":   `postMessage('x'.repeat(1 << 22), origin); postMessage(new Uint8Array(1e7), origin); postMessage(` + loadedMessage + `, origin)`,
		"after-odd-ones":    `for (const m of [1n, new Map(), null, undefined, NaN, new Date(), /x/, [[]], new Error('x')]) postMessage(m, origin); postMessage(` + loadedMessage + `, origin)`,
		"after-cyclic-ones": `const c = {}; c.c = c; postMessage(c, origin); postMessage(` + loadedMessage + `, origin)`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, "")
			v := show(t, s)
			s.mu.Lock() // the page may have broken its own JSON: do not wait for its answer
			s.orders = append(s.orders, do)
			s.changed.Broadcast()
			s.mu.Unlock()
			v.await(t, "event connect/loaded")
		})
	}
}

func TestMessagesSentWhileThePageLoadsAreHeard(t *testing.T) {
	s := newSite(t, `<script>postMessage(`+loadedMessage+`, origin)</script>`)
	v := launch(t, t.Context(), s.URL+"/widget")
	v.await(t, "event connect/loaded")
}

// TestOthersCannotSpeakForTheWidget posts from frames to the widget's top
// page. Frames of its own origin are refused too: they are not its page.
func TestOthersCannotSpeakForTheWidget(t *testing.T) {
	other := newSite(t, "")
	post := `<script>top.postMessage(` + loadedMessage + `, '*')</script>`
	other.page("/frame", post)
	for name, frame := range map[string]string{
		"other-origin": `f.src = '` + other.URL + `/frame'`,
		"same-origin":  `f.src = '/frame'`,
		"sandboxed":    `f.sandbox = 'allow-scripts'; f.src = '/frame'`,
		"srcdoc":       "f.srcdoc = " + fmt.Sprintf("%q", post),
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, "")
			s.page("/frame", post)
			v := show(t, s)
			s.run(t, `const f = document.createElement('iframe'); `+frame+`; document.body.append(f)`)
			before := v.await(t, "warning message_origin_refused")
			assert.Empty(t, events(before))
			v.survives(t)
		})
	}
}

func TestEventsThatAScriptMadeUpAreIgnored(t *testing.T) {
	s := newSite(t, "")
	v := show(t, s)
	s.run(t, `dispatchEvent(new MessageEvent('message', { data: `+loadedMessage+`, origin, source: window }));
		postMessage({mx: true, type: 'mx/connect/end', metadata: {}}, origin)`)
	assert.Empty(t, events(v.await(t, "event connect/end")))
}

// poster is a session that posts each message that it gets back to the page.
type poster struct {
	url, origin string
	data        []string
}

func (p *poster) Step(_ time.Time, in session.Input) session.Answer {
	switch in := in.(type) {
	case session.Start:
		return session.Answer{Effects: []session.Effect{session.Load{URL: secret.New(p.url), Origin: p.origin}}}
	case session.Message:
		p.data = append(p.data, in.Data)
		return session.Answer{Effects: []session.Effect{session.Post{Data: json.RawMessage(in.Data), Origin: p.origin}}}
	case session.Navigate:
		return session.Answer{Decision: navigation.Decision{Action: navigation.Allow}}
	}
	return session.Answer{}
}

func (p *poster) Deadline() time.Time { return time.Time{} }

func (p *poster) Snapshot(session.Sealer) ([]byte, error) { return nil, nil }

func TestPostsReachThePageAndDoNotComeBack(t *testing.T) {
	needsDisplay(t)
	s := newSite(t, "")
	p := &poster{url: s.URL + "/widget", origin: s.URL}
	w, err := Open(t.Context(), Options{Session: p, Listener: &listener{}, Title: title(t)})
	require.NoError(t, err)
	t.Cleanup(func() { w.Close(); <-w.Done() })
	for _, data := range []string{
		`{"a":[1,null,true]}`,
		`"</script><script>alert(1)</script>"`,
		"\"line\\u2028para\\u2029'\\\"`${x}\\\\\"",
		`{"__proto__":{"x":1}}`,
	} {
		// The page's own copy, the post, and nothing more.
		var got []json.RawMessage
		s.runInto(t, `const got = []; const all = new Promise((done) => addEventListener('message', (e) => {
				got.push(e.data); if (got.length === 2) done() }));
			postMessage(JSON.parse(`+fmt.Sprintf("%q", data)+`), origin); await all; return got`, &got)
		require.Len(t, got, 2)
		assert.JSONEq(t, data, string(got[0]))
		assert.JSONEq(t, data, string(got[1]))
	}
	w.Close()
	<-w.Done()
	assert.Len(t, p.data, 4, "a post came back as a message of the page")
}

func TestAFloodOfMessagesLeavesTheHostUsable(t *testing.T) {
	s := newSite(t, "")
	v := show(t, s)
	s.run(t, `for (let i = 0; i < 100000; i++) postMessage({mx: true, type: 'mx/connect/x', metadata: {i}}, origin)`)
	// The session hears nothing more for a while; then it does again.
	s.run(t, `setInterval(() => { location.href = '`+loadedEvent+`' }, 100)`)
	before := v.await(t, "event connect/loaded")
	assert.Less(t, len(before), 10000, "the session passes on a bounded number")
	assert.NotEmpty(t, events(before))
	v.survives(t)
}
