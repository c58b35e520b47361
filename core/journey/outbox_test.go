package journey

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// counted is a listener that counts warnings until it may go on.
type counted struct {
	Funcs
	hold     chan struct{}
	warnings []fault.Code
	results  int
}

func (c *counted) Warning(err error) {
	<-c.hold
	c.warnings = append(c.warnings, fault.CodeOf(err))
}

func (c *counted) Result(Result, error) { c.results++ }

func TestASlowListenerBoundsTheMemoryAndStillGetsTheResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &counted{hold: make(chan struct{})}
		o := newOutbox(l)
		o.warn(fault.New(fault.URLInvalid, nil))
		synctest.Wait() // the listener has this one, and blocks
		for range 2 * roomForCalls {
			o.warn(fault.New(fault.URLInvalid, nil))
		}
		require.Len(t, o.calls, roomForCalls)
		require.False(t, o.last(func(l Listener) { l.Result(Result{}, nil) }, time.Second))
		o.warn(fault.New(fault.URLInvalid, nil))
		close(l.hold)
		synctest.Wait()
		require.Len(t, l.warnings, 1+roomForCalls+1)
		require.Equal(t, fault.MessageFlood, l.warnings[len(l.warnings)-1], "it is told that something was lost")
		require.Equal(t, 1, l.results)
	})
}

func TestAFloodIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &counted{hold: make(chan struct{})}
		o := newOutbox(l)
		for range 2 + roomForCalls + 100 {
			o.warn(fault.New(fault.URLInvalid, nil))
		}
		close(l.hold)
		synctest.Wait()
		before := len(l.warnings)
		for range 3 {
			o.warn(fault.New(fault.URLInvalid, nil))
			synctest.Wait()
		}
		require.Equal(t, []fault.Code{fault.MessageFlood, fault.URLInvalid, fault.URLInvalid, fault.URLInvalid}, l.warnings[before:])
	})
}
