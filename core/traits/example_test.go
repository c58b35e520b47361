package traits_test

import (
	"fmt"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/traits"
)

// A host asks the traits, and never which provider it is.
func Example() {
	for _, name := range []string{"mx", "ucw", "fino"} {
		t, _ := traits.Of(name)
		after := "the widget opens again"
		if t.Ask == traits.AskMember {
			after = "the provider is asked for the member"
		}
		fmt.Printf("%-4s talks: %-5t after a restart %s\n", t.Provider, t.Talks, after)
	}
	// Output:
	// mx   talks: true  after a restart the provider is asked for the member
	// ucw  talks: true  after a restart the widget opens again
	// fino talks: false after a restart the provider is asked for the member
}

// A custom provider whose widget sends events of its own declares them too.
func ExampleTraits() {
	acme := traits.Traits{
		Provider: "acme",
		Dialect:  event.Custom,
		Own: []event.Own{{
			Name: "acme/linked", Is: event.ConnectMemberConnected,
			Paths: map[string]string{"member_guid": "link.id"},
		}},
		Talks: true, NamesMember: true, Ask: traits.AskMember, Return: traits.ReturnSays,
	}
	fmt.Println(acme.Check())
	// Output: <nil>
}

// Impossible traits are refused before a user meets them.
func ExampleTraits_Check() {
	silent := traits.Traits{Provider: "acme", Talks: true}
	fmt.Println(fault.From(silent.Check()).Detail)
	// Output:
	// The provider's traits are not possible: nobody would learn that a member was connected: set NamesMember when the widget's events name it, or Ask when the provider can be asked.
}
