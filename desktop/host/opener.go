package host

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/pkg/browser"
)

// startWithin is how long the system's opener may take to complain. One that
// is still running then has become the browser.
const startWithin = 5 * time.Second

// OpenBrowser opens url in the system's browser, or in the app that the address
// belongs to. It is the default Options.Opener and may be called from any
// goroutine. The error is the system's.
func OpenBrowser(ctx context.Context, url string) error {
	silenceBrowser()
	result := make(chan error, 1)
	go func() { result <- browser.OpenURL(url) }() // lives as long as the browser that it became
	started := time.NewTimer(startWithin)
	defer started.Stop()
	select {
	case err := <-result:
		return err
	case <-started.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// silenceBrowser keeps what the browser prints out of the app's output; the
// package offers only variables for that.
var silenceBrowser = sync.OnceFunc(func() {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
})
