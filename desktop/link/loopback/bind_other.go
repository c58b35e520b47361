//go:build !windows

package loopback

import "syscall"

// exclusive has nothing to do: two programs cannot listen on the same address
// here, whatever options they set.
func exclusive(string, string, syscall.RawConn) error { return nil }
