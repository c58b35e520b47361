// Package hosttest drives a program with widget windows as a user would, through
// WebKitWebDriver. The program must be built with the tag e2e, which lets
// WebKitGTK be automated; never ship such a build.
package hosttest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience bounds every wait.
const patience = 30 * time.Second

// App is a program under WebKitWebDriver. Its methods fail the test when
// something does not come about within 30 seconds.
type App struct {
	t       testing.TB
	base    string // of the driver's session
	service *exec.Cmd
}

// Drive starts WebKitWebDriver and, through it, the program with the given
// arguments. environment is added to that of the test. Both end with the test.
func Drive(t testing.TB, program string, args []string, environment ...string) *App {
	t.Helper()
	driver, err := exec.LookPath("WebKitWebDriver")
	require.NoError(t, err, "install webkit2gtk-driver")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	_, port, _ := net.SplitHostPort(address)
	a := &App{t: t, base: "http://" + address, service: exec.Command(driver, "--port="+port)}
	a.service.Env = append(os.Environ(), environment...)
	a.service.Stdout, a.service.Stderr = os.Stderr, os.Stderr
	ownGroup(a.service)
	require.NoError(t, a.service.Start())
	t.Cleanup(a.Kill)
	require.Eventually(t, func() bool {
		res, err := http.Get(a.base + "/status")
		if err == nil {
			_ = res.Body.Close()
		}
		return err == nil
	}, patience, 20*time.Millisecond, "WebKitWebDriver does not answer")
	var opened struct{ SessionID string }
	a.into(&opened, "POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"webkitgtk:browserOptions": map[string]any{"binary": program, "args": append([]string{}, args...)},
	}}})
	a.base += "/session/" + opened.SessionID
	return a
}

// Kill ends the program and its driver at once, as a system does that runs out of
// memory, and returns when they are gone. It may be called again.
func (a *App) Kill() {
	killGroup(a.service)
	_ = a.service.Wait()
	require.Eventually(a.t, func() bool { return groupGone(a.service) }, patience, 10*time.Millisecond)
}

// Window makes the window with a title the current one.
func (a *App) Window(title string) {
	a.t.Helper()
	a.eventually("the window "+title, func() bool {
		var handles []string
		a.into(&handles, "GET", "/window/handles", nil)
		for _, h := range handles {
			a.call("POST", "/window", map[string]string{"handle": h})
			var got string
			if _, err := a.try(&got, "GET", "/title", nil); err == nil && got == title {
				return true
			}
		}
		return false
	})
}

// Click clicks the first element for a CSS selector as soon as it can be clicked.
func (a *App) Click(selector string) {
	a.t.Helper()
	a.eventually("a click on "+selector, func() bool { return a.at(selector, "/click", struct{}{}) })
}

// Type types into the first element for a CSS selector.
func (a *App) Type(selector, text string) {
	a.t.Helper()
	a.eventually("typing into "+selector, func() bool { return a.at(selector, "/value", map[string]string{"text": text}) })
}

// at does something to an element, which may be replaced meanwhile.
func (a *App) at(selector, what string, body any) bool {
	var element map[string]string
	if ok, _ := a.try(&element, "POST", "/element", map[string]string{"using": "css selector", "value": selector}); !ok {
		return false
	}
	for _, id := range element {
		ok, _ := a.try(nil, "POST", "/element/"+id+what, body)
		return ok
	}
	return false
}

// Screenshot is the current window as a PNG in base64.
func (a *App) Screenshot() (png string) {
	a.t.Helper()
	a.into(&png, "GET", "/screenshot", nil)
	return png
}

func (a *App) eventually(what string, done func() bool) {
	a.t.Helper()
	require.Eventually(a.t, done, patience, 50*time.Millisecond, "%s did not come about", what)
}

// call and into make a call that must succeed.
func (a *App) call(method, path string, body any) { a.into(nil, method, path, body) }

func (a *App) into(value any, method, path string, body any) {
	a.t.Helper()
	ok, err := a.try(value, method, path, body)
	require.NoError(a.t, err)
	require.True(a.t, ok)
}

// try makes a call of the WebDriver protocol (https://www.w3.org/TR/webdriver2/).
func (a *App) try(value any, method, path string, body any) (ok bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	raw, err := json.Marshal(body)
	if err != nil {
		return false, err
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, bytes.NewReader(raw))
	if err != nil {
		return false, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, err
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return false, err
	}
	if res.StatusCode != http.StatusOK {
		return false, fmt.Errorf("%s %s: %s", method, path, strings.TrimSpace(string(answer.Value)))
	}
	if value == nil {
		return true, nil
	}
	return true, json.Unmarshal(answer.Value, value)
}
