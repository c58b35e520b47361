//go:build unix

package instance

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// meetingFolder is a folder of the user's own for the app, in the runtime
// folder or, where that is missing, in the temporary one. It is made when it
// does not exist.
func meetingFolder(app string) (string, error) {
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(dir) || ownAlone(dir) != nil {
		// Anybody may put a folder of this name there; it is then refused.
		dir = filepath.Join(os.TempDir(), "connecthost-"+strconv.Itoa(os.Geteuid()))
		if err := makeFolder(dir); err != nil {
			return "", err
		}
	}
	dir = filepath.Join(dir, "connecthost-"+nameOf(app))
	return dir, makeFolder(dir)
}

func makeFolder(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return ownAlone(dir)
}

// ownAlone refuses a folder that is not the user's alone. Others cannot replace
// it, because the folder around it is the user's too, or sticky.
func ownAlone(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok || !info.IsDir():
		return fmt.Errorf("%s is not a folder", dir)
	case int(stat.Uid) != os.Geteuid():
		return fmt.Errorf("%s belongs to somebody else", dir)
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("%s can be used by others", dir)
	}
	return nil
}
