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
	j.unread = j.unread || c.AccountsUnknown
	j.mu.Unlock()
	detail, message := count(len(c.Accounts), "account")+" read from "+c.Institution, "The accounts are here. Finish in the widget's window."
	if c.AccountsUnknown {
		detail, message = "the provider cannot be asked for those of "+c.Institution, "Connected. Finish in the widget's window."
	}
	j.note(Entry{Kind: KindStatus, Type: "accounts", Detail: detail})
	j.board.move(func(s State) (State, bool) {
		return State{Phase: Open, Message: message}, s.Phase == Checking && !j.ended.Load()
	})
	if j.cfg.CloseWhenReady {
		j.close()
	}
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
