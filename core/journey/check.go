package journey

import (
	"context"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// newestAsks is how often the provider is asked for a new member before there is
// none: the page may be faster than the provider's API.
const newestAsks = 3

// check is the driver's question for a member's state, or for the member that
// this session made when none is named. It waits while the provider is at work.
func (j *Journey) check(ctx context.Context, member string) (session.MemberChecked, error) {
	// A question while the user is at the bank follows a link: the session asks at
	// once, and the follower may hear of the link later.
	j.enterIf(Progress{Stage: Open, Returned: true}, AtBank)
	j.enter(Progress{Stage: Checking})
	reader, ok := j.cfg.Provider.(provider.MemberReader)
	if !ok {
		return session.MemberChecked{}, nil // unknown
	}
	ctx, cancel := context.WithTimeout(ctx, j.cfg.ReadPatience)
	defer cancel()
	if member == "" {
		var err error
		if member, err = j.made(ctx); err != nil || member == "" {
			return session.MemberChecked{State: session.MemberNone}, err
		}
	}
	_, err := j.await(ctx, reader, member)
	switch fault.CodeOf(err) {
	case "":
		return session.MemberChecked{State: session.MemberConnected, Found: member}, nil
	case fault.MemberNeedsUser:
		return session.MemberChecked{State: session.MemberNeedsUser, Found: member}, nil
	}
	return session.MemberChecked{}, err
}

// await waits until a member's data is there.
func (j *Journey) await(ctx context.Context, reader provider.MemberReader, member string) (provider.Member, error) {
	return provider.AwaitReady(ctx, reader, j.note.User, member, provider.AwaitOptions{
		Interval: j.cfg.PollInterval,
		OnState:  j.out.memberState,
	})
}

// made is the member that this session made, "" when it made none.
func (j *Journey) made(ctx context.Context) (string, error) {
	for asked := 1; ; asked++ {
		newest, err := j.newest(ctx)
		switch {
		case err != nil:
			return "", err
		case newest != j.note.Before:
			return newest, nil
		case asked == newestAsks:
			return "", nil
		}
		if err := sleep(ctx, j.cfg.PollInterval); err != nil {
			return "", err
		}
	}
}

// newest is the user's newest member, "" when there is none.
func (j *Journey) newest(ctx context.Context) (string, error) {
	m, err := j.cfg.Provider.(provider.MemberReader).MemberState(ctx, j.note.User, "")
	if fault.CodeOf(err) == fault.ProviderNotFound {
		return "", nil
	}
	return m.GUID, err
}

// sleep waits, unless the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
