package host

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

func TestLedger(t *testing.T) {
	const url = "https://a.example/x"
	allow := navigation.Decision{Action: navigation.Allow}
	recheck := navigation.Decision{Action: navigation.Allow, Recheck: true}
	at := func(f navigation.Frame) navigation.Request {
		return navigation.Request{URL: secret.New(url), Frame: f, UserGesture: true}
	}
	for name, row := range map[string]struct {
		note  func(*decided)
		url   string
		frame navigation.Frame
		ask   bool
	}{
		"never-decided-is-asked":              {func(*decided) {}, url, navigation.FrameMain, true},
		"allowed-anywhere-is-not-asked":       {func(l *decided) { l.note(at(navigation.FrameUnknown), allow) }, url, navigation.FrameMain, false},
		"allowed-with-fragment-is-not-asked":  {func(l *decided) { l.note(at(navigation.FrameUnknown), allow) }, url + "#top", navigation.FrameMain, false},
		"allowed-in-a-frame-is-not-for-main":  {func(l *decided) { l.note(at(navigation.FrameSub), allow) }, url, navigation.FrameMain, true},
		"allowed-in-a-frame-is-for-the-frame": {func(l *decided) { l.note(at(navigation.FrameSub), allow) }, url, navigation.FrameSub, false},
		"recheck-is-asked":                    {func(l *decided) { l.note(at(navigation.FrameUnknown), recheck) }, url, navigation.FrameSub, true},
		"recheck-wins-over-allowed": {func(l *decided) {
			l.note(at(navigation.FrameUnknown), recheck)
			l.note(at(navigation.FrameUnknown), allow)
		}, url, navigation.FrameMain, true},
		"forgotten-is-asked": {func(l *decided) {
			l.note(at(navigation.FrameUnknown), allow)
			for i := range decidedSize {
				l.note(navigation.Request{URL: secret.New(fmt.Sprint(i))}, allow)
			}
		}, url, navigation.FrameMain, true},
	} {
		t.Run(name, func(t *testing.T) {
			var l decided
			row.note(&l)
			r, ask := l.recall(row.url, row.frame)
			assert.Equal(t, row.ask, ask)
			if ask {
				assert.True(t, r.Response)
				assert.Equal(t, row.frame, r.Frame)
				assert.Equal(t, row.url, r.URL.Reveal())
			}
		})
	}
}

func TestLedgerKeepsTheGestureOfARecheck(t *testing.T) {
	recheck := navigation.Decision{Action: navigation.Allow, Recheck: true}
	var l decided
	l.note(navigation.Request{URL: secret.New("https://a.example/"), UserGesture: true}, recheck)
	r, _ := l.recall("https://a.example/", navigation.FrameMain)
	assert.True(t, r.UserGesture)

	l.note(navigation.Request{URL: secret.New("https://a.example/")}, recheck)
	l.note(navigation.Request{URL: secret.New("https://a.example/"), UserGesture: true}, recheck)
	r, _ = l.recall("https://a.example/", navigation.FrameMain)
	assert.False(t, r.UserGesture, "the gesture may belong to another frame")
}
