package shell

import (
	"context"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// The providers differ in what they can be asked. UCW knows no members: what
// its widget says of one has to do. Which call of fino reads accounts is not
// known. What cannot be asked is shown as unknown and is no failure.

// unknownStatus is the status of a member that nobody can be asked about.
const unknownStatus = "STATUS_UNKNOWN"

// memberOf names a connected member as the provider's other calls take it.
func (j *journey) memberOf(m session.Member) string {
	if j.cfg.Dialect == event.UCW {
		return j.at.Keep(j.memory.User, m.Connection)
	}
	return m.GUID
}

// read waits until a member is ready and reads what can be read of it.
func (j *journey) read(ctx context.Context, guid string) (Connection, error) {
	member, err := j.member(ctx, guid)
	if err != nil || j.cfg.Dialect == event.Fino {
		c := connection(member, nil)
		c.AccountsUnknown = true
		return c, err
	}
	accounts, err := j.at.Provider.Accounts(ctx, j.memory.User, guid)
	if err != nil {
		return Connection{}, err
	}
	return connection(member, accounts), nil
}

func (j *journey) member(ctx context.Context, guid string) (provider.Member, error) {
	if j.cfg.Dialect == event.UCW {
		j.mu.Lock()
		defer j.mu.Unlock()
		return provider.Member{GUID: guid, InstitutionName: j.chosen, Status: unknownStatus}, nil
	}
	p := j.at.Provider
	if _, err := provider.AwaitReady(ctx, p, j.memory.User, guid, provider.AwaitOptions{
		Interval: j.cfg.PollInterval,
		OnState:  j.memberState,
	}); err != nil {
		return provider.Member{}, err
	}
	return p.Member(ctx, j.memory.User, guid)
}

// choose notes the institution that the widget names.
func (j *journey) choose(institution string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.chosen = institution
}
