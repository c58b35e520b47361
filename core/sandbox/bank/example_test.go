package bank_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/bank"
)

// A provider's stand-in begins a visit, sends the browser to its address, and is
// told how it ended.
func ExampleBank_Begin() {
	b, err := bank.New(bank.Config{Origin: "http://127.0.0.1:4711"}) // where the bank is served
	if err != nil {
		log.Fatal(err)
	}
	address, err := b.Begin(bank.Visit{
		Institution: "Quillstone Bank",
		Accounts:    []bank.Account{{ID: "checking", Name: "Checking"}},
		Finish:      func(g bank.Grant) string { return "myapp://back" },
	})
	fmt.Println(strings.HasPrefix(address, b.Origin()+"/visit/"), err)
	// Output: true <nil>
}
