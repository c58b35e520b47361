package journey_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/journey/internal/rehearsal"
	"github.com/connecthost/connecthost/core/session"
)

// broken is a store whose calls fail with an error, or block until the end of
// the test.
type broken struct {
	*rehearsal.Store
	save, load, list, remove func() error
}

func (b *broken) Save(id string, snapshot []byte) error {
	if b.save != nil {
		if err := b.save(); err != nil {
			return err
		}
	}
	return b.Store.Save(id, snapshot)
}

func (b *broken) Load(id string) ([]byte, error) {
	if b.load != nil {
		if err := b.load(); err != nil {
			return nil, err
		}
	}
	return b.Store.Load(id)
}

func (b *broken) Sessions() ([]string, error) {
	if b.list != nil {
		if err := b.list(); err != nil {
			return nil, err
		}
	}
	return b.Store.Sessions()
}

func (b *broken) Remove(id string) error {
	if b.remove != nil {
		if err := b.remove(); err != nil {
			return err
		}
	}
	return b.Store.Remove(id)
}

func full() error { return fault.New(fault.VaultUnavailable, errors.New("the disk is full")) }

// TestAStoreThatFailsCostsNoJourney plays a whole journey on each broken store.
func TestAStoreThatFailsCostsNoJourney(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*broken, func() error)
		heard  bool // a failure is a warning
	}{
		"it cannot be written":   {func(b *broken, fail func() error) { b.save = fail }, true},
		"it cannot be listed":    {func(b *broken, fail func() error) { b.list = fail }, false},
		"nothing can be removed": {func(b *broken, fail func() error) { b.remove = fail }, true},
		"nothing works":          {func(b *broken, fail func() error) { b.save, b.load, b.list, b.remove = fail, fail, fail, fail }, true},
	} {
		for how, fails := range map[string]bool{"and says so": true, "and blocks": false} {
			t.Run(name+" "+how, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					end := make(chan struct{})
					tr := newTrip(t)
					b := &broken{Store: tr.store}
					tr.cfg.Store = b
					row.change(b, func() error {
						if !fails {
							<-end
						}
						return full()
					})
					start := time.Now()
					tr.start()
					if tr.page == nil { // it is waited for
						time.Sleep(5 * time.Second)
						tr.settle()
					}
					tr.page.Begin()
					tr.page.Leave("MBR-1")
					time.Sleep(time.Minute)
					tr.settle()
					require.Equal(t, []string{rehearsal.Bank}, outside(tr), "the user gets to the bank")
					came := tr.back.Come(success(tr.link(), "MBR-1"))
					require.NoError(t, <-came)
					tr.page.Connect("MBR-1")
					r, err := tr.finish()
					require.NoError(t, err)
					require.Equal(t, session.Connected, r.Outcome.Result)
					require.Len(t, r.Members[0].Accounts, 2)
					require.Less(t, time.Since(start), 4*time.Minute)
					warned := tr.ear.heard("warning vault_unavailable")
					if row.heard {
						require.NotEmpty(t, warned)
					} else {
						require.Empty(t, warned)
					}
					close(end)
				})
			})
		}
	}
}

func outside(tr *trip) []string {
	if tr.page == nil {
		return nil
	}
	return tr.page.Outside()
}

// TestAStoreThatCannotBeReadIsSaid keeps what is in it for the next time.
func TestAStoreThatCannotBeReadIsSaid(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*broken, func() error)
		code   fault.Code // of Resume
	}{
		"it cannot be listed": {func(b *broken, fail func() error) { b.list = fail }, fault.VaultUnavailable},
		"it cannot be loaded": {func(b *broken, fail func() error) { b.load = fail }, fault.SnapshotMissing},
		"it cannot be loaded, for a reason of its own": {func(b *broken, _ func() error) {
			b.load = func() error { return errors.New("out of paper") }
		}, fault.SnapshotMissing},
	} {
		for how, fails := range map[string]bool{"and says so": true, "and blocks": false} {
			t.Run(name+" "+how, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					end := make(chan struct{})
					tr := newTrip(t).atBank("MBR-1").next()
					b := &broken{Store: tr.store}
					tr.cfg.Store = b
					row.change(b, func() error {
						if !fails {
							<-end
						}
						return full()
					})
					start := time.Now()
					r, err := journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
					require.LessOrEqual(t, time.Since(start), 10*time.Second)
					require.Equal(t, row.code, fault.CodeOf(err))
					require.Equal(t, session.Failed, r.Outcome.Result)
					if row.code == fault.SnapshotMissing {
						require.Error(t, errors.Unwrap(err), "the cause is said")
						require.Len(t, tr.ear.heard("warning"), 1, "and heard before Resume returns")
					}
					close(end)

					tr.cfg.Store = tr.store
					tr.resume("") // it is there again
					_, err = tr.wait()
					require.NoError(t, err)
				})
			})
		}
	}
}

// TestASessionIsNotKeptAfterItsEnd has a store that can be written again when
// the session has been removed from it.
func TestASessionIsNotKeptAfterItsEnd(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		b := &broken{Store: tr.store, save: full}
		tr.cfg.Store = b
		tr.atBank("MBR-1")
		b.remove = func() error { b.save = nil; return nil }
		tr.page.Dismissed()
		_, err := tr.wait()
		require.NoError(t, err)
		requireKept(t, tr.store, 0)
	})
}

// TestASnapshotThatTookTooLongDoesNotComeBack has a write that hangs until its
// session has ended.
func TestASnapshotThatTookTooLongDoesNotComeBack(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		end := make(chan struct{})
		tr.cfg.Store = &broken{Store: tr.store, save: func() error { <-end; return nil }}
		tr.start()
		tr.page.Begin()
		tr.page.Leave("MBR-1")
		synctest.Wait()
		tr.page.Dismissed()
		_, err := tr.wait()
		require.NoError(t, err)
		require.NotEmpty(t, tr.ear.heard("warning vault_unavailable"))
		close(end)
		synctest.Wait()
		requireKept(t, tr.store, 0)
	})
}

func requireKept(t *testing.T, s journey.Store, n int) {
	t.Helper()
	ids, err := s.Sessions()
	require.NoError(t, err)
	require.Len(t, ids, n)
}

func TestASessionIsKeptWhileItsUserIsAtTheBank(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.start()
		tr.page.Begin()
		tr.settle()
		requireKept(t, tr.store, 0) // it can begin anew
		tr.page.Leave("MBR-1")
		tr.settle()
		requireKept(t, tr.store, 1)
		ids, _ := tr.store.Sessions()
		sealed, err := tr.store.Load(ids[0])
		require.NoError(t, err)
		for _, secret := range []string{"MBR-1", rehearsal.UserGUID, tr.link(), rehearsal.Bank} {
			require.NotContains(t, string(sealed), secret)
		}
		require.Regexp(t, `^[0-9a-f]{16}-[0-9a-f]{32}$`, ids[0], "it names nobody")
		tr.page.Dismissed()
		_, err = tr.wait()
		require.NoError(t, err)
		requireKept(t, tr.store, 0)
	})
}

func TestAJourneyNeedsNoStore(t *testing.T) {
	in(t, func(t *testing.T, tr *trip) {
		tr.cfg.Store = nil
		_, err := journey.Resume(t.Context(), tr.cfg, journey.Link{}, tr.ear)
		require.Equal(t, fault.SnapshotMissing, fault.CodeOf(err))
		connected(tr)
	})
}
