//go:build cgo

package host

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host/internal/gtkloop"
)

func TestAppClosesTheWindow(t *testing.T) {
	v := show(t, newSite(t, ""))
	v.Close()
	v.await(t, "outcome exited")
	v.wait(t)
	assert.False(t, gtkloop.CloseWindow(title(t)), "the window is still there")
}

func TestUserClosesTheWindow(t *testing.T) {
	v := show(t, newSite(t, ""))
	require.True(t, gtkloop.CloseWindow(title(t)))
	v.await(t, "outcome exited")
	v.wait(t)
}

func TestWindowIsDestroyedByOthers(t *testing.T) {
	v := show(t, newSite(t, ""))
	require.True(t, gtkloop.DestroyWindow(title(t)))
	v.await(t, "outcome exited")
	v.wait(t)
}

func TestParentWindowTakesTheWidgetWithIt(t *testing.T) {
	needsDisplay(t)
	gtkloop.OpenWindow("shell", "shell")
	v := show(t, newSite(t, ""))
	require.True(t, gtkloop.DestroyWindow("shell"))
	v.await(t, "outcome exited")
	v.wait(t)
}

func TestEscapeDoesNotCloseAndKeysAreSignsOfLife(t *testing.T) {
	const escape = 0xff1b
	s := newSite(t, `<script>addEventListener('keydown', (e) => { window.key = e.key })</script>`)
	v := show(t, s)
	for range 3 {
		require.True(t, gtkloop.Press(title(t), escape))
	}
	assert.Equal(t, `"Escape"`, s.run(t, "while (!window.key) await new Promise((r) => setTimeout(r, 5)); return window.key"))
	assert.Contains(t, []int32{1, 2}, v.life.touches.Load(), "one within a second")
	v.survives(t)
}

func TestContextEndsAPageThatNeverComes(t *testing.T) {
	asked := make(chan struct{})
	s := newSite(t, "")
	s.mux.HandleFunc("/never", func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	v := launch(t, ctx, s.URL+"/never")
	<-asked
	cancel()
	v.await(t, "outcome exited")
	v.wait(t)
}

func TestPagesThatCannotBeLoaded(t *testing.T) {
	refused := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer func() { _ = l.Close() }()
		return "http://" + l.Addr().String()
	}
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	t.Cleanup(tls.Close)
	s := newSite(t, "")
	for status, path := range map[int]string{500: "/500", 404: "/404", 401: "/401"} {
		s.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(strings.Repeat("an error page ", 100)))
		})
	}
	s.mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) })
	s.mux.HandleFunc("/binary", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write([]byte{0, 1, 2})
	})
	for name, row := range map[string]struct {
		url    string
		status int
	}{
		"status-500":            {s.URL + "/500", 500},
		"status-404":            {s.URL + "/404", 404},
		"status-401":            {s.URL + "/401", 401},
		"connection-refused":    {refused(), 0},
		"connection-cut":        {s.URL + "/cut", 0},
		"no-page":               {s.URL + "/binary", 0},
		"untrusted-certificate": {tls.URL, 0},
	} {
		t.Run(name, func(t *testing.T) {
			v := launch(t, t.Context(), row.url+"?token=sesame-sesame")
			v.await(t, "outcome failed")
			v.wait(t)
			err := fault.From(v.outcome.Err)
			assert.Equal(t, fault.WidgetLoadFailed, err.Code)
			assert.Equal(t, row.status, err.Status)
			if err.Cause != nil {
				assert.NotContains(t, err.Cause.Error(), "sesame")
			}
		})
	}
}

func TestWebProcessThatDiesEndsTheSession(t *testing.T) {
	s := newSite(t, "")
	v := show(t, s)
	killWebProcesses(t)
	v.await(t, "outcome failed")
	v.wait(t)
	assert.Equal(t, fault.WidgetCrashed, fault.CodeOf(v.outcome.Err))

	again := show(t, newSite(t, ""))
	again.survives(t)
}

// killWebProcesses kills the web processes that this test's engine started.
func killWebProcesses(t *testing.T) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	killed := 0
	for _, path := range stats {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended meanwhile
		}
		// pid (name) state ppid …; names are cut to 15 characters.
		pid, rest, _ := strings.Cut(string(raw), " (WebKitWebProces) ")
		fields := strings.Fields(rest)
		if len(fields) < 2 || fields[1] != strconv.Itoa(os.Getpid()) {
			continue
		}
		n, err := strconv.Atoi(pid)
		require.NoError(t, err)
		if syscall.Kill(n, syscall.SIGKILL) == nil {
			killed++
		}
	}
	require.Positive(t, killed)
}

func TestNothingIsKeptFromOneSessionToTheNext(t *testing.T) {
	s := newSite(t, "")
	var got []string
	s.mux.HandleFunc("/cookies", func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "server", Value: "1", MaxAge: 3600, HttpOnly: true})
	})
	const leave = `await fetch('/cookies'); document.cookie = 'page=1; max-age=3600'; localStorage.setItem('k', 'v');
		await new Promise((done) => { const r = indexedDB.open('kept', 1); r.onsuccess = r.onerror = done });
		await fetch('/cookies')`
	const look = `await fetch('/cookies'); return [document.cookie, localStorage.length, (await indexedDB.databases()).length]`

	first := show(t, s)
	s.run(t, leave)
	first.Close()
	first.wait(t)
	require.Len(t, got, 2)
	assert.Contains(t, got[1], "server=1", "cookies work within a session")
	assert.Contains(t, got[1], "page=1")

	// The same server, as a site that starts counting its orders anew.
	s.mu.Lock()
	s.orders, s.answers = nil, nil
	s.mu.Unlock()
	show(t, s)
	assert.Equal(t, `["",0,0]`, s.run(t, look))
	assert.Empty(t, got[2])
}

func TestTwoSessionsAtOnceShareNothing(t *testing.T) {
	one, two := newSite(t, ""), newSite(t, "")
	v1 := show(t, one)
	one.run(t, "document.cookie = 'page=1'") // cookies know no ports
	v2 := show(t, two)
	assert.Equal(t, `""`, two.run(t, "return document.cookie"))
	v1.Close()
	v1.wait(t)
	v2.survives(t)
}

func TestSettings(t *testing.T) {
	v := show(t, newSite(t, ""))
	var text string
	gtkloop.Do(func() { text = v.engine.(*webkitGTK).settings() })
	got := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		got[name] = value
	}
	raw, err := os.ReadFile("testdata/settings_linux.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(raw)) {
		name, want, _ := strings.Cut(strings.TrimSpace(line), "=")
		assert.Equal(t, want, got[name], name)
	}
}

func TestOpenIsRefusedWhenTheContextHasEnded(t *testing.T) {
	needsDisplay(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := &listener{}
	w, err := Open(ctx, Options{Session: &fakeMachine{}, Listener: l})
	if err != nil {
		assert.Equal(t, fault.EngineUnavailable, fault.CodeOf(err))
		return
	}
	<-w.Done() // the window was quicker
	assert.Equal(t, session.Exited, l.outcomes[0].Result)
}
