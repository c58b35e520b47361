//go:build cgo

package host

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// view is a real window with a real session in it.
type view struct {
	*Window
	*ear
	site   *site
	opened chan string
	marker string
	life   *lifeline
	engine engine
}

// lifeline counts the signs of life that reach a session.
type lifeline struct {
	*session.Session
	touches atomic.Int32
}

func (l *lifeline) Step(at time.Time, in session.Input) session.Answer {
	if _, ok := in.(session.Touch); ok {
		l.touches.Add(1)
	}
	return l.Session.Step(at, in)
}

// ear turns what a listener hears into lines, such as "event connect/loaded".
type ear struct {
	lines   chan string
	skipped []string
	outcome session.Outcome // once the line "outcome …" was there
}

func (e *ear) Event(ev event.Event) { e.lines <- "event " + string(ev.Name) }
func (e *ear) Warning(err error)    { e.lines <- "warning " + string(fault.CodeOf(err)) }
func (e *ear) Outcome(o session.Outcome) {
	e.outcome = o
	e.lines <- "outcome " + string(o.Result)
}
func (e *ear) Navigation(r navigation.Request, d navigation.Decision) {
	action := map[navigation.Action]string{navigation.Block: "block", navigation.Allow: "allow",
		navigation.External: "external", navigation.Event: "event", navigation.Return: "return"}[d.Action]
	e.lines <- action + " " + r.URL.Reveal()
}

// await waits for a line and returns the lines before it.
func (e *ear) await(t *testing.T, want string) []string {
	t.Helper()
	var before []string
	limit := time.After(patience)
	for {
		select {
		case line := <-e.lines:
			if line == want {
				e.skipped = append(e.skipped, before...)
				return before
			}
			before = append(before, line)
		case <-limit:
			require.FailNow(t, "never heard: "+want, strings.Join(before, "\n"))
		}
	}
}

// rest returns the lines that are there, without waiting.
func (e *ear) rest() (lines []string) {
	for {
		select {
		case line := <-e.lines:
			lines = append(lines, line)
		default:
			return lines
		}
	}
}

// title is the title of the test's window.
func title(t *testing.T) string { return "test " + t.Name() }

// launch opens url without waiting for its page.
func launch(t *testing.T, ctx context.Context, url string) *view {
	t.Helper()
	needsDisplay(t)
	s, err := session.New(session.Config{WidgetURL: secret.New(url), AppScheme: "testapp"})
	require.NoError(t, err)
	v := &view{ear: &ear{lines: make(chan string, 10000)}, opened: make(chan string, 100), life: &lifeline{Session: s}}
	v.Window, err = open(ctx, Options{
		Session: v.life, Listener: v.ear, Title: title(t),
		Opener: func(_ context.Context, url string) error {
			v.opened <- url
			return nil
		},
	}, func(ctx context.Context, l Look, h handler) (engine, error) {
		e, err := newEngine(ctx, l, h)
		v.engine = e
		return e, err
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		v.Close()
		v.wait(t)
	})
	return v
}

// show opens the site's page and waits until it obeys.
func show(t *testing.T, s *site) *view {
	t.Helper()
	v := launch(t, t.Context(), s.URL+"/widget")
	v.site = s
	v.marker = s.run(t, "return window.marker")
	return v
}

// wait waits for the window to be gone.
func (v *view) wait(t *testing.T) {
	t.Helper()
	select {
	case <-v.Done():
	case <-time.After(patience):
		assert.Fail(t, "the window does not close")
	}
}

// survives checks that the page is the one that was loaded first.
func (v *view) survives(t *testing.T) {
	t.Helper()
	assert.Equal(t, v.marker, v.site.run(t, "return window.marker"), "the page was replaced")
}

// click clicks an element as a user would: what the host evaluates counts as
// a user's gesture.
func (v *view) click(id string) {
	v.engine.eval("document.getElementById('" + id + "').click()")
}

// opens checks that exactly one address was opened outside.
func (v *view) opens(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-v.opened:
		assert.Equal(t, want, got)
	case <-time.After(patience):
		require.FailNow(t, "nothing was opened outside", strings.Join(v.rest(), "\n"))
	}
	assert.Empty(t, v.opened, "opened more than once")
}

// events are the lines that are events.
func events(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.HasPrefix(l, "event ") || strings.Contains(l, "://") })
}

// downloads lists the files that have been downloaded.
func downloads(t *testing.T) []os.DirEntry {
	t.Helper()
	files, err := os.ReadDir(downloadDir)
	require.NoError(t, err)
	return files
}
