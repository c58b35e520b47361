package oauth

import (
	"fmt"
	"slices"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

// Phase is how far an attempt has come.
type Phase string

// The phases.
const (
	Pending Phase = "pending" // the user is at the bank
	Used    Phase = "used"    // a return link was accepted
	Expired Phase = "expired" // a return link came too late
)

// State is an attempt written down, for a snapshot. An attempt that was used
// up stays so.
//
// It holds a secret: Nonce is in clear. Seal it before it is stored. fmt,
// log/slog and encoding/json do not print it.
type State struct {
	Session    string
	Provider   string
	Member     string
	ReturnURLs []string
	Nonce      string
	Created    time.Time
	Expires    time.Time
	Phase      Phase
	Silent     bool
	Spent      []Spent // what accepted links said
}

// State writes the attempt down.
func (a *Attempt) State() State {
	bases := make([]string, len(a.bases))
	for i, base := range a.bases {
		bases[i] = base.String()
	}
	return State{
		Session: a.session, Provider: a.provider, Member: a.member, ReturnURLs: bases,
		Nonce: a.nonce.Reveal(), Created: a.created, Expires: a.expires, Phase: a.phase,
		Silent: a.silent, Spent: a.before(),
	}
}

// Restore is the inverse of State. It fails with fault.InputInvalid for a
// state that State did not make.
func Restore(s State) (*Attempt, error) {
	switch s.Phase {
	case Pending, Used, Expired:
	default:
		return nil, damaged("its phase")
	}
	if s.Created.IsZero() || !s.Expires.After(s.Created) {
		return nil, damaged("its times")
	}
	if len(s.Spent) > maxSpent || slices.ContainsFunc(s.Spent, func(s Spent) bool { return !s.isSound() }) {
		return nil, damaged("the links that it accepted")
	}
	a, err := NewAttempt(s.Created, Config{
		Session: s.Session, Provider: s.Provider, Member: s.Member, ReturnURLs: s.ReturnURLs, Nonce: secret.New(s.Nonce), Silent: s.Silent,
	})
	if err != nil {
		return nil, damaged("its binding")
	}
	a.expires, a.phase, a.spent = s.Expires.Round(0), s.Phase, slices.Clone(s.Spent)
	return a, nil
}

// Format prints what may be seen of the state for every verb.
func (s State) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "attempt{provider=%s phase=%s}", s.Provider, s.Phase)
}

// MarshalText is the same for encoding/json and log/slog.
func (s State) MarshalText() ([]byte, error) { return fmt.Append(nil, s), nil }

func damaged(what string) *fault.Error {
	return fault.Newf(fault.InputInvalid, nil, "The stored attempt is damaged: %s cannot be true.", what)
}
