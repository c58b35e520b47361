//go:build !linux

package scheme

import (
	"context"

	"github.com/connecthost/connecthost/core/fault"
)

func register(context.Context, App) error  { return elsewhere() }
func remove(context.Context, string) error { return elsewhere() }

func elsewhere() error {
	return fault.Newf(fault.ReturnAddressUnavailable, nil, "On this system an app's scheme is registered by its bundle or installer.")
}
