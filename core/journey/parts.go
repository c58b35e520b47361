package journey

import (
	"context"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/secret"
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

// Return is how the user comes back from a bank's own site.
type Return interface {
	// Open prepares the way back of one journey. again is zero for a new
	// journey; for one that an earlier process began it is the whole return
	// link that the bank was given, and the way must be the same one again.
	Open(ctx context.Context, again secret.String) (Way, error)
}

// Way is an open way back. Close ends it, waits until nothing of it is left,
// and may be called again.
type Way interface {
	Bases() []string    // return bases without a nonce (session.Return.Bases), the preferred one first
	Links() <-chan Link // closed by Close
	Close() error
}

// Link is a return link that arrived. Its Done is called once with nil when the
// session believed it, else with the error; it may be nil.
type Link = driver.Link

// Store keeps sealed sessions where they outlive the process. Its methods are
// safe for concurrent use. vault.Vault of desktop/vault is one.
type Store interface {
	Save(id string, snapshot []byte) error // in place of the one before, wholly or not at all
	Load(id string) ([]byte, error)        // snapshot_missing when there is none
	Sessions() ([]string, error)           // the ids of all that there are
	Remove(id string) error                // no error when there is none
	Sealer() session.Sealer
}
