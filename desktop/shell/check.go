package shell

import (
	"context"

	"github.com/connecthost/connecthost/core/event"
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
			return session.MemberChecked{}, err
		}
	}
	_, err := provider.AwaitReady(ctx, j.at.Provider, j.user, member, provider.AwaitOptions{
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

// remember notes fino's newest bank login before the user makes one. fino's
// pages do not say which one they made, so the newest counts as made by this
// session only when it was not there before.
func (j *journey) remember(ctx context.Context) error {
	if j.cfg.Dialect != event.Fino {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, j.cfg.AskTimeout)
	defer cancel()
	newest, err := j.newest(ctx)
	if err == nil {
		j.before = &newest
	}
	return err
}

// made is the bank login that this session made, "" when it made none or when
// nobody knows what there was before, as after a restart.
func (j *journey) made(ctx context.Context) (string, error) {
	if j.before == nil {
		return "", nil
	}
	newest, err := j.newest(ctx)
	if err != nil || newest == *j.before {
		return "", err
	}
	return newest, nil
}

// newest is the user's newest bank login, "" when there is none.
func (j *journey) newest(ctx context.Context) (string, error) {
	m, err := j.at.Provider.MemberState(ctx, j.user, "")
	if fault.CodeOf(err) == fault.ProviderNotFound {
		return "", nil
	}
	return m.GUID, err
}
