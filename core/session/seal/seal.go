// Package seal encrypts snapshots of sessions with AES-GCM. It is a package
// of its own because phones do not link it: there the system's key store does
// the same, with a key that no app can read.
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

// Key seals and opens. It implements session.Sealer and is safe for
// concurrent use if its source of randomness is. New makes one.
type Key struct {
	aead   cipher.AEAD
	random io.Reader
}

// New returns the sealer of a key. random is crypto/rand.Reader outside
// tests; a nonce must never come twice under one key. Error: config_invalid
// for a key of another length and without a source of randomness.
func New(key []byte, random io.Reader) (*Key, error) {
	if len(key) != KeySize {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The key of a snapshot has %d bytes.", KeySize)
	}
	if random == nil {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "Snapshots need a source of randomness.")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, err)
	}
	return &Key{aead: aead, random: random}, nil
}

// Seal returns a nonce, and plain encrypted and authenticated together with
// bound. It fails when there is no randomness.
func (k *Key) Seal(plain, bound []byte) ([]byte, error) {
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(plain)+k.aead.Overhead())
	if _, err := io.ReadFull(k.random, nonce); err != nil {
		return nil, fmt.Errorf("no randomness for a snapshot: %w", err)
	}
	return k.aead.Seal(nonce, nonce, plain, bound), nil
}

// Open is the inverse of Seal. It fails when anything was changed, or sealed
// with another key.
func (k *Key) Open(sealed, bound []byte) ([]byte, error) {
	n := k.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("what was sealed is too short")
	}
	return k.aead.Open(nil, sealed[:n], sealed[n:], bound)
}

// Format prints nothing of the key.
func (k *Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[key]") }
