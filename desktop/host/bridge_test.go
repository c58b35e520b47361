package host

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

const widgetURL = "https://widget.example/connect/token-token-token"

// fakeEngine notes what it is told. Like a real one, it reports its end from
// a thread of its own.
type fakeEngine struct {
	mu      sync.Mutex
	handler handler
	calls   []string
	script  string
	closed  sync.Once
}

func (e *fakeEngine) make(_ context.Context, _ Look, h handler) (engine, error) {
	e.handler = h
	return e, nil
}

func (e *fakeEngine) note(call string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.calls = append(e.calls, call)
}

func (e *fakeEngine) heard() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string(nil), e.calls...)
}

func (e *fakeEngine) load(url, origin, script string) {
	e.note("load " + url + " of " + origin)
	e.script = script
}

func (e *fakeEngine) eval(code string) { e.note("eval " + code) }
func (e *fakeEngine) focus()           { e.note("focus") }
func (e *fakeEngine) close()           { e.closed.Do(func() { go e.handler.destroyed() }) }

// newFakeWindow opens a window on a fake engine, with a real session.
func newFakeWindow(t *testing.T, heard func(error)) (*Window, *fakeEngine) {
	t.Helper()
	machine, err := session.New(session.Config{WidgetURL: secret.New(widgetURL)})
	require.NoError(t, err)
	e := &fakeEngine{}
	w, err := open(t.Context(), Options{Session: machine, Listener: driver.Funcs{OnWarning: heard}}, e.make)
	require.NoError(t, err)
	return w, e
}

func TestTheWidgetIsLoadedWithTheBridgeForItsOrigin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, e := newFakeWindow(t, nil)
		assert.Equal(t, []string{"load " + widgetURL + " of https://widget.example"}, e.heard())
		assert.Contains(t, e.script, `"origins":["https://widget.example"]`)
		e.handler.message([]byte(`{"origin":"https://widget.example","source":"self","data":{"type":"mx/connect/loaded","mx":true,"metadata":{"initial_step":"search"}}}`))
		w.Back()
		w.Focus()
		calls := e.heard()
		require.Len(t, calls, 3)
		assert.Contains(t, calls[1], `"https://widget.example"`, "a post is for that origin only")
		assert.Contains(t, calls[1], "navigation")
		assert.Equal(t, "focus", calls[2])
		w.Close()
		<-w.Done()
	})
}

func TestMessagesThatTheScriptDidNotSendBecomeWarnings(t *testing.T) {
	for name, row := range map[string]struct {
		raw  string
		want fault.Code
	}{
		"garbage":           {`C{"name":"main.App.Quit"}`, fault.EventMalformed},
		"refused-in-js":     {`{"origin":"a","source":"self","refused":"too_large"}`, fault.EventTooLarge},
		"too-large-here":    {strings.Repeat(" ", 4<<20), fault.EventTooLarge},
		"from-a-sub-frame":  {`{"origin":"https://widget.example","source":"other","data":1}`, fault.MessageOriginRefused},
		"of-another-origin": {`{"origin":"null","source":"self","data":1}`, fault.MessageOriginRefused},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var warnings []fault.Code
				w, e := newFakeWindow(t, func(err error) { warnings = append(warnings, fault.CodeOf(err)) })
				e.handler.message([]byte(row.raw))
				w.Close()
				<-w.Done()
				assert.Equal(t, []fault.Code{row.want}, warnings)
			})
		})
	}
}

func TestOpenWithoutAnEngineTellsTheListenerNothing(t *testing.T) {
	machine, err := session.New(session.Config{WidgetURL: secret.New(widgetURL)})
	require.NoError(t, err)
	var late handler
	heard := driver.Funcs{OnOutcome: func(session.Outcome) { t.Error("it heard something") }}
	_, err = open(t.Context(), Options{Session: machine, Listener: heard}, func(_ context.Context, _ Look, h handler) (engine, error) {
		late = h
		return nil, fault.New(fault.EngineUnavailable, nil)
	})
	assert.Equal(t, fault.EngineUnavailable, fault.CodeOf(err))
	late.destroyed()
}

func TestOpenRefusesUnusableOptions(t *testing.T) {
	_, err := open(t.Context(), Options{}, (&fakeEngine{}).make)
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
}

// A posted message cannot break out of the script that posts it.
func TestPostedDataStaysData(t *testing.T) {
	e := &fakeEngine{}
	webView{e}.Post(json.RawMessage(`{"x":"</script>');alert(1)//"}`), "https://widget.example")
	require.Len(t, e.heard(), 1)
	assert.NotContains(t, e.heard()[0], "</script>")
}
