package broker_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
)

// A backend mounts the broker in its own server: an app that has signed in asks
// for a session and gets a widget URL.
func Example() {
	b, err := broker.New(broker.Options{
		PublicURL: "https://connect.example.com",
		Authenticate: func(r *http.Request) (string, error) { // the app's own sign-in
			user, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer token-of-")
			if !ok {
				return "", errors.New("nobody has signed in")
			}
			return user, nil
		},
		Providers: []broker.Mount{{Provider: &vendor{name: "mx"}}}, // mxClient.Provider(), say
		App:       broker.App{Name: "Piggy", EventScheme: "piggy", ReturnURL: "piggy://oauth_complete"},
		Store:     memstore.New(memstore.Options{}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = b.Close(context.Background()) }()

	ask := func(token string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "https://connect.example.com/sessions", strings.NewReader(`{"provider":"mx"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", token)
		w := httptest.NewRecorder()
		b.ServeHTTP(w, r)
		return w
	}
	w := ask("Bearer token-of-alice")
	fmt.Println(w.Code, "with a widget URL:", strings.Contains(w.Body.String(), `"widget_url":"https://`))
	fmt.Println(ask("Bearer x").Code)
	// Output:
	// 201 with a widget URL: true
	// 401
}
