package world

import "slices"

// User is a person whose accounts are connected.
type User struct {
	GUID       string
	ID         string // the partner's own id, "" for none; unique
	Email      string
	Metadata   string
	IsDisabled bool
}

// UserFields are what a partner says about a user. A nil field is left as it is.
type UserFields struct {
	ID         *string
	Email      *string
	Metadata   *string
	IsDisabled *bool
}

// UserFilter selects users. A nil field selects all.
type UserFilter struct {
	ID         *string
	Email      *string
	IsDisabled *bool
}

type user struct {
	User
	members []*member
}

// CreateUser adds a user. An id that is taken is a Conflict.
func (w *World) CreateUser(f UserFields) (User, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.idFree(f.ID, nil); err != nil {
		return User{}, err
	}
	u := &user{User: User{GUID: w.newID("USR")}}
	u.apply(f)
	w.users = append(w.users, u)
	return u.User, nil
}

// Users returns the users that the filter selects, the oldest first.
func (w *World) Users(f UserFilter) []User {
	w.mu.Lock()
	defer w.mu.Unlock()
	found := []User{}
	for _, u := range w.users {
		if matches(f.ID, u.ID) && matches(f.Email, u.Email) && matches(f.IsDisabled, u.IsDisabled) {
			found = append(found, u.User)
		}
	}
	return found
}

// User returns the user with the given guid or partner id.
func (w *World) User(identifier string) (User, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(identifier)
	if err != nil {
		return User{}, err
	}
	return u.User, nil
}

// UpdateUser changes the fields that are given.
func (w *World) UpdateUser(identifier string, f UserFields) (User, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(identifier)
	if err != nil {
		return User{}, err
	}
	if err := w.idFree(f.ID, u); err != nil {
		return User{}, err
	}
	u.apply(f)
	return u.User, nil
}

// DeleteUser removes a user with everything that belongs to it.
func (w *World) DeleteUser(identifier string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(identifier)
	if err != nil {
		return err
	}
	for _, m := range u.members {
		w.forget(m)
	}
	w.micro = slices.DeleteFunc(w.micro, func(d *microdeposit) bool { return d.UserGUID == u.GUID })
	w.users = slices.DeleteFunc(w.users, func(other *user) bool { return other == u })
	return nil
}

// user finds a user. The caller holds the lock.
func (w *World) user(identifier string) (*user, error) {
	for _, u := range w.users {
		if u.GUID == identifier || u.ID != "" && u.ID == identifier {
			return u, nil
		}
	}
	return nil, notFound("user")
}

func (w *World) idFree(id *string, except *user) error {
	if id == nil || *id == "" {
		return nil
	}
	for _, u := range w.users {
		if u != except && u.ID == *id {
			return conflict(u.GUID, "Another user has this id.")
		}
	}
	return nil
}

func (u *user) apply(f UserFields) {
	set(&u.ID, f.ID)
	set(&u.Email, f.Email)
	set(&u.Metadata, f.Metadata)
	set(&u.IsDisabled, f.IsDisabled)
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func matches[T comparable](want *T, got T) bool { return want == nil || *want == got }
