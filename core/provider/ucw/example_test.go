package ucw_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/connecthost/connecthost/core/provider/ucw"
	connecthost "github.com/connecthost/connecthost/core/sandbox"
)

// A connection comes from the widget's memberConnected event alone. The app
// keeps it, encrypted, and reads its data with it.
func Example() {
	ctx := context.Background()
	s, err := connecthost.Start(ctx, connecthost.Options{UI: connecthost.UIBasic, Delay: -1})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close(ctx)
	c, err := ucw.New(ucw.Config{BaseURL: s.UCWURL()})
	if err != nil {
		log.Fatal(err)
	}
	defer c.CloseIdleConnections()

	address, err := c.WidgetURL(ctx, ucw.WidgetURLRequest{
		JobTypes: []ucw.JobType{ucw.Transactions}, UserID: "u-1", TargetOrigin: "https://app.example",
	})
	fmt.Println(address, strings.Contains(address.Reveal(), "/widget?token="), err)

	said, err := s.UCW().Connect("u-1", "mxBank") // as the user of the widget does
	if err != nil {
		log.Fatal(err)
	}
	accounts, err := c.Accounts(ctx, ucw.ConnectionOf("u-1", said))
	for _, a := range accounts {
		fmt.Println(a.Kind, a.Type, a.Number)
	}
	fmt.Println(err)
	// Output:
	// [secret] true <nil>
	// depositAccount CHECKING [secret]
	// depositAccount SAVINGS [secret]
	// locAccount CREDITCARD [secret]
	// <nil>
}
