package oauth_test

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
)

// One trip to a bank: the return URL that the provider is given carries a
// nonce, and only a link with that nonce ends the trip, once.
func Example() {
	const base = "com.example.app://oauth_complete"
	nonce, err := oauth.NewNonce(rand.Reader)
	if err != nil {
		panic(err)
	}
	back, err := oauth.ReturnURL(base, nonce)
	if err != nil {
		panic(err)
	}
	now := time.Now()
	attempt, err := oauth.NewAttempt(now, oauth.Config{
		Session: "s-1", Provider: "mx", Member: "MBR-1", ReturnURLs: []string{base}, Nonce: nonce,
	})
	if err != nil {
		panic(err)
	}

	// Any app of the device can send this one.
	_, err = attempt.Accept(now, base+"?status=error&error_reason=DENIED")
	fmt.Println(fault.CodeOf(err), attempt.Pending(now))

	// The bank's page sends the user to back, with the result added.
	link := back.Reveal() + "&status=success&member_guid=MBR-1"
	result, err := attempt.Accept(now, link)
	fmt.Println(result.Success, result.MemberGUID, result.Authenticated, err)

	_, err = attempt.Accept(now, link)
	fmt.Println(fault.CodeOf(err))
	// Output:
	// return_forged true
	// true MBR-1 true <nil>
	// return_replayed
}

// A phone may end the app while the user is at the bank. The attempt is kept
// in the sealed snapshot of its session and goes on in another process.
func ExampleRestore() {
	now := time.Now()
	attempt, err := oauth.NewAttempt(now, oauth.Config{
		Session: "s-1", Provider: "mx", ReturnURLs: []string{"com.example.app://oauth_complete"},
	})
	if err != nil {
		panic(err)
	}
	again, err := oauth.Restore(attempt.State())
	if err != nil {
		panic(err)
	}
	_, err = again.Accept(now.Add(oauth.DefaultTTL), "com.example.app://oauth_complete?status=success&member_guid=MBR-1")
	fmt.Println(again.Provider(), fault.CodeOf(err))
	// Output:
	// mx return_expired
}

// An app that gets all links of its scheme asks which of them are for it.
func ExampleIsReturn() {
	const base = "com.example.app://oauth_complete"
	for _, link := range []string{base + "?status=success", "com.example.app://settings"} {
		fmt.Println(oauth.IsReturn(link, base))
	}
	// Output:
	// true
	// false
}

// The provider says why a bank did not grant access; the code is what an app
// shows or counts.
func ExampleErrorReason_Code() {
	for _, reason := range []oauth.ErrorReason{oauth.ReasonCancelled, "SOMETHING_NEW"} {
		fmt.Println(reason.Code(), reason.Known())
	}
	// Output:
	// oauth_cancelled true
	// oauth_failed false
}
