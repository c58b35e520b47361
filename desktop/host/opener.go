package host

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/pkg/browser"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

const (
	// openWithin is how long an opener may take.
	openWithin = 15 * time.Second
	// startWithin is how long the system's opener may take to complain. One
	// that is still running then has become the browser.
	startWithin = 5 * time.Second
)

// Open opens an address with o, or in the system's browser when o is nil. An
// opener that ignores its deadline is left behind. Error:
// external_open_failed, whose cause does not repeat the address.
func (o Opener) Open(ctx context.Context, url string) error {
	if o == nil {
		o = openBrowser
	}
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	result := make(chan error, 1)
	go func() { result <- o(ctx, url) }()
	var err error
	select {
	case err = <-result:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err == nil {
		return nil
	}
	safe := secret.NewRedactor(append(secret.TokensOf(url), url)...).Text(err.Error())
	return fault.New(fault.ExternalFailed, errors.New(safe))
}

// openOutside runs the opener and warns the app when it fails.
func (d *driver) openOutside(url string) {
	if err := d.opts.Opener.Open(d.ctx, url); err != nil {
		d.warn(fault.From(err))
	}
}

// openBrowser opens url in the system's browser.
func openBrowser(ctx context.Context, url string) error {
	silenceBrowser()
	result := make(chan error, 1)
	go func() { result <- browser.OpenURL(url) }()
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
