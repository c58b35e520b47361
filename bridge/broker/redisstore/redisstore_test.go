package redisstore_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/redisstore"
	"github.com/connecthost/connecthost/bridge/broker/redisstore/redistest"
	"github.com/connecthost/connecthost/bridge/broker/storetest"
	"github.com/connecthost/connecthost/core/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, s *redistest.Server, change func(*redisstore.Options)) *redisstore.Store {
	t.Helper()
	client := s.Client()
	t.Cleanup(func() { client.Close() })
	o := redisstore.Options{Client: client}
	if change != nil {
		change(&o)
	}
	store, err := redisstore.New(o)
	require.NoError(t, err)
	return store
}

func TestRedisIsAStore(t *testing.T) {
	server := redistest.Start(t)
	var serial atomic.Int64
	storetest.Run(t, func(t *testing.T) broker.Store {
		return open(t, server, func(o *redisstore.Options) { o.Prefix = fmt.Sprintf("test-%d:", serial.Add(1)) })
	})
}

// Two instances see one store: a check of many against two clients.
func TestTwoInstancesClaimOnce(t *testing.T) {
	server := redistest.Start(t)
	one, two := open(t, server, nil), open(t, server, nil)
	require.NoError(t, one.Create(t.Context(), session("1")))
	_, first := two.ClaimURL(t.Context(), "1")
	_, second := one.ClaimURL(t.Context(), "1")
	require.NoError(t, first)
	assert.ErrorIs(t, second, broker.ErrNotFound)
}

func session(id string) broker.NewSession {
	now := time.Now().UTC().Truncate(time.Millisecond)
	return broker.NewSession{
		Session:   broker.Session{ID: id, User: "alice", Created: now, Expires: now.Add(time.Hour), Version: 1},
		SealedURL: []byte("sealed"), URLTTL: time.Hour, Keep: time.Hour, ReturnKey: "return-" + id,
	}
}

func TestNothingAcknowledgedIsLostWhenTheServerIsKilled(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, server, nil)
	for i := range 50 {
		require.NoError(t, store.Create(t.Context(), session(fmt.Sprint(i))))
	}
	fresh, err := store.Spend(t.Context(), "7", "success", true)
	require.NoError(t, err)
	require.True(t, fresh)
	_, err = store.ClaimURL(t.Context(), "7")
	require.NoError(t, err)
	_, err = store.Push(t.Context(), broker.Delivery{Key: "hook", Received: time.Now()}, time.Hour)
	require.NoError(t, err)

	server.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, err = store.Session(ctx, "0")
	require.Error(t, err)
	require.NotErrorIs(t, err, broker.ErrNotFound, "a store that is away does not say that there is nothing")
	require.Error(t, store.Ready(ctx))

	server.Up()
	require.Eventually(t, func() bool { return store.Ready(t.Context()) == nil }, 10*time.Second, 10*time.Millisecond)
	for i := range 50 {
		got, err := store.Session(t.Context(), fmt.Sprint(i))
		require.NoError(t, err)
		assert.Equal(t, session(fmt.Sprint(i)).Session.User, got.User)
	}
	fresh, err = store.Spend(t.Context(), "7", "success", true)
	require.NoError(t, err)
	assert.False(t, fresh, "a spent link stays spent")
	_, err = store.ClaimURL(t.Context(), "7")
	assert.ErrorIs(t, err, broker.ErrNotFound, "a claimed URL stays claimed")
	pulled, err := store.Pull(ctx, time.Minute)
	require.NoError(t, err)
	assert.Equal(t, "hook", pulled.Key)
}

func TestWebhooksGoOnWhenTheServerForgotEverything(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, server, nil)
	client := server.Client()
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, key := range []string{"before", "after"} {
		_, err := store.Push(ctx, broker.Delivery{Key: key, Received: time.Now()}, time.Hour)
		require.NoError(t, err)
		pulled, err := store.Pull(ctx, time.Minute)
		require.NoError(t, err)
		assert.Equal(t, key, pulled.Key)
		require.NoError(t, client.FlushAll(ctx).Err())
	}
}

func TestWatchSaysThatSomethingMayBeMissedAfterARestart(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, server, nil)
	ctx, cancel := context.WithCancel(t.Context())
	heard, ended := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(ended)
		_ = store.Watch(ctx, func(id string) { heard <- id })
	}()
	require.Equal(t, "", <-heard)
	server.Kill()
	server.Up()
	select {
	case id := <-heard:
		assert.Equal(t, "", id)
	case <-time.After(20 * time.Second):
		require.FailNow(t, "it did not subscribe again")
	}
	cancel()
	<-ended
}

