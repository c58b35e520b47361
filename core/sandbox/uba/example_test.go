package uba_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/uba"
)

// A session is an address for one browser. The user's bank logins are read
// afterwards.
func ExampleUBA_Open() {
	u, err := uba.New(uba.Config{Origin: "http://127.0.0.1:4711"}) // where the pages are served
	if err != nil {
		log.Fatal(err)
	}
	s, err := u.Open(uba.Options{User: "ada"})
	fmt.Println(s.Address, strings.Contains(s.Address.Reveal(), "/auth?sessionId="), err)
	// Output: [secret] true <nil>
}
