package driver

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

func TestAListenerMayHearOfVisitsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		m := &fakeMachine{answers: on[session.PageLoaded](
			emit("a"), session.VisitBegun{URL: secret.New(bankURL)}, emit("b"), session.VisitEnded{Returned: true}, emit("c"),
		)}
		r := newRig(t, m, func(o *Options) { o.Listener = w })
		r.Loaded()
		r.closed()
		require.Equal(t, []string{"event a", "at " + bankURL, "event b", "back, returned true", "event c", "outcome exited"}, w.heard())
	})
}

func TestTheBanksPageOpensAgainDuringAVisitOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened []string
		m := &fakeMachine{answers: func(in session.Input) session.Answer {
			switch in.(type) {
			case session.PageLoaded:
				return session.Answer{Effects: []session.Effect{session.VisitBegun{URL: secret.New(bankURL)}}}
			case session.Crashed:
				return session.Answer{Effects: []session.Effect{session.VisitEnded{}}}
			}
			return session.Answer{}
		}}
		r := newRig(t, m, func(o *Options) {
			o.Opener = func(_ context.Context, url string) error { opened = append(opened, url); return nil }
		})
		require.False(t, r.OpenAgain(), "nobody is at a bank")
		r.Loaded()
		require.True(t, r.OpenAgain())
		synctest.Wait()
		require.Equal(t, []string{bankURL}, opened)
		r.Crashed()
		require.False(t, r.OpenAgain(), "the visit is over")
		r.closed()
		require.False(t, r.OpenAgain())
	})
}

func TestAListenerMayHearWhatBecameOfAnAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		m := &fakeMachine{answers: on[session.PageLoaded](session.OpenExternal{URL: secret.New(bankURL)})}
		r := newRig(t, m, func(o *Options) {
			o.Listener, o.Opener = w, func(context.Context, string) error { return errors.New("no browser") }
		})
		r.Loaded()
		synctest.Wait()
		r.closed()
		require.Equal(t, []string{"warning external_open_failed", "opened " + bankURL + ", failed true", "outcome exited"}, w.heard())
	})
}

func TestALinkThatCameFirstIsJudgedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := fault.New(fault.ReturnForged, nil)
		var verdict error
		m := &fakeMachine{answers: func(in session.Input) session.Answer {
			if _, ok := in.(session.ReturnLink); ok {
				return session.Answer{Err: refused}
			}
			return session.Answer{}
		}}
		r := newRig(t, m, func(o *Options) {
			o.Link = Link{URL: secret.New("app://x"), Done: func(err error) { verdict = err }}
		})
		r.closed()
		require.Equal(t, []session.Input{session.ReturnLink{URL: secret.New("app://x")}, session.Start{}, session.Close{}}, m.inputs)
		require.Equal(t, refused, verdict)
	})
}

func TestReturnSaysWhyALinkIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{answers: func(in session.Input) session.Answer {
			if _, ok := in.(session.ReturnLink); ok {
				return session.Answer{Err: fault.New(fault.ReturnForged, nil)}
			}
			return session.Answer{}
		}})
		assert.ErrorIs(t, r.Return(linkTo("app://oauth_complete")), fault.New(fault.ReturnForged, nil))
		r.closed()
	})
}
