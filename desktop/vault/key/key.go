// Package key makes and reads the key of a vault, and keeps it in the system's
// keychain.
package key

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/connecthost/connecthost/core/session/seal"
)

// Make returns a new key as text.
func Make() (string, error) {
	var key [seal.KeySize]byte
	if _, err := io.ReadFull(rand.Reader, key[:]); err != nil {
		return "", fmt.Errorf("a key needs randomness: %w", err)
	}
	return hex.EncodeToString(key[:]), nil
}

// Read is the inverse of Make. It fails for everything else.
func Read(text string) ([]byte, error) {
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != seal.KeySize {
		return nil, errors.New("it is not a key")
	}
	return key, nil
}
