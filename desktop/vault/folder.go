package vault

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// openFolder opens the vault's folder, which it makes for the user alone.
func openFolder(o Options) (*os.Root, error) {
	dir := o.Dir
	if dir == "" {
		state, err := stateFolder()
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(state, o.AppID)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	if err := checkFolder(root, dir); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return root, nil
}

// checkFolder refuses a folder that others can put files into, and one that is
// reached through a link, which others may have placed.
func checkFolder(root *os.Root, dir string) error {
	named, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	info, err := root.Stat(".")
	if err != nil {
		return err
	}
	if !named.IsDir() || !os.SameFile(named, info) {
		return fmt.Errorf("%s is not a folder but leads to one", dir)
	}
	if err := ownAlone(info); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	return nil
}
