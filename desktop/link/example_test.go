package link_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/desktop/link"
)

// newJourney is what a journey asks its way back for at first; one that goes on
// gives the link that the bank has.
var newJourney = secret.String{}

// The bank leads to an address that this process listens on.
func ExampleLoopback() {
	way, err := link.Loopback().Open(context.Background(), newJourney)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = way.Close() }()
	base, err := url.Parse(way.Bases()[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(base.Scheme, base.Hostname())
	// Output: http 127.0.0.1
}

// Some providers do not take an IP literal.
func ExampleLoopbackOptions() {
	back := link.LoopbackOptions{Title: "Budget", Localhost: true}
	way, err := back.Open(context.Background(), newJourney)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = way.Close() }()
	base, err := url.Parse(way.Bases()[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(base.Scheme, base.Hostname())
	// Output: http localhost
}

// The system starts the app with a link, and hands further ones to it: take the
// channel from instance.Acquire.
func ExampleApp() {
	links := make(chan string, 1)
	way, err := link.App("com.example.app://bank", links).Open(context.Background(), newJourney)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = way.Close() }()
	links <- "com.example.app://bank?status=success&member_guid=MBR-1"
	arrived := <-way.Links() // for session.ReturnLink, which judges it
	fmt.Println(way.Bases(), arrived.URL)
	// Output: [com.example.app://bank] [secret]
}

// An app listens too where another app may have taken its scheme over.
func ExampleSeveral() {
	links := make(chan string)
	back := link.Several(link.App("com.example.app://bank", links), link.Loopback())
	way, err := back.Open(context.Background(), newJourney)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = way.Close() }()
	fmt.Println(len(way.Bases()), way.Bases()[0])
	// Output: 2 com.example.app://bank
}
