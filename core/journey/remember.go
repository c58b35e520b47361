package journey

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// note is what a journey has to know again after a restart. The session keeps
// it, sealed.
type note struct {
	User string `json:"user"` // a name of the user that the provider knows
	// Before is the user's newest member when the widget opened, for widgets
	// that do not name the one that they made: the newest counts as made by this
	// session only when it was not there before.
	Before string `json:"before,omitempty"`
	// Session is a backend's name of the session.
	Session string `json:"session,omitempty"`
}

// remember notes what there is before the user makes something.
func (j *Journey) remember(widget provider.Widget) error {
	j.note = note{User: cmp.Or(widget.UserGUID, j.cfg.User), Session: widget.Session}
	if t := j.cfg.Provider.Traits(); t.NamesMember || t.Ask == traits.AskNever {
		return nil
	}
	ctx, cancel := context.WithTimeout(j.ctx, j.cfg.AskPatience)
	defer cancel()
	newest, err := j.newest(ctx)
	j.note.Before = newest
	return err
}

// text writes the note down.
func (n note) text() secret.String {
	text, _ := json.Marshal(n) // strings alone: it cannot fail
	return secret.New(string(text))
}

// readNote is the inverse of text.
func readNote(text secret.String) (n note, err error) {
	if err := json.Unmarshal([]byte(text.Reveal()), &n); err != nil {
		return note{}, fault.New(fault.SnapshotDamaged, err)
	}
	if n.User == "" {
		return note{}, fault.New(fault.SnapshotDamaged, errors.New("its user is missing"))
	}
	return n, nil
}
