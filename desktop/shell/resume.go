package shell

import (
	"context"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
)

// resume goes on with a session of an earlier run, if there is one. link is
// the return link with which the system started the app, if it did.
func (s *Shell) resume(link string) {
	for _, id := range s.stored() {
		if s.reopen(id, link) {
			return
		}
	}
	if link != "" {
		_ = newJourney(s.cfg, s.backend, s.board).unexpected()
	}
}

// stored lists the user's sessions of earlier runs.
func (s *Shell) stored() []string {
	if s.cfg.Vault == nil {
		return nil
	}
	ids, err := s.cfg.Vault.Sessions()
	if err != nil {
		newJourney(s.cfg, s.backend, s.board).warn(fault.From(err))
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !strings.HasPrefix(id, s.cfg.sessionsOf()) })
}

// reopen goes on with one session and reports whether it could. What cannot
// be restored is removed: a fresh start is the way on.
func (s *Shell) reopen(id, link string) bool {
	j := newJourney(s.cfg, s.backend, s.board)
	err := j.restore(id)
	if err == nil && j.keeper.machine.Ended() {
		err = fault.New(fault.SessionEnded, nil) // ended before its outcome was shown
	}
	if err != nil {
		j.notice("A session of an earlier run was given up. ", fault.From(err))
		if err := fault.From(err); err.Code != fault.VaultClosed {
			_ = s.cfg.Vault.Remove(id)
		}
		return false
	}
	return s.begin(j, "Going on with the session of an earlier run…", func(ctx context.Context) (Window, error) {
		if err := j.connect(ctx); err != nil {
			return nil, err
		}
		j.listenAgain(ctx)
		window, err := j.show(ctx, link)
		if err == nil && link != "" {
			j.judged(j.keeper.machine.firstLink())
		}
		return window, err
	})
}

// restore makes the session that the vault keeps under an identifier.
func (j *journey) restore(id string) error {
	data, err := j.cfg.Vault.Load(id)
	if err != nil {
		return err
	}
	restored, err := session.Restore(j.session(id), data, j.cfg.Vault.Sealer())
	if err != nil {
		return err
	}
	if j.memory, err = recall(restored.Note()); err != nil {
		return err
	}
	j.link = restored.ReturnURL()
	j.hide(j.link)
	j.keep(id, restored)
	return nil
}

// forgetOthers removes what earlier runs left: a new session begins.
func (s *Shell) forgetOthers() {
	for _, id := range s.stored() {
		_ = s.cfg.Vault.Remove(id)
	}
}
