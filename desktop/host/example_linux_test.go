//go:build cgo

package host_test

import (
	"context"
	"fmt"
	"os"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/desktop/host"
	"github.com/connecthost/connecthost/desktop/link"
)

// A program without a toolkit: Main serves the platform's main loop, and the
// journey opens its window there.
func ExampleMain() {
	err := host.Main(func() error {
		client, err := mx.New(mx.Config{
			BaseURL: "https://int-api.mx.com", ClientID: os.Getenv("MX_CLIENT_ID"), APIKey: secret.New(os.Getenv("MX_API_KEY")),
		})
		if err != nil {
			return err
		}
		result, err := journey.Run(context.Background(), journey.Config{
			Provider: client.Provider(), User: "u-1", View: host.Views(), Return: link.Loopback(),
		}, nil)
		fmt.Println(result.Outcome.Result)
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
}

// A Look is a View of a journey, too.
func ExampleViews() {
	for _, view := range []journey.View{host.Views(), host.Look{Title: "Link your bank", Width: 480}} {
		fmt.Printf("%+v\n", view)
	}
	// Output:
	// {Title: Width:0 Height:0 Debug:false}
	// {Title:Link your bank Width:480 Height:0 Debug:false}
}

// A program that mints widget URLs by itself opens a window for each session.
func ExampleOpen() {
	s, err := session.New(session.Config{WidgetURL: secret.New("https://widgets.example/connect/one-use-token")})
	if err != nil {
		fmt.Println(err)
		return
	}
	w, err := host.Open(context.Background(), host.Options{
		Session:  s,
		Listener: driver.Funcs{OnOutcome: func(o session.Outcome) { fmt.Println(o.Result) }},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	<-w.Done()
}
