package journey

import (
	"context"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/secret"
)

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
