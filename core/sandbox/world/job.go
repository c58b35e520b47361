package world

import "time"

// JobType is the kind of a job, in the numbering of MX's widget.
type JobType int

// The kinds that the sandbox tells apart. The widget may ask for others; the
// number is kept and the job runs like an aggregation.
const (
	Aggregation  JobType = 0
	Verification JobType = 1
	RewardJob    JobType = 6
	Combination  JobType = 11
)

// Job is one run of the machinery that fetches a member's data.
type Job struct {
	GUID       string
	MemberGUID string
	Type       JobType
	StartedAt  time.Time
}

// run is a job that has not ended.
type run struct {
	started time.Time
	during  Status // until the institution has answered
}

// StartJob starts a job for a member, with the credentials it has. It is a
// Conflict while another one runs.
func (w *World) StartJob(userID, identifier string, kind JobType) (Member, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, identifier)
	if err != nil {
		return Member{}, err
	}
	if w.look(m).Aggregating {
		return Member{}, conflict(m.JobGUID, "A job is running already.")
	}
	during := Created
	if m.Status == Connected {
		during = Connected
	}
	w.start(m, kind, during)
	return w.look(m), nil
}

// Job returns a job of one of the user's members.
func (w *World) Job(userID, guid string) (Job, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return Job{}, err
	}
	job, ok := w.jobs[guid]
	if !ok || w.members[job.MemberGUID].owner != u {
		return Job{}, notFound("job")
	}
	return *job, nil
}

// start begins a job now. The caller holds the lock.
func (w *World) start(m *member, kind JobType, during Status) {
	job := &Job{GUID: w.newID("JOB"), MemberGUID: m.GUID, Type: kind, StartedAt: w.now()}
	w.jobs[job.GUID] = job
	m.JobGUID, m.Status, m.Aggregating = job.GUID, during, true
	m.run = &run{started: job.StartedAt, during: during}
}

// look brings a member up to what the clock says and returns a copy. Half of
// the delay is the login, the other half is the fetching of data. The caller
// holds the lock.
func (w *World) look(m *member) Member {
	if m.run != nil {
		w.advance(m, w.now().Sub(m.run.started))
	}
	m.UserID = m.owner.ID
	return m.Member
}

func (w *World) advance(m *member, elapsed time.Duration) {
	switch {
	case elapsed < w.delay/2:
		m.Status = m.run.during
	case !m.accepted:
		m.Status = Denied
		w.finish(m, w.delay/2)
	case elapsed < w.delay:
		m.Status = Connected
	default:
		m.Status = Connected
		w.finish(m, w.delay)
		m.SucceededAt = m.AggregatedAt
		if m.accounts == nil {
			m.accounts = w.openAccounts(m)
		}
	}
}

func (w *World) finish(m *member, took time.Duration) {
	m.AggregatedAt = m.run.started.Add(took)
	m.Aggregating = false
	m.run = nil
}
