// Package sessionbus finds the user's D-Bus session bus and never starts one.
// Where a session bus is missing, libraries start one of their own for each
// process, and leave it behind.
package sessionbus

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Address is where the session bus listens, "" on a machine without one.
// DBUS_SESSION_BUS_ADDRESS counts; where it is not set, the socket that
// systemd keeps in /run/user. Source: the D-Bus specification, "Well-known
// Message Bus Instances".
func Address() string {
	address, set := os.LookupEnv("DBUS_SESSION_BUS_ADDRESS")
	if set && address != "" {
		if !strings.HasPrefix(address, "unix:") {
			return "" // autolaunch:, disabled: and addresses of other machines
		}
		return address
	}
	socket := filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus")
	if info, err := os.Stat(socket); err != nil || info.Mode().Type() != os.ModeSocket {
		return ""
	}
	return "unix:path=" + socket
}
