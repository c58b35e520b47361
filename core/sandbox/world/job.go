package world

import (
	"slices"
	"time"
)

// JobType is the kind of a job, in the numbering of MX's widget.
type JobType int

// The kinds that the sandbox tells apart. The widget may ask for others; the
// number is kept and the job runs like an aggregation.
const (
	Aggregation    JobType = 0
	Verification   JobType = 1
	Identification JobType = 2
	HistoryJob     JobType = 3
	StatementJob   JobType = 4
	RewardJob      JobType = 6
	BalanceJob     JobType = 7
	Combination    JobType = 11
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
	started  time.Time
	during   Status // until the institution has answered
	kind     JobType
	products []Product // that it fetches; none for those of its kind
	resumed  bool      // after the answer to a question
}

// fetches returns the products that a kind of job fetches by itself.
func (k JobType) fetches() []Product {
	switch k {
	case Verification:
		return []Product{AccountVerification}
	case Identification:
		return []Product{IdentityVerification}
	case HistoryJob:
		return []Product{Transactions, TransactionHistory}
	case StatementJob:
		return []Product{Statements}
	case RewardJob:
		return []Product{Rewards}
	case BalanceJob:
		return nil
	case Combination:
		return Products()
	}
	return []Product{Transactions, Investments}
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
	if m.OAuth && !m.accepted {
		return Member{}, invalid("The user has not logged in at the institution yet.")
	}
	during := Created
	if m.Status == Connected {
		during = Connected
	}
	w.start(m, kind, nil, during)
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
func (w *World) start(m *member, kind JobType, products []Product, during Status) {
	job := &Job{GUID: w.newID("JOB"), MemberGUID: m.GUID, Type: kind, StartedAt: w.now()}
	w.jobs[job.GUID] = job
	if m.during != nil {
		during = *m.during
	}
	m.JobGUID, m.Status, m.Aggregating, m.Question = job.GUID, during, true, nil
	if m.verdict != right { // who has answered once is not asked by each job
		m.verdict = unasked
	}
	m.run = &run{started: job.StartedAt, during: during, kind: kind, products: products}
}

// look brings a member up to what the clock says and returns a copy. Half of
// the delay is the login, the other half is the fetching of data. The caller
// holds the lock.
func (w *World) look(m *member) Member {
	if m.run != nil {
		w.advance(m, w.now().Sub(m.run.started))
	}
	m.UserID = m.owner.ID
	copied := m.Member
	copied.UseCases = slices.Clone(m.UseCases)
	return copied
}

// advance decides where a running job stands after some time.
func (w *World) advance(m *member, elapsed time.Duration) {
	whole := w.delay * time.Duration(w.conductOf(m).factor())
	half := whole / 2
	switch {
	case elapsed < half:
		m.Status = m.run.during
	case !m.accepted:
		w.end(m, Denied, half)
	case m.ending != nil:
		w.end(m, *m.ending, half)
	case m.verdict == wrong:
		w.end(m, Rejected, half)
	case m.question != "" && m.verdict != right:
		w.waitForAnswer(m, elapsed, half)
	case elapsed < whole:
		m.Status = Connected
	default:
		w.end(m, Connected, whole)
		m.SucceededAt = m.AggregatedAt
	}
}

// waitForAnswer asks the question, once, and gives up on the answer in time.
func (w *World) waitForAnswer(m *member, elapsed, asked time.Duration) {
	if m.Question == nil {
		m.Question = w.ask(m)
	}
	m.Status = Challenged
	if elapsed >= asked+questionLife {
		m.Question = nil
		w.end(m, Expired, asked+questionLife)
	}
}

// end ends the running job with a status, some time after it began.
func (w *World) end(m *member, with Status, took time.Duration) {
	m.Status = with
	m.AggregatedAt = m.run.started.Add(took)
	m.Aggregating = false
	if with == Connected {
		w.deliver(m)
	}
	m.run = nil
}

// deliver gives the member what its job has fetched.
func (w *World) deliver(m *member) {
	if m.accounts == nil {
		m.accounts = w.openAccounts(m)
	}
	products := m.run.products
	if len(products) == 0 {
		products = m.run.kind.fetches()
	}
	in, err := w.Institution(m.InstitutionGUID)
	if err != nil {
		return
	}
	for _, p := range products {
		if in.provides(p) && !(p == Transactions && m.onlyMovesMoney()) {
			m.has[p] = true
		}
	}
	m.oldest = m.reach()
}

// onlyMovesMoney reports whether the member has one use case, in which MX
// fetches no transactions.
func (m *member) onlyMovesMoney() bool {
	return len(m.UseCases) == 1 && m.UseCases[0] == "MONEY_MOVEMENT"
}

// conductOf returns how the member's institution behaves.
func (w *World) conductOf(m *member) conduct {
	in, err := w.Institution(m.InstitutionGUID)
	if err != nil {
		return conduct{}
	}
	return in.conduct
}
