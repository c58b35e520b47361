package journey_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// acme is a provider whose widget says which member was connected. It can be
// asked for the accounts of one, too.
type acme struct{}

func (acme) Name() string { return "acme" }

func (acme) Traits() traits.Traits {
	return traits.Traits{Provider: "acme", Dialect: event.MX, Talks: true, NamesMember: true}
}

func (acme) Widget(context.Context, provider.WidgetRequest) (provider.Widget, error) {
	return provider.Widget{URL: secret.New("https://acme.example/connect/one-use-token")}, nil
}

func (acme) Accounts(context.Context, string, string) ([]provider.Account, error) {
	return []provider.Account{{GUID: "ACT-1", Name: "Checking"}, {GUID: "ACT-2", Name: "Savings"}}, nil
}

// screen is a View: the driver obeys the session, and the screen the driver.
// This one shows nothing; its user connects a member as soon as the widget is
// loaded.
type screen struct{ driver *driver.Driver }

func (screen) Open(ctx context.Context, o driver.Options) (journey.Window, error) {
	d, err := driver.New(ctx, o)
	if err != nil {
		return nil, err
	}
	d.Start(screen{d})
	return d, nil
}

func (s screen) Load(_ secret.String, origin string) {
	go func() {
		s.driver.Message(origin, false, `{"type":"connect/loaded","metadata":{"initial_step":"search"}}`)
		s.driver.Message(origin, false, `{"type":"connect/memberConnected","metadata":{"member_guid":"MBR-1"}}`)
		s.driver.Message(origin, false, `{"type":"connect/connected/primaryAction","metadata":{}}`)
	}()
}

func (screen) Post(json.RawMessage, string) {}
func (screen) Focus()                       {}
func (s screen) Close()                     { go s.driver.Gone() }

// A whole journey, from asking for a widget to the accounts of the member that
// was connected.
func Example() {
	result, err := journey.Run(context.Background(), journey.Config{Provider: acme{}, User: "u-1", View: screen{}}, journey.Funcs{
		OnEvent: func(e event.Event) { fmt.Println("the widget says", e.Name) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Outcome.Result)
	for _, m := range result.Members {
		for _, a := range m.Accounts {
			fmt.Println(m.GUID, a.Name)
		}
	}
	// Output:
	// the widget says connect/loaded
	// the widget says connect/memberConnected
	// the widget says connect/connected/primaryAction
	// connected
	// MBR-1 Checking
	// MBR-1 Savings
}
