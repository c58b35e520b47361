package provider_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script is a provider whose member goes through the given steps and stays at
// the last one.
type script struct {
	provider.MemberReader
	steps []step
	asked []time.Duration // since the start
	start time.Time
}

type step struct {
	member provider.Member
	err    error
}

func (s *script) MemberState(ctx context.Context, user, member string) (provider.Member, error) {
	s.asked = append(s.asked, time.Since(s.start))
	at := s.steps[min(len(s.asked), len(s.steps))-1]
	if at.err == errSilent {
		<-ctx.Done()
		return provider.Member{}, fault.New(fault.ProviderTimeout, ctx.Err())
	}
	return at.member, at.err
}

var errSilent = errors.New("no answer before the context ends")

func in(state provider.State) step {
	return step{member: provider.Member{GUID: "MBR-1", State: state, Status: string(state)}}
}

func failing(code fault.Code) step { return step{err: fault.New(code, nil)} }

// limit is the caller's time. It is not a multiple of an interval, so that no
// question falls due at its end.
const limit = 61 * time.Second

// exact waits without jitter.
var exact = provider.AwaitOptions{Jitter: -1}

func TestAwaitReady(t *testing.T) {
	waiting, ready := in(provider.Waiting), in(provider.Ready)
	down := failing(fault.ProviderUnavailable)
	limited := step{err: fault.New(fault.ProviderRateLimited, &provider.CallError{RetryAfter: 20 * time.Second})}
	rows := []struct {
		name  string
		steps []step
		opts  provider.AwaitOptions
		code  fault.Code
		last  provider.State
		took  time.Duration
		calls int
	}{
		{"ready at once asks once", []step{ready}, exact, "", provider.Ready, 0, 1},
		{"ready later asks every three seconds", []step{waiting, waiting, ready}, exact, "", provider.Ready, 6 * time.Second, 3},
		{"the interval is a setting", []step{waiting, ready}, provider.AwaitOptions{Interval: time.Minute, Jitter: -1}, "", provider.Ready, time.Minute, 2},
		{"a state for the user stops", []step{waiting, in(provider.NeedsUser)}, exact, fault.MemberNeedsUser, provider.NeedsUser, 3 * time.Second, 2},
		{"an unavailable member stops", []step{in(provider.Unavailable)}, exact, fault.MemberUnavailable, provider.Unavailable, 0, 1},
		{"a member that is gone stops", []step{in(provider.Gone)}, exact, fault.MemberUnavailable, provider.Gone, 0, 1},
		{"an unknown state waits", []step{in("new"), ready}, exact, "", provider.Ready, 3 * time.Second, 2},
		{"three errors in a row are borne", []step{down, down, down, ready}, exact, "", provider.Ready, 9 * time.Second, 4},
		{"a fourth one is not", []step{waiting, down}, exact, fault.ProviderUnavailable, provider.Waiting, 12 * time.Second, 5},
		{"an answer starts the count again", []step{down, down, down, waiting, down, down, down, ready}, exact, "", provider.Ready, 21 * time.Second, 8},
		{"tolerance is a setting", []step{down}, provider.AwaitOptions{Tolerate: 1, Jitter: -1}, fault.ProviderUnavailable, "", 3 * time.Second, 2},
		{"no tolerance", []step{down}, provider.AwaitOptions{Tolerate: -1, Jitter: -1}, fault.ProviderUnavailable, "", 0, 1},
		{"an error for good stops", []step{failing(fault.ProviderNotFound)}, exact, fault.ProviderNotFound, "", 0, 1},
		{"an error of another kind stops", []step{{err: errors.New("x")}}, exact, fault.Other, "", 0, 1},
		{"Retry-After lengthens the wait", []step{limited, ready}, exact, "", provider.Ready, 20 * time.Second, 2},
		{"never ready ends with the caller's time", []step{waiting}, exact, fault.MemberNotReady, provider.Waiting, limit, 21},
		{"no answer ends with the caller's time", []step{waiting, {err: errSilent}}, exact, fault.MemberNotReady, provider.Waiting, limit, 2},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &script{steps: row.steps, start: time.Now()}
				ctx, cancel := context.WithTimeout(context.Background(), limit)
				defer cancel()
				m, err := provider.AwaitReady(ctx, p, "USR-1", "MBR-1", row.opts)
				require.Equal(t, row.code, fault.CodeOf(err), "%v", err)
				assert.Equal(t, row.last, m.State)
				assert.Equal(t, row.took, time.Since(p.start))
				assert.Len(t, p.asked, row.calls)
			})
		})
	}
}

