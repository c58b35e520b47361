package key

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"
)

const (
	// keychainWithin is how long a keychain may take. One that is locked asks
	// the user, and may not answer for long.
	keychainWithin = 3 * time.Second
	// keychainUser is the name of the entry, beside the app's.
	keychainUser = "connecthost stored sessions"
)

// A Keychain keeps an app's key in the system's keychain: the Secret Service
// over D-Bus on Linux, the Keychain on macOS, the Credential Manager on
// Windows. Its Key fails, within a few seconds, on a system without one.
type Keychain struct{ App string }

// Key returns the app's key, which it makes the first time. A keychain that
// does not answer in time is left behind.
func (k Keychain) Key(ctx context.Context) ([]byte, error) {
	if err := keychainIsThere(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, keychainWithin)
	defer cancel()
	type result struct {
		key []byte
		err error
	}
	found := make(chan result, 1)
	go func() {
		key, err := k.find()
		found <- result{key, err}
	}()
	select {
	case r := <-found:
		return r.key, r.err
	case <-ctx.Done():
		return nil, fmt.Errorf("the keychain does not answer: %w", ctx.Err())
	}
}

// find returns the key that is there, or makes one. An entry that is not a key
// is replaced: nothing can be opened with it.
func (k Keychain) find() ([]byte, error) {
	text, err := keyring.Get(k.App, keychainUser)
	if err == nil {
		if key, err := Read(text); err == nil {
			return key, nil
		}
	} else if !errors.Is(err, keyring.ErrNotFound) {
		return nil, err
	}
	if text, err = Make(); err != nil {
		return nil, err
	}
	if err := keyring.Set(k.App, keychainUser, text); err != nil {
		return nil, err
	}
	return Read(text)
}
