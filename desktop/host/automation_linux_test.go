//go:build cgo && e2e

package host

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host/hosttest"
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

func TestWebDriverSeesBothWindows(t *testing.T) {
	needsDisplay(t)
	s := newSite(t, `<title>widget</title><a id="go" href="`+loadedEvent+`">go</a>`)
	heard := make(chan string, 1)
	s.mux.HandleFunc("/heard", func(_ http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		heard <- string(raw)
	})
	program, err := os.Executable()
	require.NoError(t, err)
	app := hosttest.Drive(t, program, []string{"-test.run=^TestAppUnderAutomation$"}, widgetOfApp+"="+s.URL+"/widget")
	app.Window("shell")
	app.Window("widget")
	app.Click("#go")
	select {
	case line := <-heard:
		assert.Equal(t, "event connect/loaded", line)
	case <-time.After(patience):
		assert.Fail(t, "the click had no effect")
	}
	assert.Greater(t, len(app.Screenshot()), 1000)
}
