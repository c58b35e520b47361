package scheme_test

import (
	"context"
	"log"
	"os"

	"github.com/connecthost/connecthost/desktop/link/scheme"
)

// During development on Linux, links of com.example.app open this program. The
// -- keeps a hostile link from being read as a flag.
func ExampleRegister() {
	program, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	err = scheme.Register(context.Background(), scheme.App{
		ID: "com.example.app", Name: "Budget", Command: []string{program, "--"},
	})
	if err != nil {
		log.Fatal(err)
	}
}

func ExampleRemove() {
	if err := scheme.Remove(context.Background(), "com.example.app"); err != nil {
		log.Fatal(err)
	}
}
