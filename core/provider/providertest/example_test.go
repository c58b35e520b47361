package providertest_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/provider/providertest"
)

// A Silence is the transport of a client whose service never answers. Give the
// provider of Suite.Silent one.
func ExampleNewSilence() {
	silence := providertest.NewSilence()
	client := http.Client{Transport: silence, Timeout: 10 * time.Millisecond}
	_, err := client.Get("https://acme.example/")
	<-silence.Asked()
	fmt.Println("timed out:", err.(interface{ Timeout() bool }).Timeout())

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://acme.example/", nil)
	_, err = silence.RoundTrip(r)
	fmt.Println(err)
	// Output:
	// timed out: true
	// context canceled
}
