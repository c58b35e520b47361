// Package browsertest looks at the sandbox's hosted pages in Chromium, for
// tests.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Patience is how long a browser may run: far longer than it needs.
const Patience = 3 * time.Minute

// Step is something that a browser does.
type Step = chromedp.Action[chromedp.Void]

// Chromium finds the browser; the environment variable CHROMIUM names another
// one. The test fails without one.
func Chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium was found: install chromium, set CHROMIUM to its path, or use -short")
	return ""
}

// Option is a setting of the browser's.
type Option = chromedp.ExecAllocatorOption

// Start starts a headless browser with one page of the given size, for at most
// Patience, and returns the page. It skips the test with -short.
func Start(t testing.TB, width, height int64, more ...Option) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a browser")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocated, cancel := chromedp.NewExecAllocator(t.Context(), append(options, more...)...)
	t.Cleanup(cancel)
	started, cancel := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		chromedp.Cancel(started) // waits for the browser to be gone; its errors say nothing about the pages
		cancel()
	})
	ctx, cancel := context.WithTimeout(started, Patience)
	t.Cleanup(cancel)
	if err := chromedp.Do(started, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// StillPictures asks pages for less motion.
func StillPictures() Option { return chromedp.Flag("force-prefers-reduced-motion", true) }

// Browser is a browser that runs until the test ends.
type Browser struct {
	t     testing.TB
	ctx   context.Context
	shots string // where pictures go
}

// WithoutScript starts a browser in which no page's script runs, as Start does.
// Pictures go to build/<shots> in the project's folder, which is up from the
// test's.
func WithoutScript(t testing.TB, up, shots string) *Browser {
	t.Helper()
	b := &Browser{t, Start(t, 400, 640, StillPictures()), filepath.Join(up, "build", shots)}
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.must(err)
	return b
}

func (b *Browser) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// Do does the steps, or fails the test.
func (b *Browser) Do(steps ...Step) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, steps...))
}

// Visible waits until something is there to be seen.
func Visible(selector string) Step { return again(chromedp.WaitVisible(chromedp.CSS(selector))) }

// Keys types.
func Keys(selector, text string) Step {
	return again(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Click clicks on what can be seen, or will be, and stays in the page.
func Click(selector string) Step {
	return chromedp.Steps(Visible(selector), again(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)))
}

// again repeats a step whose element was replaced before anything was done to
// it: pages of the sandbox load, or draw themselves, again.
func again(step Step) Step {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		for {
			void, err := step(ctx, t)
			if ctx.Err() != nil || !replaced(err) {
				return void, err
			}
		}
	}
}

func replaced(err error) bool {
	var refusal *cdproto.Error
	return errors.As(err, &refusal) && refusal.Code == -32000 && strings.Contains(strings.ToLower(refusal.Message), "node with given id")
}

// Follow clicks on what leads to another page, and waits for that: the next
// step must not find something in the page before.
func Follow(selector string) Step {
	return func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.RunResponse(ctx, Click(selector))
		return chromedp.Void{}, err
	}
}

// Shoot takes pictures in light and dark, as on a desktop and on a phone.
func (b *Browser) Shoot(name string) {
	b.t.Helper()
	b.must(os.MkdirAll(b.shots, 0o755))
	for _, scheme := range []string{"dark", "light"} {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media)
		b.must(err)
		for _, size := range [][2]int64{{900, 760}, {400, 640}} { // the last one stays
			b.Do(chromedp.EmulateViewport(size[0], size[1]))
			png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			b.must(err)
			b.must(os.WriteFile(filepath.Join(b.shots, fmt.Sprintf("%s-%s-%d.png", name, scheme, size[0])), png, 0o644))
		}
	}
}
