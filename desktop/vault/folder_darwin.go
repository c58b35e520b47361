package vault

import "os"

// stateFolder is ~/Library/Application Support.
func stateFolder() (string, error) { return os.UserConfigDir() }
