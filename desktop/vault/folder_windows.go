package vault

import "os"

// stateFolder is %LocalAppData%, which does not roam to other machines and
// whose access list names the user, the system and the administrators.
func stateFolder() (string, error) { return os.UserCacheDir() }

// ownAlone has nothing to ask: files inherit the access list of the folder.
func ownAlone(os.FileInfo) error { return nil }

// syncFolder has nothing to do: NTFS keeps a journal of names.
func syncFolder(*os.Root) error { return nil }
