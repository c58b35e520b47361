package instance

import (
	"log/slog"
	"os"

	"github.com/connecthost/connecthost/desktop/link/sessionbus"
)

// meetingPoints are the socket and, where there is one, the session bus:
// processes with different surroundings, such as a terminal and a sandbox, may
// have only one of them in common.
func meetingPoints(app string, log *slog.Logger) []meetingPoint {
	all := []meetingPoint{socket{folder: func() (string, error) { return meetingFolder(app) }, uid: os.Geteuid(), log: log}}
	if address := sessionbus.Address(); address != "" {
		all = append(all, bus{address: address, name: "connecthost.app" + nameOf(app), uid: os.Geteuid(), log: log})
	}
	return all
}
