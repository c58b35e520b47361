// Package storetest checks that a broker.Store does what brokers rely on.
package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
)

// Run checks a store. open returns an empty one whose clock is the system's;
// it is called for each check.
func Run(t *testing.T, open func(t *testing.T) broker.Store) {
	for name, check := range map[string]func(*testing.T, broker.Store){
		"a created session is read":                   created,
		"a session is created once":                   createdOnce,
		"an unknown session is not found":             unknown,
		"a change is written and counted":             changed,
		"a change that fails writes nothing":          unchanged,
		"no change is lost among many":                manyChanges,
		"sessions are forgotten":                      forgotten,
		"a widget URL is claimed once among many":     claimedOnce,
		"a widget URL expires":                        urlExpires,
		"a return link says each thing once":          saidOnce,
		"nothing is new after a success":              closed,
		"a return link is spent once among many":      spentOnce,
		"a return link says only so much":             saidEnough,
		"a key is reserved once among many":           reservedOnce,
		"a reservation ends and can be given back":    released,
		"an allowance runs out and comes back":        allowance,
		"an allowance is not exceeded by many":        allowanceOfMany,
		"a delivery is pushed once among many":        pushedOnce,
		"a delivery comes again until it is done":     again,
		"a delivery is pulled by one":                 pulledByOne,
		"a pull ends with its context":                pullEnds,
		"a delivery is remembered only for its time":  rememberedFor,
		"a watcher hears of changes":                  watched,
		"a store that answers is ready":               ready,
		"bytes survive as they are":                   binary,
		"sessions do not share anything":              apart,
		"a return key leads to its session for ever":  byReturn,
		"a change that the caller refuses keeps code": refusedChange,
	} {
		t.Run(name, func(t *testing.T) { check(t, open(t)) })
	}
}

// many is how many ask at once.
const many = 24

func sample(id string) broker.NewSession {
	now := time.Now().UTC().Truncate(time.Millisecond)
	return broker.NewSession{
		Session: broker.Session{
			ID: id, User: "alice", Provider: "mx", ProviderUser: "USR-1", Status: broker.Created,
			ReturnKind: broker.ReturnLanding, ReturnBase: "https://b.example/return/mx", SealedNonce: []byte{0, 255, 1},
			Created: now, Expires: now.Add(time.Minute), Version: 1,
		},
		ReturnKey: "key-" + id, SealedURL: []byte("sealed-" + id), URLTTL: time.Minute, Keep: time.Minute,
	}
}

func create(t *testing.T, s broker.Store, id string) broker.NewSession {
	t.Helper()
	n := sample(id)
	require.NoError(t, s.Create(t.Context(), n))
	return n
}

// together runs f many times at once and returns how often it said true.
func together(t *testing.T, f func(i int) bool) int {
	t.Helper()
	var yes atomic.Int64
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range many {
		group.Go(func() {
			<-start
			if f(i) {
				yes.Add(1)
			}
		})
	}
	close(start)
	group.Wait()
	return int(yes.Load())
}

func created(t *testing.T, s broker.Store) {
	n := create(t, s, "1")
	got, err := s.Session(t.Context(), "1")
	require.NoError(t, err)
	assert.Equal(t, n.Session, got)
}

func createdOnce(t *testing.T, s broker.Store) {
	n := sample("1")
	assert.Equal(t, 1, together(t, func(int) bool {
		err := s.Create(t.Context(), n)
		return err == nil || !assert.ErrorIs(t, err, broker.ErrExists)
	}))
}

func unknown(t *testing.T, s broker.Store) {
	ctx := t.Context()
	_, err := s.Session(ctx, "1")
	assert.ErrorIs(t, err, broker.ErrNotFound)
	_, err = s.Change(ctx, "1", func(*broker.Session) error { return nil })
	assert.ErrorIs(t, err, broker.ErrNotFound)
	_, err = s.ClaimURL(ctx, "1")
	assert.ErrorIs(t, err, broker.ErrNotFound)
	_, err = s.ByReturn(ctx, "1")
	assert.ErrorIs(t, err, broker.ErrNotFound)
	_, err = s.Spend(ctx, "1", "x", true)
	assert.ErrorIs(t, err, broker.ErrNotFound)
}

