package ucwwidget_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

const deadline, tick = 30 * time.Second, 20 * time.Millisecond

// pages counts the browser's windows.
func (s *stage) pages() int {
	s.t.Helper()
	targets, err := chromedp.Targets(s.ctx)
	require.NoError(s.t, err)
	n := 0
	for _, target := range targets {
		if target.Type == "page" {
			n++
		}
	}
	return n
}

func TestAnotherTargetOriginHearsNothing(t *testing.T) {
	for name, target := range map[string]func(*stage) string{
		"another host": func(*stage) string { return "https://app.example" },
		"another port": func(s *stage) string { return s.url },
		"another name": func(s *stage) string { return strings.Replace(s.host, "127.0.0.1", "localhost", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.does(logIn("correct")...)
			s.frame(s.widgetURL(object{"targetOrigin": target(s), "institutionId": "mxBank"}))
			require.Eventually(t, func() bool {
				members := s.members()
				return len(members) == 1 && members[0].Status == world.Connected && !members[0].Aggregating
			}, deadline, tick, "the connection is made all the same")
			assert.Empty(t, s.heard())
			s.clean()
		})
	}
}

func TestPathInTheTargetOriginDoesNotMatter(t *testing.T) {
	s := newStage(t)
	s.frame(s.widgetURL(object{"targetOrigin": s.host + "/some/path?x=1"}))
	s.until("connect/loaded", "")
}

func TestTopLevelWidgetTalksToItself(t *testing.T) {
	s := newStage(t)
	_, err := chromedp.Call(s.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: listen})
	require.NoError(t, err)
	require.NoError(t, chromedp.Do(s.ctx, chromedp.Navigate(s.widgetURL(object{"targetOrigin": s.url}))))
	list := s.until("connect/loaded", "")
	assert.Equal(t, s.url, list[0].Origin)
	assert.False(t, list[0].Framed, "the source is the window itself")

	require.NoError(t, chromedp.Do(s.ctx, chromedp.Navigate(s.widgetURL(nil)), chromedp.WaitVisible(chromedp.CSS("#search"))))
	assert.Empty(t, s.heard(), "with another origin it does not even hear itself")
	s.clean()
}

func TestOpenerHears(t *testing.T) {
	s := newStage(t)
	require.NoError(t, chromedp.Do(s.ctx, chromedp.Navigate(s.host)))
	s.run(fmt.Sprintf(`void window.open(%q)`, s.widgetURL(nil)))
	list := s.until("connect/loaded", "")
	assert.Equal(t, s.url, list[0].Origin)
}

func TestBackAlwaysSaysThatThereWasNoWay(t *testing.T) {
	s := newStage(t)
	s.frame(s.widgetURL(object{"institutionId": "mxBank"}))
	s.until("connect/loaded", "")
	s.run(`for (const m of ["not JSON", null, {type: "mx/navigation"}, JSON.stringify({mx: true, type: "mx/navigation", payload: {action: "back"}})])
		document.querySelector("iframe").contentWindow.postMessage(m, "*")`)
	s.until("navigation", `"did_go_back":false`)
	s.clean()
}

func TestReloadShowsATextAndSaysNothing(t *testing.T) {
	s := newStage(t)
	url := s.widgetURL(nil)
	s.frame(url)
	s.until("connect/loaded", "")
	s.frame(url) // a new page, which has heard nothing yet
	require.Eventually(t, func() bool { return s.asked("GET widget 400") }, deadline, tick)
	assert.Empty(t, s.heard())
}

func TestAuthenticatedWidgetNeedsItsCookie(t *testing.T) {
	withAuth := func(c *ucwapi.Config) { c.Auth.General = true }
	s := newStage(t, withAuth)
	token, err := s.face.Token(ucwapi.General, time.Hour)
	require.NoError(t, err)
	bearer := []string{"Authorization", "Bearer " + token.Reveal()}

	s.frame(s.widgetURL(nil, bearer...))
	s.until("connect/loaded", "") // another port is the same site

	s.mu.Lock()
	s.requests = nil
	s.mu.Unlock()
	s.host = strings.Replace(s.host, "127.0.0.1", "localhost", 1)
	s.frame(s.widgetURL(object{"targetOrigin": s.host}, bearer...))
	require.Eventually(t, func() bool { return s.asked("POST instrumentation 401") }, deadline, tick, "another site's frame gets no cookie")
	assert.True(t, s.asked("GET widget 200"), "though the page was loaded")
	assert.Empty(t, s.heard())
}
