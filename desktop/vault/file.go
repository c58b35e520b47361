package vault

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

const (
	// draft is the beginning of the names of files that are being written.
	draft = ".draft-"
	// staleAfter is the age of a draft whose process was killed.
	staleAfter = time.Minute
)

// errNotOurs marks a file that this vault did not write.
var errNotOurs = errors.New("the file is not one of the vault's")

func notOurs(how string) error { return fmt.Errorf("%w: %s", errNotOurs, how) }

// write replaces a file: a draft is written to the disk and then takes the
// name, so that there is the old file or the new one and never a part.
func (v *Vault) write(name string, data []byte) error {
	temporary := draft + rand.Text()
	f, err := v.root.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = v.root.Rename(temporary, name)
	}
	if err != nil {
		return errors.Join(err, v.root.Remove(temporary))
	}
	return syncFolder(v.root)
}

// read returns a file that is the user's own. The check is of the open file:
// the name may lead elsewhere in the next moment.
func (v *Vault) read(name string, most int64) ([]byte, error) {
	named, err := v.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !named.Mode().IsRegular() {
		return nil, notOurs("it is not a regular file")
	}
	f, err := v.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(named, info) {
		return nil, notOurs("it was exchanged")
	}
	if err := ownAlone(info); err != nil {
		return nil, notOurs(err.Error())
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		return nil, notOurs("it is too large")
	}
	return data, err
}

// putAside gives a file that cannot be used another name, or removes it.
func (v *Vault) putAside(name string) error {
	aside := name + asideSuffix
	info, err := v.root.Lstat(name)
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() && v.root.Rename(name, aside) == nil {
		return nil
	}
	return v.root.RemoveAll(name)
}

// sweep removes the drafts of processes that were killed.
func (v *Vault) sweep() {
	files, err := v.list()
	if err != nil {
		return
	}
	for _, f := range files {
		info, err := f.Info()
		if err == nil && strings.HasPrefix(f.Name(), draft) && time.Since(info.ModTime()) > staleAfter {
			_ = v.root.Remove(f.Name())
		}
	}
}
