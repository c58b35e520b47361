package shell

import (
	"context"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

// follow reads a connected member's data beside the session, once for each
// member.
func (j *journey) follow(ctx context.Context, guid string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.followed[guid] {
		return
	}
	j.followed[guid] = true
	j.reading.Go(func() { j.fetch(ctx, guid) })
}

// fetch waits until a member is ready and reads its accounts.
func (j *journey) fetch(ctx context.Context, guid string) {
	ctx, cancel := context.WithTimeout(ctx, j.cfg.ReadyTimeout)
	defer cancel()
	j.say(Checking, "Connected. Waiting for the accounts…")
	c, err := j.read(ctx, guid)
	if err != nil {
		j.dataFailed(err)
		return
	}
	j.board.put(c)
	j.mu.Lock()
	j.total += len(c.Accounts)
	j.mu.Unlock()
	j.note(Entry{Kind: KindStatus, Type: "accounts", Detail: count(len(c.Accounts), "account") + " read from " + c.Institution})
	j.board.move(func(s State) (State, bool) {
		return State{Phase: Open, Message: "The accounts are here. Finish in the widget's window."}, s.Phase == Checking && !j.ended.Load()
	})
	if j.cfg.CloseWhenReady {
		j.close()
	}
}

func (j *journey) read(ctx context.Context, guid string) (Connection, error) {
	p := j.at.Provider
	if _, err := provider.AwaitReady(ctx, p, j.user, guid, provider.AwaitOptions{
		Interval: j.cfg.PollInterval,
		OnState:  j.memberState,
	}); err != nil {
		return Connection{}, err
	}
	member, err := p.Member(ctx, j.user, guid)
	if err != nil {
		return Connection{}, err
	}
	accounts, err := p.Accounts(ctx, j.user, guid)
	if err != nil {
		return Connection{}, err
	}
	return connection(member, accounts), nil
}

func (j *journey) memberState(m provider.Member) {
	detail := m.Status
	if m.Aggregating {
		detail += ", being aggregated"
	}
	j.note(Entry{Kind: KindStatus, Type: "member", Detail: detail})
}

func (j *journey) dataFailed(err error) {
	e := fault.From(err)
	j.mu.Lock()
	if j.err == nil {
		j.err = e
	}
	j.mu.Unlock()
	j.warn(e)
}
