package shell

import (
	"context"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// check is the window's question for a member's state, or for the member that
// this session made when none is named. It waits while the provider is at
// work.
func (j *journey) check(ctx context.Context, member string) (session.MemberChecked, error) {
	ctx, cancel := context.WithTimeout(ctx, j.cfg.ReadyTimeout)
	defer cancel()
	j.board.move(func(s State) (State, bool) {
		return State{Phase: Checking, Message: "Asking the provider what became of your visit to the bank…", Notice: s.Notice}, true
	})
	if member == "" {
		var err error
		if member, err = j.made(ctx); err != nil || member == "" {
			return session.MemberChecked{State: session.MemberNone}, err
		}
	}
	_, err := provider.AwaitReady(ctx, j.at.Provider, j.memory.User, member, provider.AwaitOptions{
		Interval: j.cfg.PollInterval,
		OnState:  j.memberState,
	})
	switch fault.CodeOf(err) {
	case "":
		return session.MemberChecked{State: session.MemberConnected, Found: member}, nil
	case fault.MemberNeedsUser:
		return session.MemberChecked{State: session.MemberNeedsUser, Found: member}, nil
	}
	return session.MemberChecked{}, err
}
