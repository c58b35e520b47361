package loopback

import (
	"errors"
	"syscall"

	"golang.org/x/sys/windows"
)

// exclusiveUse is SO_EXCLUSIVEADDRUSE, the complement of SO_REUSEADDR.
const exclusiveUse = ^windows.SO_REUSEADDR

// exclusive keeps other programs from binding the same address with
// SO_REUSEADDR, which Windows allows otherwise.
// Source: Microsoft, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE".
func exclusive(_, _ string, c syscall.RawConn) error {
	var set error
	err := c.Control(func(fd uintptr) {
		set = windows.SetsockoptInt(windows.Handle(fd), windows.SOL_SOCKET, exclusiveUse, 1)
	})
	return errors.Join(err, set)
}
