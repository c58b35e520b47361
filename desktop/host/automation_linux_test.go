//go:build cgo && e2e

package host

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host/internal/gtkloop"
)

// widgetOfApp names the environment variable with which this test program
// becomes the app that TestWebDriverSeesBothWindows drives.
const widgetOfApp = "CONNECTHOST_TEST_WIDGET"

// TestAppUnderAutomation is that app: a shell window and a widget window. It
// tells its events to the widget's server.
func TestAppUnderAutomation(t *testing.T) {
	url := os.Getenv(widgetOfApp)
	if url == "" {
		t.Skip("is run by TestWebDriverSeesBothWindows")
	}
	needsDisplay(t)
	gtkloop.OpenWindow("shell", "<title>shell</title>shell")
	s, err := session.New(session.Config{WidgetURL: secret.New(url), AppScheme: "testapp"})
	require.NoError(t, err)
	e := &ear{lines: make(chan string, 1000)}
	w, err := Open(t.Context(), Options{Session: s, Listener: e})
	require.NoError(t, err)
	for line := range e.lines {
		if strings.HasPrefix(line, "event connect/") {
			_, _ = http.Post(strings.Replace(url, "/widget", "/heard", 1), "text/plain", strings.NewReader(line))
			break
		}
	}
	<-w.Done() // the driver ends the app
}

// webDriver speaks the WebDriver protocol (https://www.w3.org/TR/webdriver2/).
type webDriver struct{ base string }

func (d webDriver) call(t *testing.T, method, path string, body any) (value json.RawMessage) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(ctx, method, d.base+path, bytes.NewReader(raw))
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	var answer struct{ Value json.RawMessage }
	require.NoError(t, json.NewDecoder(res.Body).Decode(&answer))
	require.Equal(t, http.StatusOK, res.StatusCode, "%s", answer.Value)
	return answer.Value
}

// startDriver starts WebKitWebDriver with this program as its browser.
func startDriver(t *testing.T, widget string) webDriver {
	program, err := exec.LookPath("WebKitWebDriver")
	require.NoError(t, err, "install webkit2gtk-driver")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := l.Addr().(*net.TCPAddr).Port
	require.NoError(t, l.Close())
	cmd := exec.CommandContext(t.Context(), program, fmt.Sprintf("--port=%d", port))
	cmd.Env = append(os.Environ(), widgetOfApp+"="+widget)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	base := fmt.Sprintf("http://127.0.0.1:%d", port)
	require.Eventually(t, func() bool {
		res, err := http.Get(base + "/status")
		if err == nil {
			_ = res.Body.Close()
		}
		return err == nil
	}, patience, patience/1000)
	return webDriver{base}
}

func TestWebDriverSeesBothWindows(t *testing.T) {
	needsDisplay(t)
	s := newSite(t, `<title>widget</title><a id="go" href="`+loadedEvent+`">go</a>`)
	heard := make(chan string, 1)
	s.mux.HandleFunc("/heard", func(_ http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		heard <- string(raw)
	})
	d := startDriver(t, s.URL+"/widget")
	program, err := os.Executable()
	require.NoError(t, err)
	var opened struct{ SessionID string }
	require.NoError(t, json.Unmarshal(d.call(t, "POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"webkitgtk:browserOptions": map[string]any{"binary": program, "args": []string{"-test.run=^TestAppUnderAutomation$"}},
	}}}), &opened))
	at := "/session/" + opened.SessionID

	widget := ""
	require.Eventually(t, func() bool {
		var handles []string
		require.NoError(t, json.Unmarshal(d.call(t, "GET", at+"/window/handles", nil), &handles))
		titles := map[string]string{}
		for _, h := range handles {
			d.call(t, "POST", at+"/window", map[string]string{"handle": h})
			titles[strings.Trim(string(d.call(t, "GET", at+"/title", nil)), `"`)] = h
		}
		widget = titles["widget"]
		return widget != "" && titles["shell"] != ""
	}, patience, 20*time.Millisecond)

	d.call(t, "POST", at+"/window", map[string]string{"handle": widget})
	var element map[string]string
	require.NoError(t, json.Unmarshal(d.call(t, "POST", at+"/element", map[string]string{"using": "css selector", "value": "#go"}), &element))
	for _, id := range element {
		d.call(t, "POST", at+"/element/"+id+"/click", struct{}{})
	}
	select {
	case line := <-heard:
		assert.Equal(t, "event connect/loaded", line)
	case <-time.After(patience):
		assert.Fail(t, "the click had no effect")
	}
	shot := d.call(t, "GET", at+"/screenshot", nil)
	assert.Greater(t, len(shot), 1000)
}
