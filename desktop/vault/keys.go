package vault

import (
	"context"

	"github.com/connecthost/connecthost/core/session/seal"
)

// KeyStore keeps the key of a vault.
type KeyStore interface {
	// Key returns the app's key of seal.KeySize bytes. It makes one the first
	// time, and returns the same from then on.
	Key(ctx context.Context) ([]byte, error)
}

// findKeys gets the key from where it is kept. A snapshot that was sealed with
// the key in the file, while the keychain was out of reach or before the system
// had one, can still be opened.
func (v *Vault) findKeys(ctx context.Context, store, chain KeyStore) error {
	if store != nil {
		return v.useKey(ctx, store)
	}
	file := keyFile{v}
	key, err := chain.Key(ctx)
	if err != nil {
		v.log.Warn("there is no keychain: the key of stored sessions is in a file", "cause", err)
		v.keyInFile = true
		return v.useKey(ctx, file)
	}
	first, err := seal.New(key)
	if err != nil {
		return err
	}
	v.keys = seal.NewRing(first, v.olderKey(file))
	return nil
}

// useKey seals and opens with the key of one store.
func (v *Vault) useKey(ctx context.Context, store KeyStore) error {
	key, err := store.Key(ctx)
	if err != nil {
		return err
	}
	only, err := seal.New(key)
	if err != nil {
		return err
	}
	v.keys = seal.NewRing(only)
	return nil
}

// olderKey returns the key that is in a file although the system has a
// keychain, nil without one. The file goes when nothing is left that may need
// it.
func (v *Vault) olderKey(file keyFile) *seal.Key {
	key, err := file.read()
	if err != nil {
		return nil
	}
	if ids, err := v.Sessions(); err == nil && len(ids) == 0 {
		_ = v.root.Remove(keyName)
		return nil
	}
	older, err := seal.New(key)
	if err != nil {
		return nil
	}
	return older
}
