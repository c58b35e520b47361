package uba_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/uba"
)

// shots is where pictures of the pages go.
var shots = filepath.Join("..", "..", "..", "build", "uba")

// chromium finds the browser; the environment variable CHROMIUM names
// another one.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	require.FailNow(t, "no Chromium was found: install chromium, set CHROMIUM to its path, or use -short")
	return ""
}

// browse starts a browser without script.
func browse(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a browser")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("force-prefers-reduced-motion", true))
	allocated, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	started, cancel := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		chromedp.Cancel(started) // waits for the browser to be gone
		cancel()
	})
	ctx, cancel := context.WithTimeout(started, 90*time.Second)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(started, chromedp.EmulateViewport(400, 640)))
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	return ctx
}

type step = chromedp.Action[chromedp.Void]

func do(t *testing.T, ctx context.Context, steps ...step) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, steps...))
}

func visible(selector string) step { return chromedp.WaitVisible(chromedp.CSS(selector)) }

func keys(selector, text string) step { return chromedp.SendKeys(chromedp.CSS(selector), text) }

func click(selector string) step {
	return chromedp.Steps(visible(selector), chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// shoot takes pictures in light and dark.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(shots, 0o755))
	for _, scheme := range []string{"dark", "light"} {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media)
		require.NoError(t, err)
		png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(shots, fmt.Sprintf("%s-%s.png", name, scheme)), png, 0o644))
	}
}

// app is where the user goes in the end.
func app(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/return/1" { // the page's own icon has a referrer
			assert.Empty(t, r.Header.Get("Referer"))
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>App</title><p id=arrived>Back in the app")
	}))
	t.Cleanup(server.Close)
	return server.URL + "/return/1"
}

// signIn fills in the credentials, on UBA's pages or on the bank's own.
func signIn() step {
	return chromedp.Steps(visible("#sign-in"), keys("#user", "ada"), keys("#password", "correct"), click("#sign-in"))
}

func TestUBA_inABrowserWithoutScript(t *testing.T) {
	ctx := browse(t)
	h := start(t)
	to := app(t)
	visit := func(o uba.Options) {
		o.User, o.Return = "ada", to
		s, err := h.uba.Open(o)
		require.NoError(t, err)
		do(t, ctx, chromedp.Navigate(s.Address.Reveal()))
	}

	visit(uba.Options{})
	do(t, ctx, visible("#bank-nordlicht"))
	shoot(t, ctx, "search")
	do(t, ctx, keys(`input[name="q"]`, "kornbl"), click("#search"), visible("#bank-kornblume"), click("#bank-kornblume"), visible("#type-private"))
	shoot(t, ctx, "type")
	do(t, ctx, click("#type-private"), visible("#sign-in"))
	shoot(t, ctx, "credentials")
	do(t, ctx, signIn(), visible("#code"), keys("#code", "1"), click("#confirm"), visible(".alert"))
	shoot(t, ctx, "code")
	do(t, ctx, keys("#code", "123456"), click("#confirm"), visible("#arrived"))

	visit(uba.Options{})
	do(t, ctx, click("#bank-ahornkasse"), signIn(), visible(".code"))
	shoot(t, ctx, "phone-wait")
	require.True(t, h.uba.Answer(h.uba.Questions()[0].ID, true))
	do(t, ctx, visible("#arrived")) // the page loads again by itself

	visit(uba.Options{})
	do(t, ctx, click("#bank-silberbach"), visible("#open-bank"))
	shoot(t, ctx, "away")
	do(t, ctx, click("#open-bank"), signIn(), click("#deny"), visible("#retry"))
	shoot(t, ctx, "refused")
	do(t, ctx, click("#retry"), click("#open-bank"), signIn(), click("#allow"), visible("#arrived"))

	h.connect(uba.Options{}, "moorland")
	visit(uba.Options{Management: true})
	do(t, ctx, visible(".renew"))
	shoot(t, ctx, "overview")
	do(t, ctx, click("#done"), visible("#arrived"))
	assert.Equal(t, []string{"Kornblumen Privatbank OK", "Ahornkasse OK", "Silberbach Bank OK", "Moorland Volkskasse SYNC_FAILED"}, h.statuses())

	u, page := h.visit(uba.Options{})
	h.signIn(u, page, "ahornkasse")
	do(t, ctx, chromedp.Navigate(h.url+"/phone"), visible(`button[value="approve"]`))
	shoot(t, ctx, "phone")
	do(t, ctx, click(`button[value="approve"]`), visible("#none"))
	assert.Equal(t, back, u.Get(page).To)
}
