package bank_test

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

	"github.com/connecthost/connecthost/core/sandbox/bank"
)

// shots is where pictures of the pages go.
var shots = filepath.Join("..", "..", "..", "build", "bank")

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
	ctx, cancel := context.WithTimeout(started, time.Minute)
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

// shoot takes pictures in light and dark, as on a phone and on a desktop.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(shots, 0o755))
	for _, scheme := range []string{"dark", "light"} {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media)
		require.NoError(t, err)
		for _, size := range [][2]int64{{900, 760}, {400, 640}} { // the last one stays
			do(t, ctx, chromedp.EmulateViewport(size[0], size[1]))
			png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
			require.NoError(t, err)
			file := fmt.Sprintf("%s-%s-%d.png", name, scheme, size[0])
			require.NoError(t, os.WriteFile(filepath.Join(shots, file), png, 0o644))
		}
	}
}

// TestBank_inABrowserWithoutScript goes from the login to another origin, with
// a slow bank and a mistake at each step.
func TestBank_inABrowserWithoutScript(t *testing.T) {
	referrers := make(chan string, 10)
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/back" {
			referrers <- r.Header.Get("Referer")
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><title>Back</title><p id=arrived>Back at the provider")
	}))
	t.Cleanup(provider.Close)
	ctx := browse(t)
	s := open(t)
	address, e := s.visit(func(v *bank.Visit) { v.Slow = time.Minute })
	e.to = provider.URL + "/back?state=1"

	do(t, ctx, chromedp.Navigate(address), visible("#sign-in"))
	shoot(t, ctx, "login")
	do(t, ctx, keys("#user", "ada"), keys("#password", "wrong"), click("#sign-in"), visible(".alert"))
	shoot(t, ctx, "wrong")
	do(t, ctx, keys("#user", "ada"), keys("#password", "correct"), click("#sign-in"), visible(".bar"))
	shoot(t, ctx, "slow")
	s.clock.advance(time.Minute) // the page loads again by itself
	do(t, ctx, visible("#allow"))
	shoot(t, ctx, "consent")
	for _, id := range []string{"a", "b", "c"} {
		do(t, ctx, click(`input[value="`+id+`"]`))
	}
	do(t, ctx, click("#allow"), visible(".alert"), click(`input[value="a"]`), click(`input[value="c"]`), click("#allow"), visible("#arrived"))
	assert.Equal(t, []bank.Grant{{Approved: true, Accounts: []string{"b"}}}, e.all())
	assert.Empty(t, <-referrers, "the provider does not learn the visit's address")

	do(t, ctx, chromedp.Navigate(address), visible("h1"))
	shoot(t, ctx, "over")
	failing, e2 := s.visit()
	do(t, ctx, chromedp.Navigate(failing), keys("#user", "ada"), keys("#password", "error"), click("#sign-in"), visible("#leave"))
	shoot(t, ctx, "failure")
	e2.to = provider.URL + "/back?error=1"
	do(t, ctx, click("#leave"), visible("#arrived"))
	assert.Equal(t, []bank.Grant{{Reason: bank.ServerError}}, e2.all())
}
