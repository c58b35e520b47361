//go:build webkit2_41

package isolation

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host"
)

// patience bounds every wait of this test.
const patience = time.Minute

// Probe is bound to the shell's page, as an application's methods are.
type Probe struct {
	mu    sync.Mutex
	calls []string
}

// Touch notes who called.
func (p *Probe) Touch(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, who)
}

func (p *Probe) callers() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.calls...)
}

// app is the Wails application around the test. Wails needs the main
// goroutine, so the tests run beside it.
type app struct {
	probe   *Probe
	context context.Context
	ready   chan struct{}
}

var running = &app{probe: &Probe{}, ready: make(chan struct{})}

const shellPage = `<!doctype html><title>shell</title><h1>The shell</h1>`

func TestMain(m *testing.M) {
	if os.Getenv("DISPLAY") == "" {
		fmt.Println("this test needs a display; run make test-desktop, which provides one")
		os.Exit(1)
	}
	code := make(chan int, 1)
	err := wails.Run(&options.App{
		Title:       "isolation",
		AssetServer: &assetserver.Options{Assets: fstest.MapFS{"index.html": {Data: []byte(shellPage)}}},
		Bind:        []any{running.probe},
		Linux:       &linux.Options{WebviewGpuPolicy: linux.WebviewGpuPolicyOnDemand},
		OnStartup: func(ctx context.Context) {
			running.context = ctx
			go func() {
				code <- m.Run()
				runtime.Quit(ctx)
			}()
		},
		OnDomReady: func(context.Context) { close(running.ready) },
	})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(<-code)
}

// touch calls the bound method from the shell's own page.
func (a *app) touch(t *testing.T, who string) {
	t.Helper()
	runtime.WindowExecJS(a.context, fmt.Sprintf("window.go.isolation.Probe.Touch(%q)", who))
	require.Eventually(t, func() bool {
		calls := a.probe.callers()
		return len(calls) > 0 && calls[len(calls)-1] == who
	}, patience, 5*time.Millisecond, "the shell's page reaches the bound method")
}

// ear hears everything that the session lets through.
type ear struct {
	mu       sync.Mutex
	events   []event.Event
	warnings []fault.Code
	outcome  chan session.Outcome
}

func (e *ear) Event(ev event.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.events = append(e.events, ev)
}

func (e *ear) Warning(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.warnings = append(e.warnings, fault.CodeOf(err))
}

func (e *ear) Outcome(o session.Outcome) { e.outcome <- o }

func (e *ear) refusedMessages() (n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.warnings {
		if c == fault.MessageOriginRefused {
			n++
		}
	}
	return n
}

func TestAWidgetAndItsFramesReachNoBinding(t *testing.T) {
	select {
	case <-running.ready:
	case <-time.After(patience):
		require.FailNow(t, "the shell's page did not load")
	}
	running.touch(t, "shell before") // the method can be reached at all

	site := newHostileSite(t)
	machine, err := session.New(session.Config{WidgetURL: secret.New(site.widget + "/widget"), AppScheme: "mx"})
	require.NoError(t, err)
	heard := &ear{outcome: make(chan session.Outcome, 1)}
	window, err := host.Open(t.Context(), host.Options{Session: machine, Listener: heard})
	require.NoError(t, err)

	for _, frame := range frames {
		assert.Empty(t, site.await(t, frame), "what the frame %q could reach", frame)
	}
	require.Eventually(t, func() bool { return heard.refusedMessages() >= len(frames)-1 }, patience, 5*time.Millisecond,
		"each frame's message reaches the host and is refused")

	running.touch(t, "shell after") // the application is still there
	assert.Equal(t, []string{"shell before", "shell after"}, running.probe.callers())
	heard.mu.Lock()
	assert.Empty(t, heard.events)
	heard.mu.Unlock()

	window.Close()
	<-window.Done()
	assert.Equal(t, session.Exited, (<-heard.outcome).Result)
}

// TestTheProbeWouldNoticeAnOpenDoor runs the same hostile page where it can
// reach the bindings: in a frame of the shell's own page.
func TestTheProbeWouldNoticeAnOpenDoor(t *testing.T) {
	<-running.ready
	site := newHostileSite(t)
	script := fmt.Sprintf(`{const f = document.createElement('iframe'); f.src = %q; document.body.append(f)}`, site.widget+"/door")
	runtime.WindowExecJS(running.context, script)
	assert.NotEmpty(t, site.await(t, "door"))
	require.Eventually(t, func() bool {
		for _, who := range running.probe.callers() {
			if who == "hostile" {
				return true
			}
		}
		return false
	}, patience, 5*time.Millisecond, "a frame of the shell's page does reach the bound method: that is why widgets have a view of their own")
}