func changed(t *testing.T, s broker.Store) {
	n := create(t, s, "1")
	want := n.Session
	want.Status, want.Version = broker.Returned, 2
	want.Visit = broker.Visit{Success: true, MemberGUID: "MBR-1", At: want.Created}
	got, err := s.Change(t.Context(), "1", func(s *broker.Session) error {
		s.Status, s.Visit = want.Status, want.Visit
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, want, got)
	got, err = s.Session(t.Context(), "1")
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

func unchanged(t *testing.T, s broker.Store) {
	n := create(t, s, "1")
	_, err := s.Change(t.Context(), "1", func(s *broker.Session) error {
		s.Status = broker.Ended
		return errors.New("no")
	})
	require.EqualError(t, err, "no")
	got, err := s.Session(t.Context(), "1")
	require.NoError(t, err)
	assert.Equal(t, n.Session, got)
}

func refusedChange(t *testing.T, s broker.Store) {
	create(t, s, "1")
	want := errors.New("no")
	_, err := s.Change(t.Context(), "1", func(*broker.Session) error { return want })
	assert.ErrorIs(t, err, want)
}

func manyChanges(t *testing.T, s broker.Store) {
	create(t, s, "1")
	done := together(t, func(int) bool {
		_, err := s.Change(t.Context(), "1", func(s *broker.Session) error {
			s.ProviderUser += "x"
			return nil
		})
		return err == nil
	})
	got, err := s.Session(t.Context(), "1")
	require.NoError(t, err)
	assert.Equal(t, int64(1+done), got.Version)
	assert.Len(t, got.ProviderUser, len("USR-1")+done)
	assert.Positive(t, done)
}

func forgotten(t *testing.T, s broker.Store) {
	n := sample("1")
	n.Keep = 50 * time.Millisecond
	require.NoError(t, s.Create(t.Context(), n))
	eventually(t, func() bool {
		_, err := s.Session(t.Context(), "1")
		_, byReturn := s.ByReturn(t.Context(), "key-1")
		return errors.Is(err, broker.ErrNotFound) && errors.Is(byReturn, broker.ErrNotFound)
	})
}

func claimedOnce(t *testing.T, s broker.Store) {
	n := create(t, s, "1")
	assert.Equal(t, 1, together(t, func(int) bool {
		url, err := s.ClaimURL(t.Context(), "1")
		if err == nil {
			return assert.Equal(t, n.SealedURL, url)
		}
		assert.ErrorIs(t, err, broker.ErrNotFound)
		return false
	}))
}

func urlExpires(t *testing.T, s broker.Store) {
	for i, keep := range []time.Duration{time.Millisecond, time.Minute} {
		n := sample(string(rune('1' + i)))
		n.URLTTL = keep
		require.NoError(t, s.Create(t.Context(), n))
	}
	expired := time.Now().Add(20 * time.Millisecond)
	eventually(t, func() bool { return time.Now().After(expired) })
	_, err := s.ClaimURL(t.Context(), "1")
	assert.ErrorIs(t, err, broker.ErrNotFound)
	_, err = s.ClaimURL(t.Context(), "2")
	assert.NoError(t, err)
}

func spend(t *testing.T, s broker.Store, said string, success bool) bool {
	t.Helper()
	fresh, err := s.Spend(t.Context(), "1", said, success)
	require.NoError(t, err)
	return fresh
}

func saidOnce(t *testing.T, s broker.Store) {
	create(t, s, "1")
	assert.True(t, spend(t, s, "denied", false))
	assert.False(t, spend(t, s, "denied", false))
	assert.True(t, spend(t, s, "cancelled", false))
	assert.True(t, spend(t, s, "success", true), "the user tried again")
}

func closed(t *testing.T, s broker.Store) {
	create(t, s, "1")
	assert.True(t, spend(t, s, "success", true))
	assert.False(t, spend(t, s, "denied", false))
	assert.False(t, spend(t, s, "another success", true))
}

func spentOnce(t *testing.T, s broker.Store) {
	create(t, s, "1")
	assert.Equal(t, 1, together(t, func(i int) bool {
		fresh, err := s.Spend(t.Context(), "1", string(rune('a'+i)), true)
		return assert.NoError(t, err) && fresh
	}))
}

func saidEnough(t *testing.T, s broker.Store) {
	create(t, s, "1")
	for i := range broker.MaxSaid {
		assert.True(t, spend(t, s, string(rune('a'+i)), false))
	}
	assert.False(t, spend(t, s, "one more", true))
}

func reservedOnce(t *testing.T, s broker.Store) {
	assert.Equal(t, 1, together(t, func(i int) bool {
		mine := string(rune('a' + i))
		kept, err := s.Reserve(t.Context(), "k", mine, time.Minute)
		return assert.NoError(t, err) && kept == mine
	}))
}

func released(t *testing.T, s broker.Store) {
	ctx := t.Context()
	reserve := func(value string, ttl time.Duration) string {
		kept, err := s.Reserve(ctx, "k", value, ttl)
		require.NoError(t, err)
		return kept
	}
	assert.Equal(t, "a", reserve("a", time.Minute))
	assert.Equal(t, "a", reserve("b", time.Minute))
	require.NoError(t, s.Release(ctx, "k", "b"), "somebody else's")
	assert.Equal(t, "a", reserve("b", time.Minute))
	require.NoError(t, s.Release(ctx, "k", "a"))
	assert.Equal(t, "b", reserve("b", 20*time.Millisecond))
	eventually(t, func() bool { return reserve("c", time.Minute) == "c" })
}

func allowance(t *testing.T, s broker.Store) {
	rate := broker.Rate{Count: 2, Period: 400 * time.Millisecond}
	for range 2 {
		wait, err := s.Allow(t.Context(), "alice", rate)
		require.NoError(t, err)
		assert.Zero(t, wait)
	}
	wait, err := s.Allow(t.Context(), "alice", rate)
	require.NoError(t, err)
	assert.Positive(t, wait)
	assert.LessOrEqual(t, wait, rate.Period)
	other, err := s.Allow(t.Context(), "bob", rate)
	require.NoError(t, err)
	assert.Zero(t, other)
	eventually(t, func() bool {
		wait, err := s.Allow(t.Context(), "alice", rate)
		return err == nil && wait == 0
	})
}

func allowanceOfMany(t *testing.T, s broker.Store) {
	assert.Equal(t, 5, together(t, func(int) bool {
		wait, err := s.Allow(t.Context(), "alice", broker.Rate{Count: 5, Period: time.Hour})
		return assert.NoError(t, err) && wait == 0
	}))
}

func apart(t *testing.T, s broker.Store) {
	create(t, s, "1")
	two := create(t, s, "2")
	_, err := s.ClaimURL(t.Context(), "1")
	require.NoError(t, err)
	assert.True(t, spend(t, s, "x", true))
	fresh, err := s.Spend(t.Context(), "2", "x", true)
	require.NoError(t, err)
	assert.True(t, fresh)
	url, err := s.ClaimURL(t.Context(), "2")
	require.NoError(t, err)
	assert.Equal(t, two.SealedURL, url)
}

func byReturn(t *testing.T, s broker.Store) {
	create(t, s, "1")
	for range 2 {
		id, err := s.ByReturn(t.Context(), "key-1")
		require.NoError(t, err)
		assert.Equal(t, "1", id)
	}
}

func binary(t *testing.T, s broker.Store) {
	n := sample("1")
	n.SealedURL = nil
	for b := range 256 {
		n.SealedURL = append(n.SealedURL, byte(b))
	}
	require.NoError(t, s.Create(t.Context(), n))
	url, err := s.ClaimURL(t.Context(), "1")
	require.NoError(t, err)
	assert.Equal(t, n.SealedURL, url)
}

func ready(t *testing.T, s broker.Store) { assert.NoError(t, s.Ready(t.Context())) }

func watched(t *testing.T, s broker.Store) {
	create(t, s, "1")
	ctx, cancel := context.WithCancel(t.Context())
	heard, ended := make(chan string, 100), make(chan error, 1)
	go func() { ended <- s.Watch(ctx, func(id string) { heard <- id }) }()
	require.Equal(t, "", receive(t, heard), "changes that were missed are said first")
	_, err := s.Change(t.Context(), "1", func(*broker.Session) error { return nil })
	require.NoError(t, err)
	assert.Equal(t, "1", receive(t, heard))
	cancel()
	assert.ErrorIs(t, receive(t, ended), context.Canceled)
}

// deadline is for what happens soon on a busy machine.
const deadline = 15 * time.Second

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(deadline):
		require.FailNow(t, "nothing came")
		panic("unreachable")
	}
}

func eventually(t *testing.T, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, deadline, 5*time.Millisecond)
}
