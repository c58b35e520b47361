package vault

import (
	"errors"
	"os"
	"path/filepath"
)

// stateFolder is $XDG_STATE_HOME. Source: XDG Base Directory Specification,
// which has relative paths ignored.
func stateFolder() (string, error) {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil || !filepath.IsAbs(home) {
		return "", errors.Join(errors.New("the user has no home folder"), err)
	}
	return filepath.Join(home, ".local", "state"), nil
}
