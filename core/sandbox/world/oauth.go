package world

import (
	"slices"
	"time"
)

// unusedLife is how long a member stays that never saw its user log in.
const unusedLife = time.Hour

// OAuthStatus is how far a login at an institution's own site is, in the
// numbering of MX's widget.
type OAuthStatus int

// The states of a login.
const (
	OAuthPending OAuthStatus = 1
	OAuthSuccess OAuthStatus = 2
	OAuthErrored OAuthStatus = 3
)

// oauthReasons have their numbers in MX's widget as their indexes. They are
// read-only.
var oauthReasons = [...]string{"UNKNOWN_ERROR", "CANCELLED", "DENIED", "IMPEDED", "PROVIDER_ERROR", "SERVER_ERROR", "SESSION_ERROR"}

// OAuthState is one login at an institution's own site.
type OAuthState struct {
	GUID         string
	UserGUID     string
	Status       OAuthStatus
	Reason       string // why not, of OAuthErrored; in MX's words
	OutboundGUID string // the member that the login began with
	InboundGUID  string // the member that it ended with; "" before
	CreatedAt    time.Time
	UpdatedAt    time.Time

	next OAuthStart
}

// ReasonNumber is the reason in the numbering of MX's widget, and false when
// there is none.
func (s OAuthState) ReasonNumber() (int, bool) {
	if s.Reason == "" {
		return 0, false
	}
	return max(slices.Index(oauthReasons[:], s.Reason), 0), true
}

// OAuthStart says what follows a login that succeeds.
type OAuthStart struct {
	JobType  JobType
	Products []Product
	NoJob    bool // connect without fetching anything
}

// createOAuthMember adds a member that waits for its user's login. There may
// be several at an institution: the login alone tells whose it is.
func (w *World) createOAuthMember(u *user, in Institution, f MemberFields) (Member, error) {
	if !in.OAuth {
		return Member{}, invalid("The institution does not support OAuth.")
	}
	if len(f.Answers) > 0 {
		return Member{}, invalid("Users log in at the institution's own site.")
	}
	if err := u.idUnused(f.ID); err != nil {
		return Member{}, err
	}
	m := w.newMember(u, in)
	m.apply(f)
	m.OAuth, m.Status = true, Pending
	return w.look(m), nil
}

// dropUnused removes members whose users never logged in. The caller holds
// the lock.
func (w *World) dropUnused(u *user) {
	now := w.now()
	for _, m := range slices.Clone(u.members) {
		if m.OAuth && m.Status == Pending && now.Sub(m.createdAt) > unusedLife {
			w.remove(m)
		}
	}
}

// BeginOAuth begins a login for a member of an OAuth institution.
func (w *World) BeginOAuth(userID, identifier string, next OAuthStart) (OAuthState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, identifier)
	if err != nil {
		return OAuthState{}, err
	}
	if !m.OAuth {
		return OAuthState{}, invalid("The member was not made for OAuth.")
	}
	now := w.now()
	s := &OAuthState{
		GUID: w.newID("OAS"), UserGUID: m.UserGUID, Status: OAuthPending, OutboundGUID: m.GUID,
		CreatedAt: now, UpdatedAt: now, next: next,
	}
	w.oauth = append(w.oauth, s)
	return *s, nil
}

// OAuthEnd is how a login ended: with the keys of the accounts that the user
// shares, or with a reason in MX's words.
type OAuthEnd struct {
	Reason   string
	Accounts []string // nil for all
}

// FinishOAuth ends a login. A second end is a Conflict.
func (w *World) FinishOAuth(guid string, end OAuthEnd) (OAuthState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.oauth, func(s *OAuthState) bool { return s.GUID == guid })
	if i < 0 {
		return OAuthState{}, notFound("login")
	}
	s := w.oauth[i]
	if s.Status != OAuthPending {
		return OAuthState{}, conflict(s.GUID, "The login has ended already.")
	}
	s.UpdatedAt = w.now()
	if end.Reason != "" {
		s.Status, s.Reason = OAuthErrored, end.Reason
		return *s, nil
	}
	m := w.inbound(w.members[s.OutboundGUID])
	s.Status, s.InboundGUID = OAuthSuccess, m.GUID
	w.logIn(m, s.next, end.Accounts)
	return *s, nil
}

// inbound returns the member that a login belongs to: the one the user has at
// the institution already, if any, else the one it began with.
func (w *World) inbound(out *member) *member {
	if out.Status != Pending {
		return out
	}
	for _, m := range out.owner.members {
		if m != out && m.accepted && m.InstitutionGUID == out.InstitutionGUID {
			return m
		}
	}
	in, err := w.Institution(out.InstitutionGUID)
	if err == nil && in.conduct.elsewhere {
		other := w.newMember(out.owner, in)
		other.OAuth, other.Status = true, Pending
		return other
	}
	return out
}

// logIn lets a login take effect.
func (w *World) logIn(m *member, next OAuthStart, accounts []string) {
	during := Reconnected
	if !m.accepted {
		m.accepted, m.chosen, during = true, accounts, Created
	}
	if next.NoJob {
		m.Status = Connected
		return
	}
	w.start(m, next.JobType, next.Products, during)
	w.look(m)
}

// OAuthStates returns the logins of a member, the newest first.
func (w *World) OAuthStates(userID, outbound string) ([]OAuthState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	found := []OAuthState{}
	for _, s := range slices.Backward(w.oauth) {
		if s.UserGUID == u.GUID && s.OutboundGUID == outbound {
			found = append(found, *s)
		}
	}
	return found, nil
}

// OAuthState returns a login of a user.
func (w *World) OAuthState(userID, guid string) (OAuthState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return OAuthState{}, err
	}
	for _, s := range w.oauth {
		if s.GUID == guid && s.UserGUID == u.GUID {
			return *s, nil
		}
	}
	return OAuthState{}, notFound("login")
}

// idUnused reports a Conflict when a member has the id.
func (u *user) idUnused(id *string) error {
	for _, m := range u.members {
		if id != nil && *id != "" && m.ID == *id {
			return conflict(m.GUID, "Another member has this id.")
		}
	}
	return nil
}
