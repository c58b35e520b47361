package fino_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
)

// A connect session shows fino's hosted pages. Nothing tells which bank login
// was made: read the user's logins afterwards.
func Example() {
	ctx := context.Background()
	s, err := sandbox.Start(ctx, sandbox.Options{UI: sandbox.UIBasic})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close(ctx)
	id, key := s.FinoCredentials()
	c, err := fino.New(fino.Config{BaseURL: s.FinoURL(), ClientID: id, ClientSecret: key})
	if err != nil {
		log.Fatal(err)
	}
	defer c.CloseIdleConnections()

	session, err := c.ConnectSession(ctx, fino.SessionRequest{User: "u-1", ReturnURL: secret.New("myapp://back?ch_state=123")})
	fmt.Println(session.URL, strings.HasPrefix(session.URL.Reveal(), "http"), err)
	logins, err := c.Logins(ctx, session.UserIdentifier)
	fmt.Println(len(logins), err)
	// Output:
	// [secret] true <nil>
	// 0 <nil>
}

// A webhook is believed when its signature is right and its time is now.
func ExampleParseWebhook() {
	w, err := fino.ParseWebhook([]byte(`{"type":"connected","bankLoginId":"login-1","status":"OK","lastSynchronization":"2026-05-01T09:00:00Z"}`))
	fmt.Println(w.Type, w.LoginID, w.Status, w.Synchronized.Format(time.DateOnly), err)
	// Output: connected login-1 OK 2026-05-01 <nil>
}
