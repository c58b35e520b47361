package event_test

import (
	"fmt"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
)

// A host gives the parser everything that the page posts, from the widget's
// origin only, and takes the payloads that it is interested in.
func Example() {
	parser, err := event.NewParser(event.Config{Dialect: event.MX})
	if err != nil {
		panic(err)
	}
	e, err := parser.FromMessage(`{"type":"mx/connect/memberConnected","mx":true,"metadata":{"member_guid":"MBR-1"}}`)
	if err != nil {
		panic(err)
	}
	if member, ok := event.As[event.MemberConnected](e); ok {
		fmt.Println("connected:", member.MemberGUID)
	}
	fmt.Println("decides the outcome:", e.Terminal)
	// Output:
	// connected: MBR-1
	// decides the outcome: true
}

// Widgets of MX in a view of their own navigate to their events.
func ExampleParser_FromURL() {
	parser, err := event.NewParser(event.Config{AppScheme: "myapp"})
	if err != nil {
		panic(err)
	}
	for _, url := range []string{
		"myapp://connect/loaded?metadata=%7B%22initial_step%22%3A%22search%22%7D",
		"atrium://memberAdded/MBR-1",
		"myapp://connect/something/new?metadata=%7B%22a%22%3A1%7D",
		"myapp://user@connect/loaded",
	} {
		e, err := parser.FromURL(url)
		if err != nil {
			fmt.Println("refused:", fault.CodeOf(err))
			continue
		}
		fmt.Println(e)
	}
	// Output:
	// connect/loaded {"initial_step":"search"}
	// connect/memberConnected {"member_guid":"MBR-1"}
	// "connect/something/new" (unknown) {"a":1}
	// refused: event_malformed
}

// A widget of somebody else says in its own words what the catalogue knows:
// Own translates.
func ExampleOwn() {
	parser, err := event.NewParser(event.Config{
		Dialect: event.Custom,
		Own: []event.Own{
			{Name: "acme/linked", Is: event.ConnectMemberConnected, Paths: map[string]string{"member_guid": "link.id"}},
			{Name: "acme/session", Fields: []event.Field{{Path: "bearer", Type: event.TypeString, Masking: event.Hidden}}},
		},
	})
	if err != nil {
		panic(err)
	}
	linked, err := parser.FromMessage(`{"type":"acme/linked","metadata":{"link":{"id":"L-1"}}}`)
	if err != nil {
		panic(err)
	}
	guid, _ := linked.Lookup("member_guid")
	fmt.Println(linked.Name, "called", linked.Own, "of", guid.Text())

	session, err := parser.FromMessage(`{"type":"acme/session","metadata":{"bearer":"eyJhbGciOi"}}`)
	if err != nil {
		panic(err)
	}
	fmt.Println(session)
	// Output:
	// connect/memberConnected called acme/linked of L-1
	// acme/session {"bearer":"[secret]"}
}

// An event that lacks something is delivered with its problems and is never
// believed.
func ExampleEvent_Err() {
	parser, err := event.NewParser(event.Config{})
	if err != nil {
		panic(err)
	}
	e, err := parser.FromMessage(`{"type":"mx/connect/memberConnected","metadata":{"member_guid":7}}`)
	fmt.Println(err)
	fmt.Println(e.Payload(), e.Terminal)
	fmt.Println(fault.From(e.Err()).Detail)
	// Output:
	// <nil>
	// <nil> false
	// The event connect/memberConnected is not valid: member_guid must be string, not empty, but is number.
}

// Lookup reaches fields that no payload has.
func ExampleEvent_Lookup() {
	parser, err := event.NewParser(event.Config{})
	if err != nil {
		panic(err)
	}
	e, err := parser.FromMessage(`{"type":"mx/connect/new","metadata":{"bank":{"name":"Example","branches":12}}}`)
	if err != nil {
		panic(err)
	}
	name, _ := e.Lookup("bank.name")
	branches, _ := e.Lookup("bank.branches")
	_, ok := e.Lookup("bank.city")
	n, _ := branches.Number()
	fmt.Println(name.Text(), n, ok)
	// Output:
	// Example 12 false
}

// The widget is told who hosts it, once for each GenericLoad.
func ExampleEncodeSDKInfo() {
	fmt.Println(string(event.EncodeSDKInfo("acme-app", "2.1")))
	// Output:
	// {"type":"mx/sdk/info","metadata":{"sdk":"acme-app","version":"2.1"}}
}
