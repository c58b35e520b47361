package instance

import (
	"log/slog"
	"os"
)

func places(app string, log *slog.Logger) []place {
	return []place{socket{folder: func() (string, error) { return meetingFolder(app) }, uid: os.Geteuid(), log: log}}
}
