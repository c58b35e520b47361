// Package vault keeps the snapshots of sessions on disk, so that a user who is
// at a bank while the app is killed can still come back. Each snapshot is a
// file of its own, sealed with a key from the system's keychain, readable by
// the user alone, and replaced as a whole or not at all.
//
// Anything that cannot be read is put aside and reported: a damaged file never
// keeps an app from a fresh start.
package vault

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/session/seal"
	"github.com/connecthost/connecthost/desktop/link/appid"
	"github.com/connecthost/connecthost/desktop/vault/key"
)

// Options are the settings of a Vault. AppID is required.
type Options struct {
	// AppID names the app: letters, digits, dots, hyphens and underscores, as
	// in com.example.app. The key in the keychain goes by it.
	AppID string
	// Dir is the vault's own folder. Default: a folder named after the app in
	// the user's state folder.
	Dir string
	// Keys keeps the key. Default: the system's keychain or, on a machine
	// without one, a file in Dir, of which Logger and Vault.KeyInFile tell.
	Keys KeyStore
	// Logger is told of damaged files and of a key in a file; default: discard.
	Logger *slog.Logger
}

// Vault is an open folder of snapshots. It is safe for concurrent use, also by
// several processes.
type Vault struct {
	app       string
	log       *slog.Logger
	keys      *seal.Ring
	keyInFile bool

	mu   sync.Mutex
	root *os.Root
}

// Open opens the app's vault, and makes it the first time. It takes a few
// seconds at most, when a keychain does not answer.
//
// Errors: config_invalid without a usable AppID; vault_unavailable when the
// folder cannot be made, is a link or belongs to somebody else, when others
// may use it, and when Options.Keys fails.
func Open(ctx context.Context, o Options) (*Vault, error) {
	return openWith(ctx, o, key.Keychain{App: o.AppID})
}

// openWith opens a vault on a system with the given keychain.
func openWith(ctx context.Context, o Options, chain KeyStore) (*Vault, error) {
	if !appid.Valid(o.AppID) {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The vault needs an AppID of letters, digits, dots, hyphens and underscores.")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	root, err := openFolder(o)
	if err != nil {
		return nil, fault.New(fault.VaultUnavailable, err)
	}
	v := &Vault{app: o.AppID, log: o.Logger, root: root}
	v.sweep()
	if err := v.findKeys(ctx, o.Keys, chain); err != nil {
		_ = root.Close()
		return nil, fault.New(fault.VaultUnavailable, err)
	}
	return v, nil
}

// Sealer seals with the vault's key: for session.Snapshot and session.Restore.
func (v *Vault) Sealer() session.Sealer { return v.keys }

// KeyInFile reports whether the key is in a file beside the snapshots, because
// the system has no keychain. Anybody who can read the user's files can then
// read the snapshots.
func (v *Vault) KeyInFile() bool { return v.keyInFile }

// Close lets go of the folder. Every other method fails after it.
func (v *Vault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.root.Close()
}

// Format prints nothing of the vault.
func (v *Vault) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[vault]") }
