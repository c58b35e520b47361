package key

import (
	"errors"

	"github.com/connecthost/connecthost/desktop/link/sessionbus"
)

// keychainIsThere looks for the session bus first: the library would start one
// of its own, in which there is no keychain.
func keychainIsThere() error {
	if sessionbus.Address() == "" {
		return errors.New("there is no session bus")
	}
	return nil
}
