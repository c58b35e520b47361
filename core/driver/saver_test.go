package driver

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// disk keeps what is saved; its fields may be set before it is used.
type disk struct {
	mu    sync.Mutex
	saved []string
	fails int           // how often it fails first
	slow  time.Duration // each time
	stuck chan struct{} // when set, it waits for it
}

func (d *disk) save(data []byte) error {
	if d.stuck != nil {
		<-d.stuck
	}
	time.Sleep(d.slow)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fails > 0 {
		d.fails--
		return fault.New(fault.VaultUnavailable, errors.New("disk full"))
	}
	d.saved = append(d.saved, string(data))
	return nil
}

func (d *disk) has() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.saved...)
}

func keptBy(d *disk) func(*Options) {
	return func(o *Options) { o.Sealer, o.Save = noSealer{}, d.save }
}

const bankURL = "https://bank.example/login"

func TestTheSessionIsOnTheDiskBeforeItsUserIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{slow: time.Second}
		m := &fakeMachine{answers: on[session.PageLoaded](session.Persist{}, session.OpenExternal{URL: secret.New(bankURL)})}
		var before []string
		r := newRig(t, m, keptBy(d), func(o *Options) {
			o.Opener = func(context.Context, string) error { before = d.has(); return nil }
		})
		r.Loaded()
		r.closed()
		require.Equal(t, []string{"snapshot after 2 inputs"}, before)
	})
}

func TestALinkCountsWhenItIsWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{slow: time.Second}
		r := newRig(t, &fakeMachine{answers: on[session.ReturnLink](session.Persist{})}, keptBy(d))
		var atDone []string
		require.NoError(t, r.Return(Link{URL: secret.New("app://x"), Done: func(error) { atDone = d.has() }}))
		require.Equal(t, []string{"snapshot after 2 inputs"}, atDone)
		r.closed()
	})
}

func TestALinkThatCameFirstCountsWhenItIsWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{slow: time.Second}
		var atDone []string
		r := newRig(t, &fakeMachine{answers: on[session.ReturnLink](session.Persist{})}, keptBy(d), func(o *Options) {
			o.Link = Link{URL: secret.New("app://x"), Done: func(error) { atDone = d.has() }}
		})
		r.closed()
		require.Equal(t, []string{"snapshot after 1 inputs"}, atDone)
	})
}

func TestTheNewestSnapshotIsWrittenLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{slow: time.Second}
		r := newRig(t, &fakeMachine{answers: on[session.Touch](session.Persist{})}, keptBy(d))
		r.Touched()
		synctest.Wait() // the disk is at it
		for range 9 {
			r.Touched()
		}
		r.closed()
		saved := d.has()
		require.Equal(t, "snapshot after 11 inputs", saved[len(saved)-1])
		require.Less(t, len(saved), 4, "one that was overtaken is not written")
	})
}

func TestADiskThatFailsEndsNothingAndIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{fails: 1}
		m := &fakeMachine{answers: on[session.Touch](session.Persist{})}
		r := newRig(t, m, keptBy(d))
		r.Touched()
		synctest.Wait()
		require.Empty(t, d.has())
		require.NoError(t, r.Return(linkTo("app://x")), "flushes")
		require.Equal(t, []string{"snapshot after 2 inputs"}, d.has())
		r.closed()
		require.Equal(t, []string{"warning vault_unavailable", "outcome exited"}, r.listener.heard())
	})
}

func TestTheLastSnapshotIsWrittenBeforeTheOutcomeIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{slow: time.Second}
		l := &listener{hold: make(chan struct{})}
		r := newRig(t, &fakeMachine{answers: on[session.Close](session.Persist{})}, keptBy(d), func(o *Options) { o.Listener = l })
		r.Close()
		time.Sleep(2 * time.Second)
		require.Len(t, d.has(), 1, "also while nobody listens")
		close(l.hold)
		<-r.Done()
	})
}

func TestAFailureOfTheLastSnapshotIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{fails: 99}
		r := newRig(t, &fakeMachine{answers: on[session.Close](session.Persist{})}, keptBy(d)).closed()
		heard := r.listener.heard()
		require.Equal(t, "warning vault_unavailable", heard[0])
		require.Equal(t, "outcome exited", heard[len(heard)-1])
	})
}

func TestALastTryIsMadeAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{fails: 3}
		r := newRig(t, &fakeMachine{answers: on[session.Touch](session.Persist{})}, keptBy(d))
		r.Touched()
		synctest.Wait() // once at once, and twice before the outcome is heard
		r.closed()
		require.Equal(t, []string{"snapshot after 2 inputs"}, d.has())
	})
}

func TestASessionThatCannotBeSealedWarns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &fakeMachine{answers: on[session.Touch](session.Persist{}), unsealed: fault.New(fault.HostFailed, nil)}
		r := newRig(t, m, keptBy(&disk{}))
		r.Touched()
		r.closed()
		require.Equal(t, []string{"warning host_failed", "outcome exited"}, r.listener.heard())
	})
}

func TestADiskThatHangsHoldsNobodyForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{stuck: make(chan struct{})}
		r := newRig(t, &fakeMachine{answers: on[session.Touch](session.Persist{})}, keptBy(d))
		r.Touched()
		start := time.Now()
		require.NoError(t, r.Return(linkTo("app://x")))
		require.Equal(t, flushWithin, time.Since(start))
		r.Close()
		<-r.Done()
		close(d.stuck)
		synctest.Wait()
	})
}

// Done has no function of the app at work behind its back, nor any goroutine.
func TestDoneWaitsForTheFunctionsOfTheApp(t *testing.T) {
	asks := on[session.PageLoaded](session.NeedURL{}, session.CheckMember{GUID: "MBR-1"}, session.OpenExternal{URL: secret.New(bankURL)})
	for name, row := range map[string]struct {
		takes time.Duration
		heeds bool
		want  time.Duration
	}{
		"that finish soon":            {time.Second, true, time.Second},
		"that heed their context":     {time.Hour, true, farewell},
		"no longer than it has to be": {time.Hour, false, 2 * farewell},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				work := func(ctx context.Context) error {
					heeded := ctx.Done()
					if !row.heeds {
						heeded = nil
					}
					select {
					case <-time.After(row.takes):
						return nil
					case <-heeded:
						return ctx.Err()
					}
				}
				r := newRig(t, &fakeMachine{answers: asks}, func(o *Options) {
					o.Opener = func(ctx context.Context, _ string) error { return work(ctx) }
					o.Renew = func(ctx context.Context, _ string) (session.FreshURL, error) { return session.FreshURL{}, work(ctx) }
					o.Check = func(ctx context.Context, _ string) (session.MemberChecked, error) {
						return session.MemberChecked{}, work(ctx)
					}
				})
				r.Loaded()
				synctest.Wait()
				start := time.Now()
				r.closed()
				require.Equal(t, row.want, time.Since(start))
				time.Sleep(row.takes) // until the last of them has returned
			})
		})
	}
}
