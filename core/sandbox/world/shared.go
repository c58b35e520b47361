package world

import "slices"

// sharedAccount is an account with the member that shares it.
type sharedAccount struct {
	member  *member
	account Account
}

// shared returns the accounts of a user, of one member or of one account when
// they are named. The caller holds the lock.
func (w *World) shared(userID, memberID, account string) ([]sharedAccount, error) {
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	members := u.members
	if memberID != "" {
		m, err := w.member(userID, memberID)
		if err != nil {
			return nil, err
		}
		members = []*member{m}
	}
	var list []sharedAccount
	for _, m := range members {
		w.look(m)
		for _, a := range m.accounts {
			list = append(list, sharedAccount{m, a})
		}
	}
	if account == "" {
		return list, nil
	}
	i := slices.IndexFunc(list, func(s sharedAccount) bool { return s.account.GUID == account })
	if i < 0 {
		return nil, notFound("account")
	}
	return list[i : i+1], nil
}

// Account returns an account of a user, and of a member when it is named.
func (w *World) Account(userID, memberID, guid string) (Account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if guid == "" {
		return Account{}, notFound("account")
	}
	found, err := w.shared(userID, memberID, guid)
	if err != nil {
		return Account{}, err
	}
	return found[0].account, nil
}

// provided goes through the accounts whose members have fetched a product.
func (w *World) provided(userID, memberID, account string, p Product, each func(sharedAccount)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	list, err := w.shared(userID, memberID, account)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.member.has[p] {
			each(s)
		}
	}
	return nil
}

// Fetched reports whether a member has fetched a product.
func (w *World) Fetched(userID, memberID string, p Product) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, memberID)
	if err != nil {
		return false, err
	}
	w.look(m)
	return m.has[p], nil
}