func TestAwaitReadyStopsWhenCancelled(t *testing.T) {
	for name, during := range map[string]step{"between questions": in(provider.Waiting), "during a question": {err: errSilent}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(context.Background())
				time.AfterFunc(time.Second, cancel)
				p := &script{steps: []step{during}, start: time.Now()}
				_, err := provider.AwaitReady(ctx, p, "", "", exact)
				require.Equal(t, fault.ProviderCanceled, fault.CodeOf(err))
				require.ErrorIs(t, err, context.Canceled)
				assert.Equal(t, time.Second, time.Since(p.start))
			})
		})
	}
}

func TestAwaitReadyTellsEachChangeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		other := in(provider.Waiting)
		other.member.Status = "UPDATED"
		var told []string
		opts := exact
		opts.OnState = func(m provider.Member) { told = append(told, m.Status) }
		p := &script{start: time.Now(), steps: []step{
			in(provider.Waiting), in(provider.Waiting), other, failing(fault.ProviderTimeout), other, in(provider.Ready),
		}}
		_, err := provider.AwaitReady(t.Context(), p, "", "", opts)
		require.NoError(t, err)
		assert.Equal(t, []string{"waiting", "UPDATED", "ready"}, told)
	})
}

func TestAwaitReadyTellsAnEmptyFirstState(t *testing.T) {
	told := 0
	p := &script{start: time.Now(), steps: []step{{}, in(provider.Ready)}}
	passed := make(chan time.Time, 1)
	passed <- time.Time{}
	_, err := provider.AwaitReady(t.Context(), p, "", "", provider.AwaitOptions{
		OnState: func(provider.Member) { told++ },
		After:   func(time.Duration) <-chan time.Time { return passed },
	})
	require.NoError(t, err)
	assert.Equal(t, 2, told)
}

func TestAwaitReadyWaitsWithJitter(t *testing.T) {
	rows := []struct {
		name   string
		jitter time.Duration
		random float64
		want   time.Duration
	}{
		{"a tenth by default", 0, 0.5, 3150 * time.Millisecond},
		{"none at the low end", 0, 0, 3 * time.Second},
		{"as much as asked for", 2 * time.Second, 0.5, 4 * time.Second},
		{"none when negative", -1, 0.5, 3 * time.Second},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &script{start: time.Now(), steps: []step{in(provider.Waiting), in(provider.Ready)}}
				_, err := provider.AwaitReady(t.Context(), p, "", "", provider.AwaitOptions{
					Jitter: row.jitter, Random: func() float64 { return row.random },
				})
				require.NoError(t, err)
				assert.Equal(t, row.want, time.Since(p.start))
			})
		})
	}
}

func TestCallErrorSaysWhatIsKnown(t *testing.T) {
	rows := []struct {
		name string
		err  provider.CallError
		want string
	}{
		{"everything", provider.CallError{Method: "GET", Path: "/u/{u}", Status: 429, Text: "slow down", RetryAfter: 2 * time.Second}, "GET /u/{u}: 429: slow down: retry after 2s"},
		{"no answer", provider.CallError{Method: "POST", Path: "/u", Text: "refused"}, "POST /u: refused"},
		{"no text", provider.CallError{Method: "GET", Path: "/u", Status: 404}, "GET /u: 404"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) { assert.EqualError(t, &row.err, row.want) })
	}
	assert.ErrorIs(t, &provider.CallError{Err: context.Canceled}, context.Canceled)
}
