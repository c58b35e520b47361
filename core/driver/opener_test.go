package driver

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestABrowserMayStillOpenWhenTheSessionIsOver, also when that is because the
// app's context has ended.
func TestABrowserMayStillOpenWhenTheSessionIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var ended error
		d, _ := begin(t, ctx, Options{
			Session:  &fakeMachine{answers: on[session.PageLoaded](session.OpenExternal{URL: secret.New(bankURL)})},
			Listener: &listener{},
			Opener: func(ctx context.Context, _ string) error {
				time.Sleep(time.Second)
				ended = ctx.Err()
				return nil
			},
		})
		d.Loaded()
		synctest.Wait()
		cancel()
		<-d.Done()
		require.NoError(t, ended)
	})
}

func TestAnOpenersErrorDoesNotRepeatTheAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const url = "https://bank.example/?state=canary-state-0123456789"
		failing := Opener(func(_ context.Context, url string) error { return errors.New("no browser for " + url) })
		err := failing.Open(t.Context(), url)
		require.ErrorIs(t, err, fault.New(fault.ExternalOpenFailed, nil))
		assert.NotContains(t, errors.Unwrap(err).Error(), "canary")

		hanging := Opener(func(context.Context, string) error { time.Sleep(time.Hour); return nil })
		start := time.Now()
		require.ErrorIs(t, hanging.Open(t.Context(), url), fault.New(fault.ExternalOpenFailed, nil))
		assert.Equal(t, openWithin, time.Since(start))
		time.Sleep(time.Hour) // its goroutine ends
	})
}
