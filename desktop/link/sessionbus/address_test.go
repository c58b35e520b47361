package sessionbus

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOnlyABusThatIsThereCounts(t *testing.T) {
	for name, row := range map[string]struct{ set, want string }{
		"a socket":              {"unix:path=/run/user/7/bus", "unix:path=/run/user/7/bus"},
		"one that would start":  {"autolaunch:", ""},
		"one that was disabled": {"disabled:", ""},
		"another machine":       {"tcp:host=bus.example,port=1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", row.set)
			assert.Equal(t, row.want, Address())
		})
	}
}
