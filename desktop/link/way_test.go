package link

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	ownBase   = "com.example.app://bank"
	otherBase = "https://app.example/bank"
	ownLink   = ownBase + "?status=success&member_guid=MBR-1&ch_state=000102030405060708090a0b0c0d0e0f"
)

// opened opens a way that the test's end closes.
func opened(t *testing.T, r journey.Return, again string) journey.Way {
	t.Helper()
	w, err := r.Open(t.Context(), secret.New(again))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.Close()) })
	return w
}

// arrives waits for the next link of a way.
func arrives(t *testing.T, w journey.Way) journey.Link {
	t.Helper()
	select {
	case l, ok := <-w.Links():
		require.True(t, ok, "the way is closed")
		return l
	case <-time.After(30 * time.Second):
		require.FailNow(t, "nothing arrives")
		return journey.Link{}
	}
}

// requireClosed checks that nothing comes any more.
func requireClosed(t *testing.T, w journey.Way) {
	t.Helper()
	select {
	case _, open := <-w.Links():
		require.False(t, open, "the channel is still open")
	case <-time.After(30 * time.Second):
		require.FailNow(t, "the channel is still open")
	}
	require.NoError(t, w.Close())
	require.NoError(t, w.Close(), "again")
}

// TestEveryWayEnds has each kind of way end with nobody reading.
func TestEveryWayEnds(t *testing.T) {
	kinds := map[string]func() journey.Return{
		"loopback": Loopback,
		"app":      func() journey.Return { return App(ownBase, waiting(ownLink, ownLink)) },
		"several": func() journey.Return {
			return Several(App(ownBase, waiting(ownLink)), Several(Loopback(), App(otherBase, waiting(ownLink))))
		},
	}
	ends := map[string]func(journey.Way, context.CancelFunc){
		"with Close":       func(w journey.Way, _ context.CancelFunc) { _ = w.Close() },
		"with its context": func(_ journey.Way, cancel context.CancelFunc) { cancel() },
		"with both": func(w journey.Way, cancel context.CancelFunc) {
			go cancel()
			_ = w.Close()
		},
	}
	for kind, make := range kinds {
		for end, close := range ends {
			t.Run(kind+" "+end, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				w, err := make().Open(ctx, secret.String{})
				require.NoError(t, err)
				close(w, cancel)
				drain(w)
				requireClosed(t, w)
			})
		}
		t.Run(kind+" with a context that has ended", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			w, err := make().Open(ctx, secret.String{})
			require.Equal(t, fault.ReturnAddressUnavailable, fault.CodeOf(err))
			require.Nil(t, w)
		})
	}
}

// waiting is a channel in which links wait.
func waiting(links ...string) chan string {
	c := make(chan string, len(links))
	for _, l := range links {
		c <- l
	}
	return c
}

func drain(w journey.Way) {
	for range w.Links() {
	}
}
