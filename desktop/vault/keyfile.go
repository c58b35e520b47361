package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"

	"github.com/connecthost/connecthost/core/session/seal"
	"github.com/connecthost/connecthost/desktop/vault/key"
)

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

// make writes a new key unless another process has written one: it links a
// draft to the key's name, which fails where a rename would replace.
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
