package journey

import (
	"context"
	"slices"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// StatusUnknown is the status of a member that nobody can be asked about.
const StatusUnknown = "STATUS_UNKNOWN"

// Providers differ in what they can be asked. An answer that nobody can give
// is unknown, which is not a failure.

// follow reads a connected member's data beside the session, once for each
// member: its event and the outcome both tell of it.
func (j *Journey) follow(m session.Member) {
	if !j.isNew(m) {
		return
	}
	j.reading.Go(func() {
		name, err := j.nameOf(m)
		if err != nil {
			j.keep(Member{Err: err})
			return
		}
		if name == "" { // neither named nor kept: there is nothing to ask for
			j.keep(Member{AccountsUnknown: true})
			return
		}
		if j.isFirst(name) {
			j.enter(Progress{Stage: Reading})
			j.fetch(name)
		}
	})
}

// isNew reports whether a member was not followed before.
func (j *Journey) isNew(m session.Member) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if slices.ContainsFunc(j.followed, func(o session.Member) bool { return same(o, m) }) {
		return false
	}
	j.followed = append(j.followed, m)
	return true
}

// same reports whether both are one connection of the session.
func same(a, b session.Member) bool {
	return a.GUID == b.GUID && a.Connection.Aggregator == b.Connection.Aggregator &&
		a.Connection.UCPInstitutionID == b.Connection.UCPInstitutionID &&
		a.Connection.ConnectionID.Equal(b.Connection.ConnectionID)
}

// isFirst reports whether the data under a name was not asked for before: two
// connections may have been kept as one.
func (j *Journey) isFirst(name string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if slices.Contains(j.fetched, name) {
		return false
	}
	j.fetched = append(j.fetched, name)
	return true
}

// nameOf names a connected member as the provider's other calls take it.
func (j *Journey) nameOf(m session.Member) (string, error) {
	keeper, ok := j.cfg.Provider.(provider.ConnectionKeeper)
	if m.GUID != "" || !ok {
		return m.GUID, nil
	}
	ctx, cancel := context.WithTimeout(j.ctx, j.cfg.AskPatience)
	defer cancel()
	return keeper.Keep(ctx, j.note.User, m.Connection)
}

// fetch reads a member and its accounts when they are there.
func (j *Journey) fetch(name string) {
	ctx, cancel := context.WithTimeout(j.ctx, j.cfg.ReadPatience)
	defer cancel()
	m := Member{Member: provider.Member{GUID: name}}
	m.Member, m.Err = j.member(ctx, name)
	if m.Err == nil {
		m.Accounts, m.AccountsUnknown, m.Err = j.accounts(ctx, name)
	}
	m.GUID = name
	j.keep(m)
	if m.Err != nil {
		return
	}
	j.enterIf(Progress{Stage: Open, Read: &m}, Reading)
	if j.cfg.CloseWhenRead {
		j.close()
	}
}

// member waits until a member is ready, if the provider can be asked.
func (j *Journey) member(ctx context.Context, name string) (provider.Member, error) {
	reader, ok := j.cfg.Provider.(provider.MemberReader)
	if !ok {
		j.mu.Lock()
		defer j.mu.Unlock()
		return provider.Member{GUID: name, InstitutionName: j.chosen, Status: StatusUnknown}, nil
	}
	if _, err := j.await(ctx, reader, name); err != nil {
		return provider.Member{}, err
	}
	return reader.Member(ctx, j.note.User, name)
}

func (j *Journey) accounts(ctx context.Context, name string) (accounts []provider.Account, unknown bool, err error) {
	reader, ok := j.cfg.Provider.(provider.AccountReader)
	if !ok {
		return nil, true, nil
	}
	accounts, err = reader.Accounts(ctx, j.note.User, name)
	return accounts, false, err
}

// keep adds what was read of a member to the result.
func (j *Journey) keep(m Member) {
	if m.Err != nil {
		j.out.warn(m.Err)
	}
	j.mu.Lock()
	j.read = append(j.read, m)
	j.mu.Unlock()
	j.out.member(m)
}
