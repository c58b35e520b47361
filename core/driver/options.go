package driver

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// Machine is what a driver obeys. *session.Session is one. A driver feeds it one
// input at a time; nobody else may use it meanwhile.
type Machine interface {
	Step(at time.Time, in session.Input) session.Answer
	Deadline() time.Time
	Snapshot(with session.Sealer) ([]byte, error)
}

// Link is a return link that arrived. Printing it shows nothing.
type Link struct {
	URL secret.String // with the nonce: do not log it
	// Done is called once: with nil when the session believed the link, else
	// with the reason. It may be nil, and must not block.
	Done func(error)
}

// Options describe how to drive a session. Session and Listener are required.
type Options struct {
	Session  Machine // not started yet
	Listener Listener
	// Link is a return link that came before there was a view: the one with
	// which the system started the app again. The session judges it first.
	Link Link

	// Opener opens an address outside of the app. It runs on a goroutine of its
	// own, and its context has a deadline.
	Opener Opener

	// Renew asks the provider for a fresh widget URL, to repair the member when
	// one is named; its Age is filled in. A session that needs one and has no
	// Renew fails.
	Renew func(ctx context.Context, memberGUID string) (session.FreshURL, error)
	// Check asks the provider for the state of a member and waits while the
	// provider is at work. Without it the state is unknown. When the widget does
	// not name members, memberGUID is empty: the answer then names the member
	// that this session made in Found, and nobody else's.
	Check func(ctx context.Context, memberGUID string) (session.MemberChecked, error)

	// Sealer and Save keep the session over the end of the process: at each
	// change that matters a snapshot is sealed and saved, one at a time, the
	// newest last. Both or neither are set.
	Sealer session.Sealer
	Save   func(snapshot []byte) error

	Logger *slog.Logger     // default: discards
	Now    func() time.Time // default time.Now
}

func (o Options) withDefaults() (Options, error) {
	switch {
	case o.Session == nil:
		return o, fault.Newf(fault.ConfigInvalid, nil, "There is no session to show: set Options.Session.")
	case o.Listener == nil:
		return o, fault.Newf(fault.ConfigInvalid, nil, "Nobody would hear of the outcome: set Options.Listener.")
	case (o.Save == nil) != (o.Sealer == nil):
		return o, fault.Newf(fault.ConfigInvalid, nil, "Options.Sealer and Options.Save belong together: set both or neither.")
	}
	if o.Opener == nil {
		o.Opener = func(context.Context, string) error { return errors.New("there is no Opener") }
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o, nil
}
