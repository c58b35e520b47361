package instance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
)

// meetingPoint is where the processes of an app meet.
type meetingPoint interface {
	// claim makes this process the first, which then gets what the others hand
	// over. It fails with errTaken when another process is the first.
	claim(ctx context.Context, take func(links []string) bool) (io.Closer, error)
	// handOver gives links to the first. It fails when that one is gone.
	handOver(ctx context.Context, links []string) error
}

var errTaken = errors.New("another process is the first")

// nameOf is a name for the app that every system takes, as short as the path
// of a socket must be.
func nameOf(app string) string {
	sum := sha256.Sum256([]byte(app))
	return hex.EncodeToString(sum[:8])
}
