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
	UseCases        []string
	NoBackground    bool // the partner switched daily jobs off
	OAuth           bool
	Status          Status
	Aggregating     bool   // a job is running
	JobGUID         string // the most recent job
	AggregatedAt    time.Time
	SucceededAt     time.Time // of the last job that ended well; zero before
	Question        *Question // while it is Challenged, else nil
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
	ID           *string
	Metadata     *string
	NoBackground *bool
	UseCases     []string
	OAuth        bool // the user will log in at the institution's own site; CreateMember only
	Answers      []Answer
	JobType      JobType   // of the job that new credentials start
	Products     []Product // that the job is for; none for what its type says
}

// member is what the world knows about a Member. It does not keep what the
// user typed, only whether the institution accepts it.
type member struct {
	Member
	owner     *user
	createdAt time.Time
	accepted  bool
	question  QuestionType // that the institution asks, "" for none
	verdict   verdict      // on the answer
	during    *Status      // while a job runs, in place of the usual one
	ending    *Status      // of each job, in place of Connected
	run       *run         // the job that is running, nil when none is
	chosen    []string     // keys of the accounts that the user shares; nil for all
	accounts  []Account
	has       map[Product]bool // what has been fetched
	oldest    time.Time        // the date from which transactions have been fetched
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
	if f.OAuth {
		return w.createOAuthMember(u, in, f)
	}
	typed, err := in.check(f.Answers)
	if err != nil {
		return Member{}, err
	}
	if err := u.free(in, f.ID); err != nil {
		return Member{}, err
	}
	m := w.newMember(u, in)
	m.apply(f)
	typed.apply(m, in)
	w.start(m, f.JobType, f.Products, Created)
	return w.look(m), nil
}

// newMember adds a member. The caller holds the lock.
func (w *World) newMember(u *user, in Institution) *member {
	m := &member{owner: u, createdAt: w.now(), has: map[Product]bool{}, Member: Member{
		GUID: w.newID("MBR"), UserGUID: u.GUID, Name: in.Name,
		InstitutionGUID: in.GUID, InstitutionCode: in.Code,
	}}
	u.members = append(u.members, m)
	w.members[m.GUID] = m
	return m
}

// Members returns a user's members, the oldest first.
func (w *World) Members(userID string) ([]Member, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	w.dropUnused(u)
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
	typed, err := in.check(f.Answers)
	if err != nil {
		return Member{}, err
	}
	m.apply(f)
	typed.apply(m, in)
	w.start(m, f.JobType, f.Products, Updated)
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
	w.remove(m)
	return nil
}

// remove drops a member from the world. The caller holds the lock.
func (w *World) remove(m *member) {
	w.forget(m)
	m.owner.members = slices.DeleteFunc(m.owner.members, func(other *member) bool { return other == m })
}

// member finds a member of a user. The caller holds the lock.
func (w *World) member(userID, identifier string) (*member, error) {
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	w.dropUnused(u)
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
	w.oauth = slices.DeleteFunc(w.oauth, func(s *OAuthState) bool { return s.OutboundGUID == m.GUID })
}

// free reports a Conflict when the user has a member at the institution, or
// one with the given id.
func (u *user) free(in Institution, id *string) error {
	for _, m := range u.members {
		if m.InstitutionGUID == in.GUID {
			return conflict(m.GUID, "The user has a member at this institution already.")
		}
	}
	return u.idUnused(id)
}

func (m *member) apply(f MemberFields) {
	set(&m.ID, f.ID)
	set(&m.Metadata, f.Metadata)
	set(&m.NoBackground, f.NoBackground)
	for _, use := range f.UseCases { // they are only ever added
		if !slices.Contains(m.UseCases, use) {
			m.UseCases = append(m.UseCases, use)
		}
	}
}

// Status is the state of a member's connection. The number is what MX's
// widget works with, the name is what its Platform API answers.
type Status int

// The states, in MX's numbering.
const (
	Created Status = iota
	Prevented
	Denied
	Challenged
	Rejected
	Locked
	Connected
	Impeded
	Reconnected
	Degraded
	Disconnected
	Discontinued
	Closed
	Delayed
	Failed
	Updated
	Disabled
	Imported
	Resumed
	Expired
	Impaired
	Pending
)

var statusNames = [...]string{
	"CREATED", "PREVENTED", "DENIED", "CHALLENGED", "REJECTED", "LOCKED",
	"CONNECTED", "IMPEDED", "RECONNECTED", "DEGRADED", "DISCONNECTED",
	"DISCONTINUED", "CLOSED", "DELAYED", "FAILED", "UPDATED", "DISABLED",
	"IMPORTED", "RESUMED", "EXPIRED", "IMPAIRED", "PENDING",
}

// String returns the name in the Platform API, such as CONNECTED.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return "UNKNOWN"
	}
	return statusNames[s]
}

// rightPassword is what every institution of the sandbox accepts, with any
// user name.
const rightPassword = "correct"

// login is what an institution makes of the answers to its form. The
// user's input is not kept.
type login struct {
	accepted bool
	names    bool   // the password names a status
	status   Status // that it names
}

// apply lets a login take effect on a member, with its next job.
func (l login) apply(m *member, in Institution) {
	m.accepted, m.question, m.verdict, m.Question = l.accepted, in.conduct.question, unasked, nil
	m.ending, m.during = nil, nil
	switch {
	case !l.names || l.status == Connected:
	case l.status == Challenged:
		m.question = TextQuestion
	case l.status.passing():
		m.during = &l.status
	default:
		m.ending = &l.status
	}
}

// check tells what the institution makes of the answers. Answers that do not
// fit its form are Invalid.
func (in Institution) check(answers []Answer) (login, error) {
	if in.conduct.down {
		return login{}, &Error{Reason: Down, Message: "The institution does not answer at the moment."}
	}
	if in.OAuth {
		return login{}, invalid("Users log in at the institution's own site.")
	}
	given := map[string]string{}
	for _, a := range answers {
		if _, ok := in.credential(a.GUID); !ok {
			return login{}, invalid("The institution does not ask for one of the credentials.")
		}
		given[a.GUID] = a.Value
	}
	result := login{accepted: true}
	for _, c := range in.Credentials {
		value := given[c.GUID]
		if value == "" {
			return login{}, invalid("The credential %s is missing.", c.Name)
		}
		if c.Type == Password && value != rightPassword {
			result.status, result.names = in.conduct.statusOf(value)
			result.accepted = result.names
		}
	}
	return result, nil
}

func (in Institution) credential(guid string) (Credential, bool) {
	for _, c := range in.Credentials {
		if c.GUID == guid {
			return c, true
		}
	}
	return Credential{}, false
}
