//go:build linux && !webkit2_41

package shell

import (
	"context"

	"github.com/connecthost/connecthost/core/fault"
)

// Run needs a build with Wails' tags on Linux.
func (s *Shell) Run(context.Context) error {
	return fault.Newf(fault.EngineUnavailable, nil,
		"This build has no window. Build with -tags desktop,production,webkit2_41, as make build does.")
}
