package provider_test

import (
	"context"
	"fmt"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// slowBank is a provider that needs a while: each question gets the next answer.
type slowBank struct{ answers []provider.State }

func (b *slowBank) MemberState(context.Context, string, string) (provider.Member, error) {
	state := b.answers[0]
	if len(b.answers) > 1 {
		b.answers = b.answers[1:]
	}
	return provider.Member{GUID: "MBR-1", State: state, Status: string(state)}, nil
}

func (b *slowBank) Member(ctx context.Context, user, member string) (provider.Member, error) {
	return b.MemberState(ctx, user, member)
}

// AwaitReady asks until a member's data can be read, and tells of each change.
func ExampleAwaitReady() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p := &slowBank{[]provider.State{provider.Waiting, provider.Waiting, provider.Ready}}
	m, err := provider.AwaitReady(ctx, p, "USR-1", "MBR-1", provider.AwaitOptions{
		Interval: time.Millisecond,
		OnState:  func(m provider.Member) { fmt.Println("now it is", m.State) },
	})
	fmt.Println(m.GUID, err)
	// Output:
	// now it is waiting
	// now it is ready
	// MBR-1 <nil>
}

// A member that needs its user is an error with a code: open the widget for it.
func ExampleAwaitReady_needsUser() {
	p := &slowBank{[]provider.State{provider.NeedsUser}}
	m, err := provider.AwaitReady(context.Background(), p, "USR-1", "MBR-1", provider.AwaitOptions{})
	if fault.CodeOf(err) == fault.MemberNeedsUser {
		fmt.Println("open the widget for", m.GUID)
	}
	// Output: open the widget for MBR-1
}
