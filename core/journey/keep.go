package journey

import (
	"slices"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/fault"
)

// storePatience is how long a call of the store may take.
const storePatience = 5 * time.Second

// ask makes a call of the store. One that does not return in time is given up:
// vault_unavailable.
func ask[T any](name string, f func() (T, error)) (T, error) {
	late := time.NewTimer(storePatience)
	defer late.Stop()
	return within(late.C, fault.Newf(fault.VaultUnavailable, nil, "The store did not answer within %s: look at what its %s waits for.", storePatience, name), f)
}

// stored lists the user's sessions of earlier processes.
func (j *Journey) stored() ([]string, error) {
	if j.cfg.Store == nil {
		return nil, nil
	}
	ids, err := ask("Sessions", j.cfg.Store.Sessions)
	own := j.cfg.sessionsOf()
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !strings.HasPrefix(id, own) }), err
}

// forgetAll removes what earlier processes left: a new session begins.
func (j *Journey) forgetAll() {
	ids, _ := j.stored() // what cannot be read now is given up when it can
	for _, id := range ids {
		_ = j.remove(id)
	}
}

func (j *Journey) load(id string) ([]byte, error) {
	return ask("Load", func() ([]byte, error) { return j.cfg.Store.Load(id) })
}

func (j *Journey) remove(id string) error {
	return j.write("Remove", func() error { return j.cfg.Store.Remove(id) })
}

// save keeps the session as it is now, unless that does not count any more.
func (j *Journey) save(snapshot []byte) error {
	return j.write("Save", func() error {
		if !j.isKept() {
			return nil
		}
		return j.cfg.Store.Save(j.id, snapshot)
	})
}

// write changes the store, one call after the other. One that was given up keeps
// its turn: a snapshot that took too long never replaces a newer one, nor comes
// after the end of its session.
func (j *Journey) write(name string, f func() error) error {
	_, err := ask(name, func() (none struct{}, err error) {
		j.writing <- struct{}{} // in the order of the calls
		defer func() { <-j.writing }()
		return none, f()
	})
	return err
}

// forget removes the stored session, for good.
func (j *Journey) forget() {
	if j.cfg.Store == nil {
		return
	}
	j.mu.Lock()
	j.forgotten = true
	j.mu.Unlock()
	if err := j.remove(j.id); err != nil {
		j.out.warn(err)
	}
}

func (j *Journey) isKept() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return !j.forgotten && !j.givenUp
}
