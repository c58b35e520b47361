package host

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/session"
)

func TestALinkThatCameBeforeTheWindowIsJudgedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, &fakeMachine{}, func(o *Options) { o.Link = "app://oauth_complete?x=1" }).closed()
		assert.Equal(t, []session.Input{session.ReturnLink{URL: "app://oauth_complete?x=1"}, session.Start{}, session.Close{}}, r.machine.inputs)
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
		assert.ErrorIs(t, r.Return("app://oauth_complete"), fault.New(fault.ReturnForged, nil))
		r.closed()
	})
}

func TestAnOpenersErrorDoesNotRepeatTheAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const url = "https://bank.example/?state=canary-state-0123456789"
		failing := Opener(func(_ context.Context, url string) error { return errors.New("no browser for " + url) })
		err := failing.Open(t.Context(), url)
		require.ErrorIs(t, err, fault.New(fault.ExternalFailed, nil))
		assert.NotContains(t, errors.Unwrap(err).Error(), "canary")

		hanging := Opener(func(context.Context, string) error { time.Sleep(time.Hour); return nil })
		start := time.Now()
		require.ErrorIs(t, hanging.Open(t.Context(), url), fault.New(fault.ExternalFailed, nil))
		assert.Equal(t, openWithin, time.Since(start))
		time.Sleep(time.Hour) // its goroutine ends
	})
}
