package session_test

import (
	"bytes"
	"fmt"
	"net/url"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/session/seal"
)

// start is when the sessions of these examples begin.
var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// says is an event of a widget, as a navigation of its page.
func says(event, metadata string) session.Input {
	return session.Navigate{Request: navigation.Request{
		URL: secret.New("myapp://" + event + "?metadata=" + url.QueryEscape(metadata)), Frame: navigation.FrameMain,
	}}
}

// show prints what the session asks its host to do.
func show(a session.Answer) {
	for _, e := range a.Effects {
		switch e := e.(type) {
		case session.Load:
			fmt.Println("load a page of", e.Origin)
		case session.Emit:
			fmt.Println("event", e.Event.Name)
		case session.OpenExternal:
			fmt.Println(e)
		case session.CheckMember:
			fmt.Println("check a member")
		case session.Warn:
			fmt.Println("warn", fault.CodeOf(e.Err))
		case session.CloseView:
			fmt.Println("close the view")
		case session.End:
			fmt.Println("end:", e.Outcome.Result, len(e.Outcome.Members))
		}
	}
}

// A host feeds what happens, with the time at which it did, and carries out the
// effects that come back.
func Example() {
	s, err := session.New(session.Config{
		WidgetURL: secret.New("https://widgets.example/md/connect/token"),
		AppScheme: "myapp",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, in := range []session.Input{
		session.Start{},
		says("connect/loaded", `{"initial_step":"search"}`),
		session.Message{Origin: "https://evil.example", Data: `{"type":"connect/memberConnected","metadata":{"member_guid":"MBR-0"}}`},
		says("connect/memberConnected", `{"member_guid":"MBR-1"}`),
		says("connect/connected/primaryAction", `{}`),
	} {
		show(s.Step(start.Add(time.Duration(i)*time.Second), in))
	}
	// Output:
	// load a page of https://widgets.example
	// event connect/loaded
	// warn message_origin_refused
	// event connect/memberConnected
	// event connect/connected/primaryAction
	// close the view
	// end: connected 1
}

// The phone ends the app while its user is at the bank. The link that brings
// the user back starts it again: the session is restored, judges the link, and
// asks the provider what became of the member.
func ExampleRestore() {
	key, _ := seal.New(bytes.Repeat([]byte{7}, seal.KeySize))
	cfg := session.Config{
		ID: "s-1", AppScheme: "myapp",
		WidgetURL: secret.New("https://widgets.example/md/connect/token"),
		Return:    session.Return{Bases: []string{"myapp://bank"}, Nonce: secret.New("000102030405060708090a0b0c0d0e0f")},
	}
	s, _ := session.New(cfg)
	s.Step(start, session.Start{})
	show(s.Step(start, says("connect/oauthRequested", `{"member_guid":"MBR-1","url":"https://bank.example/login"}`)))
	snapshot, err := s.Snapshot(key) // at each session.Persist
	fmt.Println("saved:", err)

	back, err := session.Restore(cfg, snapshot, key)
	fmt.Println("restored:", err)
	now := start.Add(time.Minute)
	forged := back.Step(now, session.ReturnLink{URL: secret.New("myapp://bank?status=error&error_reason=DENIED")})
	fmt.Println("forged:", fault.CodeOf(forged.Err))
	show(back.Step(now, session.ReturnLink{URL: secret.New(back.ReturnURL().Reveal() + "&status=success&member_guid=MBR-1")}))
	show(back.Step(now, session.MemberChecked{GUID: "MBR-1", State: session.MemberConnected}))
	// Output:
	// event connect/oauthRequested
	// open https://bank.example
	// saved: <nil>
	// restored: <nil>
	// forged: return_forged
	// check a member
	// close the view
	// end: connected 1
}

// A session has no clock: a host ticks it when its deadline is reached.
func ExampleSession_Deadline() {
	s, _ := session.New(session.Config{
		WidgetURL: secret.New("https://widgets.example/md/connect/token"),
		Timeouts:  session.Timeouts{Load: 30 * time.Second},
	})
	s.Step(start, session.Start{})
	fmt.Println(s.Deadline().Sub(start))
	show(s.Step(s.Deadline(), session.Tick{}))
	// Output:
	// 30s
	// close the view
	// end: failed 0
}

// An outcome that connected nothing says why, and whose matter that is.
func ExampleReason() {
	s, _ := session.New(session.Config{WidgetURL: secret.New("https://widgets.example/md/connect/token"), AppScheme: "myapp"})
	s.Step(start, session.Start{})
	s.Step(start, says("connect/memberError", `{"member":{"guid":"MBR-1","connection_status":2}}`))
	effects := s.Step(start.Add(time.Second), session.Dismiss{}).Effects

	why := effects[len(effects)-1].(session.End).Outcome.Reason
	fmt.Println(why.Code, why.Level, why.By, why.MemberGUID)
	fmt.Println("to the user:", fault.New(why.Code, nil).Message)
	fmt.Println("to the developer:", why.Advice)
	// Output:
	// member_credentials_refused member user MBR-1
	// to the user: The bank did not accept your login details.
	// to the developer: Open the widget for this member; the user can enter new ones there.
}
