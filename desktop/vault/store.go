package vault

import (
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

const (
	// suffix is the end of the names of snapshots, and asideSuffix is added to
	// the name of a file that was put aside.
	suffix      = ".session"
	asideSuffix = ".damaged"
	// maxID bounds identifiers in bytes, because file systems bound names.
	maxID = 100
	// maxSnapshot bounds snapshots in bytes: it is far more than one has.
	maxSnapshot = 1 << 20
	// header is the first line of a file.
	header = "connecthost vault 1\n"
)

// names has no capitals: some file systems do not tell them apart.
var names = base32.HexEncoding.WithPadding(base32.NoPadding)

// Save writes the snapshot of a session, in place of the one before. The disk
// has it when Save returns, also if the machine then fails. Errors:
// input_invalid for an identifier that is empty or longer than 100 bytes and
// for a snapshot of more than a mebibyte; vault_unavailable when it cannot be
// written, in which case the one before is still there.
func (v *Vault) Save(id string, snapshot []byte) error {
	name, err := fileOf(id)
	if err != nil {
		return err
	}
	if len(snapshot) > maxSnapshot {
		return fault.Newf(fault.InputInvalid, nil, "The snapshot is too large.")
	}
	sealed, err := v.keys.Seal(snapshot, v.binding(id))
	if err != nil {
		return fault.New(fault.VaultUnavailable, err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.write(name, append([]byte(header), sealed...)); err != nil {
		return fault.New(fault.VaultUnavailable, err)
	}
	return nil
}

// Load reads the snapshot of a session. Errors: snapshot_missing when it has
// none, input_invalid for an unusable identifier, vault_unavailable when the
// file cannot be read, and snapshot_damaged for a file that was changed, cut,
// sealed with another key or for another session, that is a link, that is not
// the user's, or that others may write to. Such a file is put aside: it does
// not come up again.
func (v *Vault) Load(id string) ([]byte, error) {
	name, err := fileOf(id)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	snapshot, err := v.open(id, name)
	switch {
	case err == nil:
		return snapshot, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.SnapshotMissing, nil)
	case !errors.Is(err, errNotOurs):
		return nil, fault.New(fault.VaultUnavailable, err)
	}
	v.log.Warn("a stored session cannot be used and was put aside", "cause", err)
	return nil, fault.New(fault.SnapshotDamaged, errors.Join(err, v.putAside(name)))
}

// open reads and unseals a file.
func (v *Vault) open(id, name string) ([]byte, error) {
	data, err := v.read(name, maxSnapshot+1024)
	if err != nil {
		return nil, err
	}
	sealed, ok := strings.CutPrefix(string(data), header)
	if !ok {
		return nil, notOurs("it does not begin as a stored session does")
	}
	snapshot, err := v.keys.Open([]byte(sealed), v.binding(id))
	if err != nil {
		return nil, notOurs("it was changed, or sealed with another key")
	}
	return snapshot, nil
}

// Sessions returns the identifiers of the sessions that have a snapshot,
// whether or not it can be read. Error: vault_unavailable.
func (v *Vault) Sessions() ([]string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	files, err := v.list()
	if err != nil {
		return nil, fault.New(fault.VaultUnavailable, err)
	}
	var ids []string
	for _, f := range files {
		if id, ok := idOf(f.Name()); ok {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Remove forgets a session. It succeeds when there is nothing to forget. Errors:
// input_invalid for an unusable identifier, vault_unavailable.
func (v *Vault) Remove(id string) error {
	name, err := fileOf(id)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.VaultUnavailable, err)
	}
	if err := syncFolder(v.root); err != nil {
		return fault.New(fault.VaultUnavailable, err)
	}
	return nil
}

// binding ties a file to its app and session, so that one file cannot be taken
// for another.
func (v *Vault) binding(id string) []byte { return fmt.Appendf(nil, "%s%s\x00%s", header, v.app, id) }

func fileOf(id string) (string, error) {
	if id == "" || len(id) > maxID {
		return "", fault.Newf(fault.InputInvalid, nil, "A stored session needs an identifier of 1 to %d bytes.", maxID)
	}
	return strings.ToLower(names.EncodeToString([]byte(id))) + suffix, nil
}

// idOf is the inverse of fileOf.
func idOf(name string) (string, bool) {
	text, ok := strings.CutSuffix(name, suffix)
	id, err := names.DecodeString(strings.ToUpper(text))
	if !ok || err != nil {
		return "", false
	}
	again, err := fileOf(string(id))
	return string(id), err == nil && again == name
}

func (v *Vault) list() ([]os.DirEntry, error) {
	d, err := v.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer func() { _ = d.Close() }()
	return d.ReadDir(-1)
}
