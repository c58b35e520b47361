package driver_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// page stands in for a web view: it shows a widget whose user connects an
// account at once.
type page struct{ driver *driver.Driver }

// Load returns at once, and reports from elsewhere, as a real engine does.
func (p page) Load(_ secret.String, origin string) {
	go func() {
		for _, said := range []string{
			`{"type":"mx/connect/loaded","metadata":{"initial_step":"search"}}`,
			`{"type":"mx/connect/memberConnected","metadata":{"member_guid":"MBR-1"}}`,
			`{"type":"mx/connect/connected/primaryAction","metadata":{}}`,
		} {
			p.driver.Message(origin, false, said)
		}
	}()
}

func (page) Post(json.RawMessage, string) {}
func (page) Focus()                       {}
func (p page) Close()                     { go p.driver.Gone() }

// A view of any kind shows a session: the driver tells it what to load and when
// to close, and the listener hears the events and the one outcome, in order.
func Example() {
	s, err := session.New(session.Config{WidgetURL: secret.New("https://widgets.example/md/connect/token")})
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := driver.New(context.Background(), driver.Options{
		Session: s,
		Listener: driver.Funcs{
			OnEvent:   func(e event.Event) { fmt.Println(e.Name) },
			OnOutcome: func(o session.Outcome) { fmt.Println(o.Result, o.Members[0].GUID) },
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	d.Start(page{d})
	<-d.Done()
	// Output:
	// connect/loaded
	// connect/memberConnected
	// connect/connected/primaryAction
	// connected MBR-1
}

// The error of an Opener reaches the app without the address, which may hold a
// secret.
func ExampleOpener_Open() {
	missing := driver.Opener(func(_ context.Context, url string) error { return fmt.Errorf("no browser for %s", url) })
	err := missing.Open(context.Background(), "https://bank.example/login?state=5c1d9f0b")
	fmt.Printf("%+v\n", err)
	// Output:
	// external_open_failed: Your browser could not be opened. (stage widget, retryable, cause: no browser for [secret])
}
