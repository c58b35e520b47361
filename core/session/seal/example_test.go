package seal_test

import (
	"bytes"
	"fmt"

	"github.com/connecthost/connecthost/core/session/seal"
)

// A text that was sealed for one session opens for that session alone.
func Example() {
	key, err := seal.New(bytes.Repeat([]byte{7}, seal.KeySize)) // draw yours from crypto/rand
	if err != nil {
		fmt.Println(err)
		return
	}
	sealed, _ := key.Seal([]byte("the snapshot"), []byte("session 1"))

	plain, err := key.Open(sealed, []byte("session 1"))
	fmt.Println(string(plain), err)
	_, err = key.Open(sealed, []byte("session 2"))
	fmt.Println(err)
	fmt.Println(len(sealed)-len(plain), key)
	// Output:
	// the snapshot <nil>
	// it was sealed with another key, or was changed
	// 28 [key]
}

// When a key changes, a ring still opens what the older one sealed.
func ExampleRing() {
	older, _ := seal.New(bytes.Repeat([]byte{1}, seal.KeySize))
	newer, _ := seal.New(bytes.Repeat([]byte{2}, seal.KeySize))
	sealed, _ := older.Seal([]byte("the snapshot"), nil)

	ring := seal.NewRing(newer, older)
	plain, err := ring.Open(sealed, nil)
	fmt.Println(string(plain), err)

	again, _ := ring.Seal(plain, nil)
	_, err = older.Open(again, nil)
	fmt.Println("the older key alone:", err)
	// Output:
	// the snapshot <nil>
	// the older key alone: it was sealed with another key, or was changed
}
