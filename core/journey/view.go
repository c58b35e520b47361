package journey

import (
	"context"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/session"
)

// View opens widgets: host.Views opens native windows, others may show a page
// in a browser. Implementations are safe for concurrent use.
type View interface {
	// Open shows the session's widget and obeys the session, as package driver
	// does. It returns when there is something to close; the page loads
	// afterwards. When ctx ends, so does the session. Error: engine_unavailable
	// when nothing can be shown; the listener of o then hears nothing.
	Open(ctx context.Context, o driver.Options) (Window, error)
}

// Window is an open view. *driver.Driver is one.
type Window interface {
	Close()
	Done() <-chan struct{} // closed after the outcome, when the view is gone
	Focus()
	Back()
	Reload()
	OpenAgain() bool
	Return(Link) error
}

// Store keeps sealed sessions where they outlive the process. Its methods are
// safe for concurrent use. vault.Vault of desktop/vault is one.
type Store interface {
	Save(id string, snapshot []byte) error // in place of the one before, wholly or not at all
	Load(id string) ([]byte, error)        // snapshot_missing when there is none
	Sessions() ([]string, error)           // the ids of all that there are
	Remove(id string) error                // no error when there is none
	Sealer() session.Sealer
}