func TestTooFewCopiesAreAnError(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, server, func(o *redisstore.Options) { o.Replicas, o.ReplicaWait = 1, 20*time.Millisecond })
	err := store.Create(t.Context(), session("1"))
	require.ErrorContains(t, err, "0 of 1 copies")
	_, err = store.ClaimURL(t.Context(), "none")
	require.ErrorContains(t, err, "0 of 1 copies")
}

func TestTooManyWebhooksAreRefused(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, server, func(o *redisstore.Options) { o.Deliveries = 1 })
	fresh, err := store.Push(t.Context(), broker.Delivery{Key: "1"}, time.Hour)
	require.NoError(t, err)
	require.True(t, fresh)
	_, err = store.Push(t.Context(), broker.Delivery{Key: "2"}, time.Hour)
	require.Error(t, err)
	fresh, err = store.Push(t.Context(), broker.Delivery{Key: "1"}, time.Hour)
	require.NoError(t, err)
	assert.False(t, fresh, "a webhook that waits is known")
}

// A return key that leads to another session makes none.
func TestASessionDoesNotTakeAnothersReturnKey(t *testing.T) {
	store := open(t, redistest.Start(t), nil)
	require.NoError(t, store.Create(t.Context(), session("1")))
	second := session("2")
	second.ReturnKey = session("1").ReturnKey
	require.ErrorIs(t, store.Create(t.Context(), second), broker.ErrExists)
	_, err := store.Session(t.Context(), "2")
	require.ErrorIs(t, err, broker.ErrNotFound)
	_, err = store.ClaimURL(t.Context(), "2")
	require.ErrorIs(t, err, broker.ErrNotFound)
	id, err := store.ByReturn(t.Context(), second.ReturnKey)
	require.NoError(t, err)
	assert.Equal(t, "1", id)
}

// An entry of the server that cannot be read is an error, and never "not found".
func TestWhatCannotBeReadIsAnError(t *testing.T) {
	server := redistest.Start(t)
	store, client := open(t, server, nil), server.Client()
	defer client.Close()
	require.NoError(t, client.Set(t.Context(), "connecthost:{1}:session", "{", 0).Err())
	_, err := store.Session(t.Context(), "1")
	require.Error(t, err)
	require.NotErrorIs(t, err, broker.ErrNotFound)
	_, err = store.Change(t.Context(), "1", func(*broker.Session) error { return nil })
	require.Error(t, err)
	require.NotErrorIs(t, err, broker.ErrNotFound)
}

// A server that is away is an error of every call, and never an answer.
func TestACallToAServerThatIsAwayFails(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, server, nil)
	server.Kill()
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"create":  func() error { return store.Create(ctx, session("1")) },
		"session": func() error { _, err := store.Session(ctx, "1"); return err },
		"change":  func() error { _, err := store.Change(ctx, "1", func(*broker.Session) error { return nil }); return err },
		"claim":   func() error { _, err := store.ClaimURL(ctx, "1"); return err },
		"return":  func() error { _, err := store.ByReturn(ctx, "1"); return err },
		"spend":   func() error { _, err := store.Spend(ctx, "1", "x", true); return err },
		"reserve": func() error { _, err := store.Reserve(ctx, "1", "x", time.Minute); return err },
		"release": func() error { return store.Release(ctx, "1", "x") },
		"allow":   func() error { _, err := store.Allow(ctx, "1", broker.Rate{Count: 1, Period: time.Minute}); return err },
		"push":    func() error { _, err := store.Push(ctx, broker.Delivery{Key: "1"}, time.Minute); return err },
		"pull":    func() error { _, err := store.Pull(ctx, time.Minute); return err },
		"done":    func() error { return store.Done(ctx, broker.Delivery{Handle: "1-1"}) },
		"ready":   func() error { return store.Ready(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			err := call()
			require.Error(t, err)
			assert.NotErrorIs(t, err, broker.ErrNotFound)
			assert.NotErrorIs(t, err, broker.ErrExists)
		})
	}
}

func TestNewRefusesIncompleteSettings(t *testing.T) {
	client := redis.NewUniversalClient(redisstore.ClientOptions("127.0.0.1:1"))
	defer client.Close()
	for name, o := range map[string]redisstore.Options{
		"no client":         {},
		"negative replicas": {Client: client, Replicas: -1},
		"negative wait":     {Client: client, ReplicaWait: -1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := redisstore.New(o)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}
