//go:build !darwin && !windows && !(linux && cgo)

package host

import (
	"context"

	"github.com/connecthost/connecthost/core/fault"
)

// newEngine fails: this system has no engine, or the program was built
// without cgo.
func newEngine(context.Context, Look, handler) (engine, error) {
	return nil, fault.Newf(fault.EngineUnavailable, nil, "This build has no web view; on Linux it needs cgo and WebKitGTK 4.1.")
}
