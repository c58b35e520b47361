package fault_test

import (
	"errors"
	"fmt"

	"github.com/connecthost/connecthost/core/fault"
)

// The user reads the message, the developer the detail and the advice.
func Example() {
	err := fault.Newf(fault.ConfigInvalid, nil, "The setting AppScheme must not be one that browsers or systems use.")

	fmt.Println("on the screen:", err.Message)
	fmt.Println("in the log:   ", err)
	fmt.Println("what to do:   ", fault.Advice(err.Code))
	// Output:
	// on the screen: This app is not set up correctly.
	// in the log:    config_invalid: The setting AppScheme must not be one that browsers or systems use.
	// what to do:    Correct the setting that the detail names.
}

// Functions of Connecthost return an error; From finds what it knows, wherever
// it is wrapped.
func ExampleFrom() {
	err := fmt.Errorf("connecting an account: %w", fault.New(fault.ProviderUnreachable, errors.New("no route to 192.0.2.7")))

	known := fault.From(err)
	fmt.Println(known.Code, known.Stage, known.Level(), known.Retryable)
	fmt.Println(known.Message)
	// Output:
	// provider_unreachable provider provider true
	// The connection service could not be reached.
}

// A code decides what an app does next; the sentences are for people.
func ExampleCodeOf() {
	next := func(err error) string {
		switch code := fault.CodeOf(err); {
		case code == "":
			return "show the accounts"
		case code == fault.UserExited:
			return "offer it again"
		case fault.LevelOf(code) == fault.LevelMember:
			return "open the widget for this member"
		default:
			return "show the message"
		}
	}
	fmt.Println(next(nil))
	fmt.Println(next(fault.New(fault.MemberNeedsUser, nil)))
	fmt.Println(next(errors.New("a bug")))
	// Output:
	// show the accounts
	// open the widget for this member
	// show the message
}

// errors.Is compares codes. A cause is found too, and printed with %+v only.
func ExampleError() {
	cause := errors.New("exit status 3")
	err := error(fault.New(fault.ExternalOpenFailed, cause))

	fmt.Println(errors.Is(err, fault.New(fault.ExternalOpenFailed, nil)), errors.Is(err, cause))
	fmt.Println(err)
	fmt.Printf("%+v\n", err)
	// Output:
	// true true
	// external_open_failed: Your browser could not be opened.
	// external_open_failed: Your browser could not be opened. (stage widget, retryable, cause: exit status 3)
}

// The catalogue is there for an app that words every message itself, in every
// language that its users speak.
func ExampleCatalogue() {
	german := map[fault.Code]string{fault.OAuthCancelled: "Sie haben den Zugriff bei der Bank nicht erlaubt."}
	missing := 0
	for _, kind := range fault.Catalogue() {
		if german[kind.Code] == "" {
			missing++
		}
	}
	fmt.Println(missing == len(fault.Catalogue())-1)
	// Output: true
}
