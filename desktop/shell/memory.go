package shell

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// memory is what a journey has to know again after a restart. The session
// keeps it as its note.
type memory struct {
	User string `json:"user"` // a name of the user that the provider knows
	// Before is the user's newest bank login when the page opened. fino's
	// pages do not say which one they made, so the newest counts as made by
	// this session only when it was not there before.
	Before string `json:"before,omitempty"`
}

// remember notes what there is before the user makes something.
func (j *journey) remember(ctx context.Context, widget provider.Widget) error {
	j.memory = memory{User: cmp.Or(widget.UserGUID, j.cfg.UserID)}
	if j.cfg.Dialect != event.Fino {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, j.cfg.AskTimeout)
	defer cancel()
	newest, err := j.newest(ctx)
	j.memory.Before = newest
	return err
}

// note writes the memory down.
func (m memory) note() secret.String {
	text, _ := json.Marshal(m) // two texts
	return secret.New(string(text))
}

// recall is the inverse of note.
func recall(note secret.String) (m memory, err error) {
	if err := json.Unmarshal([]byte(note.Reveal()), &m); err != nil {
		return memory{}, fault.New(fault.SnapshotDamaged, err)
	}
	if m.User == "" {
		return memory{}, fault.New(fault.SnapshotDamaged, errors.New("its user is missing"))
	}
	return m, nil
}

// madeAsks is how often the provider is asked for a new bank login before
// there is none: the page may be faster than fino's API.
const madeAsks = 3

// made is the bank login that this session made, "" when it made none.
func (j *journey) made(ctx context.Context) (string, error) {
	for asked := 1; ; asked++ {
		newest, err := j.newest(ctx)
		switch {
		case err != nil:
			return "", err
		case newest != j.memory.Before:
			return newest, nil
		case asked == madeAsks:
			return "", nil
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(cmp.Or(j.cfg.PollInterval, provider.DefaultInterval)):
		}
	}
}

// newest is the user's newest bank login, "" when there is none.
func (j *journey) newest(ctx context.Context) (string, error) {
	m, err := j.at.Provider.MemberState(ctx, j.memory.User, "")
	if fault.CodeOf(err) == fault.ProviderNotFound {
		return "", nil
	}
	return m.GUID, err
}
