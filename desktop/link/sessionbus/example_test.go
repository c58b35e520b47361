package sessionbus_test

import (
	"fmt"
	"os"

	"github.com/connecthost/connecthost/desktop/link/sessionbus"
)

// A bus that a library would have to start does not count.
func ExampleAddress() {
	before := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	defer func() { _ = os.Setenv("DBUS_SESSION_BUS_ADDRESS", before) }()
	for _, address := range []string{"unix:path=/run/user/1000/bus", "autolaunch:"} {
		_ = os.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		fmt.Printf("%q\n", sessionbus.Address())
	}
	// Output:
	// "unix:path=/run/user/1000/bus"
	// ""
}
