package vault_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session/seal"
	"github.com/connecthost/connecthost/desktop/vault"
)

// fixedKey stands in for the system's keychain.
type fixedKey [seal.KeySize]byte

func (k fixedKey) Key(context.Context) ([]byte, error) { return k[:], nil }

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "vault")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	// Without Dir and Keys: the user's state folder, and the system's keychain.
	v, err := vault.Open(context.Background(), vault.Options{
		AppID: "com.example.app", Dir: filepath.Join(dir, "app"), Keys: fixedKey{1},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = v.Close() }()
	fmt.Println(v.Save("session-1", []byte("the snapshot")))
	fmt.Println(v.Sessions())
	snapshot, err := v.Load("session-1")
	fmt.Println(string(snapshot), err)
	fmt.Println(v.Remove("session-1"))
	_, err = v.Load("session-1")
	fmt.Println(fault.CodeOf(err))
	// Output:
	// <nil>
	// [session-1] <nil>
	// the snapshot <nil>
	// <nil>
	// snapshot_missing
}
