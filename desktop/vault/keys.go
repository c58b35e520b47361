package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/connecthost/connecthost/core/session/seal"
	"github.com/connecthost/connecthost/desktop/vault/key"
)

// KeyStore keeps the key of a vault.
type KeyStore interface {
	// Key returns the app's key of seal.KeySize bytes. It makes one the first
	// time, and returns the same from then on.
	Key(ctx context.Context) ([]byte, error)
}

// keys seals with one key. What was sealed with the other one, while the
// keychain was out of reach or before there was one, can still be opened.
type keys struct {
	first, other *seal.Key // other may be nil
	inFile       bool
}

// findKeys gets the key from where it is kept.
func (v *Vault) findKeys(ctx context.Context, store, chain KeyStore) (*keys, error) {
	if store != nil {
		return onlyKey(ctx, store)
	}
	file := keyFile{v}
	key, err := chain.Key(ctx)
	if err != nil {
		v.log.Warn("there is no keychain: the key of stored sessions is in a file", "cause", err)
		k, err := onlyKey(ctx, file)
		if err != nil {
			return nil, err
		}
		k.inFile = true
		return k, nil
	}
	k, err := newKeys(key)
	if err != nil {
		return nil, err
	}
	k.other = v.olderKey(file)
	return k, nil
}

func onlyKey(ctx context.Context, store KeyStore) (*keys, error) {
	key, err := store.Key(ctx)
	if err != nil {
		return nil, err
	}
	return newKeys(key)
}

func newKeys(key []byte) (*keys, error) {
	first, err := seal.New(key)
	if err != nil {
		return nil, err
	}
	return &keys{first: first}, nil
}

// olderKey returns the key that is in a file although there is a keychain. The
// file goes when nothing is left that may need it.
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

// Seal implements session.Sealer.
func (k *keys) Seal(plain, bound []byte) ([]byte, error) { return k.first.Seal(plain, bound) }

// Open implements session.Sealer.
func (k *keys) Open(sealed, bound []byte) ([]byte, error) {
	plain, err := k.first.Open(sealed, bound)
	if err != nil && k.other != nil {
		return k.other.Open(sealed, bound)
	}
	return plain, err
}

// Format prints nothing of the keys.
func (k *keys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[keys]") }

// keyName is the file of the key, which is written in hexadecimal digits.
const keyName = "key"

// keyFile keeps the key beside what it seals.
type keyFile struct{ vault *Vault }

// Key implements KeyStore.
func (f keyFile) Key(context.Context) ([]byte, error) {
	key, err := f.read()
	if err == nil {
		return key, nil
	}
	if errors.Is(err, errNotOurs) {
		f.vault.log.Warn("the key of stored sessions cannot be used and was put aside", "cause", err)
		if err := f.vault.putAside(keyName); err != nil {
			return nil, err
		}
	}
	if err := f.make(); err != nil {
		return nil, err
	}
	return f.read()
}

// read returns the key in the file.
func (f keyFile) read() ([]byte, error) {
	text, err := f.vault.read(keyName, 2*seal.KeySize)
	if err != nil {
		return nil, err
	}
	key, err := key.Read(string(text))
	if err != nil {
		return nil, notOurs(err.Error())
	}
	return key, nil
}

// make writes a new key unless another process has: its own name is there
// before the key's, and a link fails where a rename would replace.
func (f keyFile) make() error {
	text, err := key.Make()
	if err != nil {
		return err
	}
	temporary := draft + rand.Text()
	if err := f.vault.write(temporary, []byte(text)); err != nil {
		return err
	}
	err = f.vault.root.Link(temporary, keyName)
	if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without links
		err = f.vault.root.Rename(temporary, keyName)
		return errors.Join(err, syncFolder(f.vault.root))
	}
	return errors.Join(f.vault.root.Remove(temporary), syncFolder(f.vault.root))
}
