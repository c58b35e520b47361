package key_test

import (
	"fmt"

	"github.com/connecthost/connecthost/desktop/vault/key"
)

// A key is kept as text.
func ExampleMake() {
	text, err := key.Make()
	if err != nil {
		fmt.Println(err)
		return
	}
	bytes, err := key.Read(text)
	fmt.Println(len(bytes), err)
	// Output: 32 <nil>
}
