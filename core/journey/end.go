package journey

import (
	"context"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// Result is the single end of a journey.
type Result struct {
	// Outcome is how the session ended: connected, exited, failed or expired,
	// with the reason when nothing was connected.
	Outcome session.Outcome
	// Members are the connected members with their data, in the order in which
	// it was there.
	Members []Member
}

// Accounts is how many accounts were read, and whether that is all that there
// are: it is not when a member's accounts cannot be asked for, or could not be
// read.
func (r Result) Accounts() (n int, all bool) {
	all = true
	for _, m := range r.Members {
		n += len(m.Accounts)
		all = all && !m.AccountsUnknown && m.Err == nil
	}
	return n, all
}

// Err is the first failure to read a member's data; nil when there is none.
func (r Result) Err() error {
	for _, m := range r.Members {
		if m.Err != nil {
			return m.Err
		}
	}
	return nil
}

// Member is a connected member with its data.
type Member struct {
	provider.Member // GUID is the name that the provider's calls take
	Accounts        []provider.Account
	// AccountsUnknown says that the provider cannot be asked for accounts.
	AccountsUnknown bool
	// Err is why the data could not be read; the member is connected all the
	// same.
	Err error
}

// unseen is the outcome of a journey that never had a view: that of its session,
// if it ended while the view was opening and did not say so.
func (j *Journey) unseen(err error) session.Outcome {
	if j.SessionEnded() {
		<-j.settled
		return j.outcome
	}
	if j.ctx.Err() != nil { // nobody waits for a view that was cancelled
		return session.Outcome{Result: session.Exited, Reason: session.Reason{By: session.ByApp, Code: fault.AppClosed}}
	}
	j.out.warn(err)
	return failed(err)
}

func failed(err error) session.Outcome {
	e := fault.From(err)
	return session.Outcome{Result: session.Failed, Err: err, Reason: session.Reason{
		Code: e.Code, Level: e.Level(), Retryable: e.Retryable, Advice: fault.Advice(e.Code),
	}}
}

// finish ends the journey with an outcome and the members' data.
func (j *Journey) finish(o session.Outcome) {
	j.mu.Lock()
	j.over = true
	result := Result{Outcome: o, Members: j.read}
	j.mu.Unlock()
	j.result, j.err = result, o.Err
	j.enter(Progress{Stage: Done})
	if !j.out.last(func(l Listener) { l.Result(result, o.Err) }, j.cfg.ListenerPatience) {
		j.err = fault.New(fault.ListenerBlocked, nil)
	}
}

// lateLink is how long a user is awaited whose member is connected already: the
// provider may know before the bank's page has led back, and the browser must not
// end at an address that is not there any more.
const lateLink = 2 * time.Second

// linger keeps the way back open for a browser that is on its way.
func (j *Journey) linger() {
	j.mu.Lock()
	expected := j.away && j.way != nil && j.outcome.Result == session.Connected
	j.mu.Unlock()
	if !expected {
		return
	}
	t := time.NewTimer(lateLink)
	defer t.Stop()
	select {
	case <-j.late:
	case <-t.C:
	case <-j.ctx.Done():
	}
}

// report tells a backend that keeps the session how it ended. The journey does
// not depend on it.
func (j *Journey) report(o session.Outcome) {
	backend, ok := j.cfg.Provider.(provider.OutcomeReporter)
	if !ok || j.note.Session == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(j.ctx), j.cfg.AskPatience)
	defer cancel()
	end := provider.Outcome{Result: string(o.Result), Reason: o.Reason.Code}
	if len(o.Members) > 0 {
		end.MemberGUID, end.Reason = o.Members[0].GUID, ""
	}
	if err := backend.Report(ctx, j.note.Session, end); err != nil {
		j.out.warn(err)
	}
}
