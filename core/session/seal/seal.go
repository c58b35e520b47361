// Package seal encrypts with AES-256-GCM what is kept outside of the process:
// snapshots of sessions on disk, and a broker's secrets in its store.
//
// It is a package of its own because phones do not link it: there the system's
// key store does the same, with a key that no app can read.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"

	"github.com/connecthost/connecthost/core/fault"
)

// KeySize is the length of a key in bytes (AES-256).
const KeySize = 32

// errOpen says why nothing was opened. Which of its two reasons it was cannot
// be told.
var errOpen = errors.New("it was sealed with another key, or was changed")

// Key seals and opens with one key. It implements session.Sealer and is safe
// for concurrent use. New makes one.
//
// Each Seal draws a nonce of 96 bits at random, so that a key must not seal
// more than 2^32 times (NIST SP 800-38D, section 8.3).
type Key struct{ aead cipher.AEAD }

// New returns the sealer of a key of KeySize bytes. Error: config_invalid for
// a key of another length.
func New(key []byte) (*Key, error) {
	if len(key) != KeySize {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "A sealing key has %d bytes.", KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, err)
	}
	return &Key{aead}, nil
}

// Seal returns a fresh nonce, and plain encrypted and authenticated together
// with bound: 28 bytes more than plain has. The error is always nil; other
// implementations of session.Sealer may fail.
func (k *Key) Seal(plain, bound []byte) ([]byte, error) {
	return k.aead.Seal(nil, nil, plain, bound), nil
}

// Open is the inverse of Seal. It fails when anything was changed, or sealed
// with another key or for something else.
func (k *Key) Open(sealed, bound []byte) ([]byte, error) {
	plain, err := k.aead.Open(nil, nil, sealed, bound)
	if err != nil {
		return nil, errOpen
	}
	return plain, nil
}

// Format prints nothing of the key.
func (k *Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[key]") }
