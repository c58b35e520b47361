//go:build unix

package vault

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// ownAlone refuses a file that is not the user's, or not the user's alone.
func ownAlone(info os.FileInfo) error {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(stat.Uid) != os.Geteuid() {
		return errors.New("it belongs to somebody else")
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("others may use it (mode %04o)", mode)
	}
	return nil
}

// syncFolder puts a changed name on the disk.
func syncFolder(root *os.Root) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
