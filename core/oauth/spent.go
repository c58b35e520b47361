package oauth

import "slices"

// maxSpent bounds what a session remembers of the links that it accepted.
// Without a nonce anybody can make links up.
const maxSpent = 32

// Spent is what an accepted link said.
type Spent struct {
	Success bool
	Member  string
	Reason  ErrorReason
}

// spend marks a result as used and reports whether it was new. Links are told
// apart by what they say and not by their spelling, so that a replay with
// another order of parameters is one. A link that says nothing cannot be told
// from the next one: it only makes the session ask the provider.
func (a *Attempt) spend(r Result) bool {
	if r.Unknown {
		return true
	}
	s := Spent{r.Success, r.MemberGUID, r.Reason}
	if slices.Contains(a.spent, s) || len(a.spent) >= maxSpent {
		return false
	}
	a.spent = append(slices.Clip(a.spent), s)
	return true
}

// before returns what a has accepted and what was accepted before it.
func (a *Attempt) before() []Spent {
	if a == nil {
		return nil
	}
	return slices.Clone(a.spent)
}

// isSound reports whether s is what a link can have said.
func (s Spent) isSound() bool { return isPlain(s.Member) && isPlain(string(s.Reason)) }
