package link

import (
	"context"
	"errors"
	"log/slog"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/secret"
)

// SeveralOptions are ways back of which the user may take any, and a
// journey.Return by themselves. Ways is required.
type SeveralOptions struct {
	// Ways are the ways back, the preferred one first.
	Ways []journey.Return
	// Logger is told of the ways that could not be opened, never of an
	// address. Default: discard.
	Logger *slog.Logger
}

// Several opens all of the ways for each journey, the preferred one first: for
// example an own scheme and, for a provider that does not take one, a loopback
// address. Their bases and their links become those of one way.
//
// A journey that goes on has all of them reopened. A way that the bank's link
// belongs to is the same one again, and its base comes first; the others are
// opened as for a new journey.
//
// A way that cannot be opened does not cost the others: it is logged, see
// SeveralOptions. Error of Open: that of a single way; config_invalid without
// any; otherwise return_address_unavailable, when none could be opened.
func Several(ways ...journey.Return) journey.Return { return SeveralOptions{Ways: ways} }

// Open implements journey.Return.
func (o SeveralOptions) Open(ctx context.Context, again secret.String) (journey.Way, error) {
	return open(ctx, o, again)
}

func (o SeveralOptions) fill(w *way, again secret.String) error {
	var failed []error
	for _, r := range o.Ways {
		if err := fillAgain(w, r, again); err != nil {
			failed = append(failed, err)
			o.warn(err)
		}
	}
	switch {
	case len(o.Ways) == 0:
		return fault.Newf(fault.ConfigInvalid, nil, "Several ways back need at least one.")
	case len(failed) < len(o.Ways):
		return nil
	case len(failed) == 1:
		return failed[0]
	}
	return fault.New(fault.ReturnAddressUnavailable, errors.Join(failed...))
}

func (o SeveralOptions) warn(err error) {
	if o.Logger != nil {
		o.Logger.Warn("one of several ways back could not be opened", "cause", err)
	}
}

// fillAgain opens the way that an earlier process had or, when the link that
// the bank was given is not one of this way, a new one.
func fillAgain(w *way, r journey.Return, again secret.String) error {
	err := fillWith(w, r, again)
	if !again.IsZero() && fault.CodeOf(err) == fault.ConfigInvalid {
		return fillWith(w, r, secret.String{})
	}
	return err
}

func fillWith(w *way, r journey.Return, again secret.String) error {
	switch r := r.(type) {
	case nil:
		return fault.Newf(fault.ConfigInvalid, nil, "One of several ways back is nil.")
	case filler:
		return r.fill(w, again)
	}
	part, err := r.Open(w.ctx, again)
	if err != nil {
		return err
	}
	w.add(part)
	return nil
}
