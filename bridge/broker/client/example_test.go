package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// An app asks its backend for a widget, shows it, and reports how it ended. It
// holds the user's sign-in, and no key of the provider's.
func Example() {
	backend, stop := exampleBackend()
	defer stop()
	c, err := client.New(client.Options{
		URL: backend, Provider: "piggybank", Traits: piggybank{}.Traits(), NoAccounts: true,
		Authorize: func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+"token-of-alice")
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	widget, err := c.Provider().Widget(ctx, provider.WidgetRequest{
		UserID:      "alice",
		ReturnBases: []string{"http://127.0.0.1:4711/back"}, // where the app listens
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the widget is at", widget.URL, "and the bank leads back to", widget.Return.Bases[0])
	// session.New takes widget.URL, and widget.Return for its Return.

	outcome, err := c.Report(ctx, widget.Session, provider.Outcome{Result: "exited", Reason: fault.UserExited})
	fmt.Println("reported:", outcome.Result, err)
	err = c.Follow(ctx, widget.Session, func(s client.Session) { fmt.Println("the broker says:", s.Status) })
	fmt.Println("no more is to come:", err == nil)
	// Output:
	// the widget is at [secret] and the bank leads back to http://127.0.0.1:4711/back
	// reported: exited <nil>
	// the broker says: ended
	// no more is to come: true
}

// exampleBackend is an app's backend with a broker in it.
func exampleBackend() (url string, stop func()) {
	server := httptest.NewUnstartedServer(nil)
	url = "http://" + server.Listener.Addr().String()
	b, err := broker.New(broker.Options{
		PublicURL: url, Store: memstore.New(memstore.Options{}),
		Providers: []broker.Mount{{Provider: piggybank{}}},
		Authenticate: func(r *http.Request) (string, error) {
			user, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer token-of-")
			if !ok {
				return "", errors.New("nobody has signed in")
			}
			return user, nil
		},
	})
	if err != nil {
		panic(err)
	}
	server.Config = b.Server()
	server.Start()
	return url, func() {
		server.Close()
		_ = b.Close(context.Background())
	}
}

// piggybank is a provider of the backend's own.
type piggybank struct{}

func (piggybank) Name() string { return "piggybank" }

func (piggybank) Traits() traits.Traits {
	return traits.Traits{Provider: "piggybank", Dialect: event.MX, Talks: true, NamesMember: true, Return: traits.ReturnSays}
}

func (piggybank) Widget(_ context.Context, r provider.WidgetRequest) (provider.Widget, error) {
	return provider.Widget{URL: secret.New("https://widget.piggybank.example/w/1"), UserGUID: "PIG-" + r.UserID}, nil
}
