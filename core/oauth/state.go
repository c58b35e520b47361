package oauth

import (
	"fmt"
	"log/slog"
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
// It holds a secret: Nonce is in clear, and encoding/json writes it. Seal the
// JSON before it is stored. fmt and log/slog print neither.
type State struct {
	Session   string    `json:"session"`
	Provider  string    `json:"provider"`
	Member    string    `json:"member,omitempty"`
	ReturnURL string    `json:"return_url"`
	Nonce     string    `json:"nonce,omitempty"`
	Created   time.Time `json:"created"`
	Expires   time.Time `json:"expires"`
	Phase     Phase     `json:"phase"`
}

// State writes the attempt down.
func (a *Attempt) State() State {
	return State{
		Session: a.session, Provider: a.provider, Member: a.member, ReturnURL: a.returnURL.String(),
		Nonce: a.nonce.Reveal(), Created: a.created, Expires: a.expires, Phase: a.phase,
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
	a, err := NewAttempt(s.Created, Config{
		Session: s.Session, Provider: s.Provider, Member: s.Member, ReturnURL: s.ReturnURL, Nonce: secret.New(s.Nonce),
	})
	if err != nil {
		return nil, damaged("its binding")
	}
	a.expires, a.phase = s.Expires.Round(0), s.Phase
	return a, nil
}

// Format prints what may be seen of the state for every verb.
func (s State) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "attempt{provider=%s phase=%s}", s.Provider, s.Phase)
}

// LogValue is the same for log/slog.
func (s State) LogValue() slog.Value {
	return slog.GroupValue(slog.String("provider", s.Provider), slog.String("phase", string(s.Phase)))
}

func damaged(what string) *fault.Error {
	return fault.Newf(fault.InputInvalid, nil, "The stored attempt is damaged: %s cannot be right.", what)
}
