package navigation_test

import (
	"fmt"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// A host asks about every navigation of its engine and obeys.
func Example() {
	policy, err := navigation.NewPolicy(navigation.Config{
		WidgetURL:    "https://connect.example/md/connect/tOkEn",
		EventSchemes: []string{"myapp"},
		ReturnURLs:   []string{"https://app.example/back"},
	})
	if err != nil {
		panic(err)
	}
	for _, url := range []string{
		"https://connect.example/md/connect/next",
		"https://bank.example/login?state=1",
		"myapp://connect/loaded?metadata=%7B%7D",
		"https://app.example/back?status=success",
		"javascript:alert(1)",
		"https://connect.example@evil.example/",
	} {
		d := policy.Decide(navigation.Request{URL: secret.New(url), Frame: navigation.FrameMain, UserGesture: true})
		switch d.Action {
		case navigation.External:
			fmt.Println("open", d.Open.Reveal())
		case navigation.Block:
			fmt.Println("stay:", fault.CodeOf(d.Err))
		default:
			fmt.Println(d.Action)
		}
	}
	// Output:
	// allow
	// open https://bank.example/login?state=1
	// event
	// return
	// stay: scheme_blocked
	// stay: url_invalid
}

// An engine that cannot tell frames apart asks a second time, when the answer
// is there and the frame is known.
func ExampleDecision_recheck() {
	policy, err := navigation.NewPolicy(navigation.Config{WidgetURL: "https://connect.example/"})
	if err != nil {
		panic(err)
	}
	r := navigation.Request{URL: secret.New("https://captcha.example/frame")}
	fmt.Println(policy.Decide(r))
	r.Response, r.Frame = true, navigation.FrameSub
	fmt.Println(policy.Decide(r))
	r.Frame = navigation.FrameUnknown
	fmt.Println(policy.Decide(r).Action)
	// Output:
	// {allow recheck}
	// {allow}
	// block
}

// Read gives one form to all spellings of an address that every reader
// understands alike, and refuses the others.
func ExampleRead() {
	for _, raw := range []string{
		"HTTPS://Connect.Example:443",
		"http://[::ffff:127.0.0.1]:8080/x",
		"https://127.1/",
		"https:connect.example",
		"https://connect.example./",
	} {
		u, err := navigation.Read(raw)
		if err != nil {
			fmt.Println("refused:", fault.From(err).Unwrap())
			continue
		}
		fmt.Println(u.String(), u.IsTrustworthy())
	}
	// Output:
	// https://connect.example/ true
	// http://127.0.0.1:8080/x true
	// refused: a host that ends like an IPv4 address but is not one in plain decimal notation
	// refused: no // after the scheme
	// refused: a dot at the end of the host
}

// A return link is told by its origin and path. Whether it is to be believed
// is for core/oauth to say.
func ExampleURL_SamePlace() {
	base, err := navigation.ReadReturn("com.example.app://oauth_complete")
	if err != nil {
		panic(err)
	}
	for _, raw := range []string{
		"com.example.app://oauth_complete/?status=success",
		"com.example.app://other?status=success",
	} {
		u, err := navigation.Read(raw)
		fmt.Println(err == nil && u.SamePlace(base))
	}
	// Output:
	// true
	// false
}

// The address that a widget declares for a login comes from a message, so no
// engine has looked at it.
func ExamplePolicy_Declared() {
	policy, err := navigation.NewPolicy(navigation.Config{WidgetURL: "https://connect.example/"})
	if err != nil {
		panic(err)
	}
	open, err := policy.Declared(secret.New("HTTPS://bank.example/authorize?client_id=1"))
	fmt.Println(open.Reveal(), err)
	_, err = policy.Declared(secret.New("http://bank.example/authorize"))
	fmt.Println(fault.CodeOf(err))
	// Output:
	// https://bank.example/authorize?client_id=1 <nil>
	// navigation_blocked
}

// Settings that name schemes are checked with the lists that the policy uses.
func ExampleIsAppScheme() {
	for _, scheme := range []string{"com.example.app", "https", "tel", "My App"} {
		fmt.Println(scheme, navigation.IsScheme(scheme), navigation.IsReservedScheme(scheme), navigation.IsAppScheme(scheme))
	}
	// Output:
	// com.example.app true false true
	// https true true false
	// tel true false false
	// My App false false false
}
