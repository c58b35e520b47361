package loopback_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/connecthost/connecthost/desktop/link/loopback"
)

// A user comes back. The page waits until the app has said what became of the
// link.
func ExampleListen() {
	l, err := loopback.Listen(context.Background(), loopback.Options{Title: "Budget"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = l.Close() }()
	go func() {
		for link := range l.Links() {
			link.Done(nil) // the error of session.ReturnLink, if there is one
		}
	}()
	browser := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	page, err := browser.Get(l.URL() + "?status=success")
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = page.Body.Close()
	fmt.Println(page.Status)
	// Output: 200 OK
}
