package uba

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

// The statuses of a bank login, as fino documents them.
const (
	StatusOK          = "OK"
	StatusSCARequired = "SCA_REQUIRED"
	StatusSyncFailed  = "SYNC_FAILED"
)

// The types of a Notice.
const (
	Connected    = "connected"    // an account was connected, or its consent renewed
	Synchronized = "synchronized" // a recurring user's account was, later
)

// User is a person or a company whose bank logins are connected.
type User struct {
	Identifier string // UBA's own, a hash
	Type       string // person or company
	Analysis   string // active or suspended
}

type user struct{ User }

// Login is a bank login.
type Login struct {
	ID           string
	User         string // identifier
	Bank         string // name
	AccountType  string // "" when the bank does not ask
	Status       string
	Active       bool // it is synchronized again by itself
	Created      time.Time
	ConsentUntil time.Time
	Synchronized time.Time // zero: never
}

// login is a bank login as it is remembered. Its status follows from it.
type login struct {
	Login
	bank     testBank
	replaced bool // a newer consent at the same bank took its place
}

// Notice is what fino sends a webhook about.
type Notice struct {
	Type  string // Connected or Synchronized
	Login Login
}

// NewUser creates a user with a name of UBA's own making.
func (u *UBA) NewUser(kind, analysis string) (User, error) {
	name, err := site.Secret(u.cfg.Random)
	if err != nil {
		return User{}, fault.New(fault.Other, err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	made := u.ensure(name)
	made.Type, made.Analysis = kind, analysis
	return made.User, nil
}

// ensure returns the user with the app's own name, or with the identifier,
// and creates it when there is none.
func (u *UBA) ensure(name string) *user {
	if known, ok := u.users[name]; ok {
		return known
	}
	hash := sha256.Sum256([]byte(name))
	made := &user{User{Identifier: hex.EncodeToString(hash[:]), Type: "person", Analysis: "active"}}
	u.users[name], u.users[made.Identifier] = made, made
	return made
}

// Logins returns the bank logins of a user, who is named as the app does or by
// the identifier, in the order in which they were connected. It reports false
// for a user that does not exist.
func (u *UBA) Logins(name string) ([]Login, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	known, ok := u.users[name]
	if !ok {
		return nil, false
	}
	all := []Login{}
	for _, l := range u.logins {
		if l.User == known.Identifier {
			all = append(all, u.seen(l))
		}
	}
	return all, true
}

// Login returns a bank login of a user. It reports false when there is none.
func (u *UBA) Login(name, id string) (Login, bool) {
	all, _ := u.Logins(name)
	i := slices.IndexFunc(all, func(l Login) bool { return l.ID == id })
	if i < 0 {
		return Login{}, false
	}
	return all[i], true
}

// seen returns a login with the status that it has now.
func (u *UBA) seen(l *login) Login {
	out := l.Login
	switch {
	case l.replaced || !u.cfg.Now().Before(l.ConsentUntil):
		out.Status = StatusSCARequired
	case l.bank.NoSync:
		out.Status = StatusSyncFailed
	default:
		out.Status = StatusOK
	}
	out.Active = out.Active && out.Status == StatusOK
	return out
}

// Synchronize does what fino does by itself from time to time with the logins
// of recurring users. It reports false for a login that does not exist or is
// not active.
func (u *UBA) Synchronize(id string) bool {
	u.mu.Lock()
	var notice *Notice
	for _, l := range u.logins {
		if l.ID == id && u.seen(l).Active {
			l.Synchronized = u.cfg.Now()
			notice = &Notice{Synchronized, u.seen(l)}
		}
	}
	u.mu.Unlock()
	if notice == nil {
		return false
	}
	u.cfg.Notify(*notice)
	return true
}

// connect makes or renews the bank login of a session that has passed the
// bank's checks. A consent takes the place of an older one at the same bank.
func (u *UBA) connect(s *session, id string) Notice {
	now := u.cfg.Now()
	l := u.renewed(s)
	if l == nil {
		l = &login{bank: s.bank, Login: Login{ID: id, User: s.user.Identifier, Bank: s.bank.Name, AccountType: s.accountType, Created: now}}
		for _, old := range u.logins {
			old.replaced = old.replaced || old.User == l.User && old.bank.Code == l.bank.Code
		}
		u.logins = append(u.logins, l)
	}
	life := u.cfg.ConsentTTL
	if l.bank.Consent > 0 {
		life = l.bank.Consent
	}
	l.replaced, l.ConsentUntil = false, now.Add(life)
	l.Active = s.options.Recurring
	if !l.bank.NoSync {
		l.Synchronized = now
	}
	s.made = l.ID
	return Notice{Connected, u.seen(l)}
}

// renewed returns the login whose consent a session renews, nil when it makes
// a new one.
func (u *UBA) renewed(s *session) *login {
	for _, l := range u.logins {
		if s.renews != "" && l.ID == s.renews {
			return l
		}
	}
	return nil
}
