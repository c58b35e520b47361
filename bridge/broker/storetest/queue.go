package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
)

func delivery(key string) broker.Delivery {
	return broker.Delivery{
		Key: key, Provider: "mx", Sealed: []byte{1, 0, 255}, Received: time.Now().UTC().Truncate(time.Millisecond),
	}
}

func push(t *testing.T, s broker.Store, key string, remember time.Duration) bool {
	t.Helper()
	fresh, err := s.Push(t.Context(), delivery(key), remember)
	require.NoError(t, err)
	return fresh
}

func pull(t *testing.T, s broker.Store, lease time.Duration) broker.Delivery {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	d, err := s.Pull(ctx, lease)
	require.NoError(t, err)
	return d
}

func pushedOnce(t *testing.T, s broker.Store) {
	assert.Equal(t, 1, together(t, func(int) bool {
		fresh, err := s.Push(t.Context(), delivery("k"), time.Minute)
		return assert.NoError(t, err) && fresh
	}))
	require.NoError(t, s.Done(t.Context(), pull(t, s, time.Minute)))
	assert.False(t, push(t, s, "k", time.Minute), "it is remembered when it is done, too")
	assert.True(t, push(t, s, "other", time.Minute))
}

func again(t *testing.T, s broker.Store) {
	sent := delivery("k")
	_, err := s.Push(t.Context(), sent, time.Minute)
	require.NoError(t, err)
	const lease = 50 * time.Millisecond
	for attempt := 1; attempt <= 3; attempt++ {
		got := pull(t, s, lease)
		assert.Equal(t, attempt, got.Attempt)
		assert.NotEmpty(t, got.Handle)
		got.Attempt, got.Handle = 0, ""
		assert.Equal(t, sent, got)
	}
	require.NoError(t, s.Done(t.Context(), pull(t, s, lease)))
	ctx, cancel := context.WithTimeout(t.Context(), 4*lease)
	defer cancel()
	_, err = s.Pull(ctx, lease)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

func pulledByOne(t *testing.T, s broker.Store) {
	for i := range 3 {
		push(t, s, string(rune('a'+i)), time.Minute)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	assert.Equal(t, 3, together(t, func(int) bool {
		_, err := s.Pull(ctx, time.Hour)
		return err == nil
	}))
}

func pullEnds(t *testing.T, s broker.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := s.Pull(ctx, time.Minute)
		ended <- err
	}()
	cancel()
	assert.ErrorIs(t, receive(t, ended), context.Canceled)
}

func rememberedFor(t *testing.T, s broker.Store) {
	assert.True(t, push(t, s, "k", 50*time.Millisecond))
	eventually(t, func() bool { return push(t, s, "k", time.Minute) })
	first := pull(t, s, time.Minute)
	second := pull(t, s, time.Minute)
	assert.NotEqual(t, first.Handle, second.Handle)
}
