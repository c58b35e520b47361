package world

import (
	"slices"
	"time"
)

// Member is a user's connection to an institution.
type Member struct {
	GUID            string
	ID              string // the partner's own id, "" for none
	UserGUID        string
	UserID          string
	InstitutionGUID string
	InstitutionCode string
	Name            string
	Metadata        string
	Status          Status
	Aggregating     bool   // a job is running
	JobGUID         string // the most recent job
	AggregatedAt    time.Time
	SucceededAt     time.Time // of the last job that ended well; zero before
}

// Answer is one filled-in field of a login form. It holds what the user typed
// and is dropped once it has been looked at.
type Answer struct {
	GUID  string
	Value string
}

// MemberFields are what a partner says about a member. A nil field is left as
// it is; nil Answers leave the credentials as they are.
type MemberFields struct {
	ID       *string
	Metadata *string
	Answers  []Answer
	JobType  JobType // of the job that new credentials start
}

// member is what the world knows about a Member. It does not keep what the
// user typed, only whether the institution accepts it.
type member struct {
	Member
	owner    *user
	accepted bool
	run      *run // the job that is running, nil when none is
	accounts []Account
}

// CreateMember connects a user to an institution and starts the first job. A
// user has at most one member at an institution: a second one is a Conflict
// that names the first.
func (w *World) CreateMember(userID, institution string, f MemberFields) (Member, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return Member{}, err
	}
	in, err := w.Institution(institution)
	if err != nil {
		return Member{}, err
	}
	accepted, err := in.check(f.Answers)
	if err != nil {
		return Member{}, err
	}
	if err := u.free(in, f.ID); err != nil {
		return Member{}, err
	}
	m := &member{owner: u, accepted: accepted, Member: Member{
		GUID: w.newID("MBR"), UserGUID: u.GUID, Name: in.Name,
		InstitutionGUID: in.GUID, InstitutionCode: in.Code,
	}}
	m.apply(f)
	u.members = append(u.members, m)
	w.members[m.GUID] = m
	w.start(m, f.JobType, Created)
	return w.look(m), nil
}

// Members returns a user's members, the oldest first.
func (w *World) Members(userID string) ([]Member, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	found := make([]Member, 0, len(u.members))
	for _, m := range u.members {
		found = append(found, w.look(m))
	}
	return found, nil
}

// Member returns the member of a user with the given guid or partner id.
func (w *World) Member(userID, identifier string) (Member, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, identifier)
	if err != nil {
		return Member{}, err
	}
	return w.look(m), nil
}

// UpdateMember changes what is given. New credentials start a job, in place of
// the one that may be running.
func (w *World) UpdateMember(userID, identifier string, f MemberFields) (Member, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, identifier)
	if err != nil {
		return Member{}, err
	}
	in, err := w.Institution(m.InstitutionGUID)
	if err != nil {
		return Member{}, err
	}
	if f.Answers == nil {
		m.apply(f)
		return w.look(m), nil
	}
	accepted, err := in.check(f.Answers)
	if err != nil {
		return Member{}, err
	}
	m.apply(f)
	m.accepted = accepted
	w.start(m, f.JobType, Updated)
	return w.look(m), nil
}

// DeleteMember removes a member with its accounts and jobs.
func (w *World) DeleteMember(userID, identifier string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, identifier)
	if err != nil {
		return err
	}
	w.forget(m)
	m.owner.members = slices.DeleteFunc(m.owner.members, func(other *member) bool { return other == m })
	return nil
}

// member finds a member of a user. The caller holds the lock.
func (w *World) member(userID, identifier string) (*member, error) {
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	for _, m := range u.members {
		if m.GUID == identifier || m.ID != "" && m.ID == identifier {
			return m, nil
		}
	}
	return nil, notFound("member")
}

// forget drops what the indexes know about a member.
func (w *World) forget(m *member) {
	delete(w.members, m.GUID)
	for guid, job := range w.jobs {
		if job.MemberGUID == m.GUID {
			delete(w.jobs, guid)
		}
	}
}

// free reports a Conflict when the user has a member at the institution, or
// one with the given id.
func (u *user) free(in Institution, id *string) error {
	for _, m := range u.members {
		if m.InstitutionGUID == in.GUID {
			return conflict(m.GUID, "The user has a member at this institution already.")
		}
		if id != nil && *id != "" && m.ID == *id {
			return conflict(m.GUID, "Another member has this id.")
		}
	}
	return nil
}

func (m *member) apply(f MemberFields) {
	set(&m.ID, f.ID)
	set(&m.Metadata, f.Metadata)
}
