package instance_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/connecthost/connecthost/desktop/link"
	"github.com/connecthost/connecthost/desktop/link/instance"
)

// A main function that the system may start with a link.
func ExampleAcquire() {
	first, err := instance.Acquire(context.Background(), instance.Options{
		AppID: "com.example.app", Args: os.Args[1:], OwnLinks: true,
	})
	if errors.Is(err, instance.ErrHandedOver) {
		return // with 0: the app runs already, and has the link
	}
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	back := link.App("com.example.app://bank", first.Links())
	_ = back // the Return of a journey
}

func ExampleLinksOf() {
	args := []string{"--verbose", "com.example.app://bank?status=success", "https://evil.example/", "/etc/passwd"}
	fmt.Println(instance.LinksOf(args, "com.example.app"))
	// Output: [com.example.app://bank?status=success]
}
