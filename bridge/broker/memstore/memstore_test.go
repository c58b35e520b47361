package memstore_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/bridge/broker/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestItIsAStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) broker.Store { return memstore.New(memstore.Options{}) })
}

func TestItHoldsNoMoreThanItsLimits(t *testing.T) {
	now := time.Now()
	m := memstore.New(memstore.Options{Now: func() time.Time { return now }, Sessions: 2, Deliveries: 1})
	add := func(id string) error {
		return m.Create(t.Context(), broker.NewSession{Session: broker.Session{ID: id}, Keep: time.Minute})
	}
	require.NoError(t, add("1"))
	require.NoError(t, add("2"))
	require.Error(t, add("3"))
	now = now.Add(time.Minute)
	require.NoError(t, add("3"), "an expired session makes room")

	_, err := m.Push(t.Context(), broker.Delivery{Key: "1"}, time.Minute)
	require.NoError(t, err)
	fresh, err := m.Push(t.Context(), broker.Delivery{Key: "2"}, time.Minute)
	require.Error(t, err, "a webhook that is not kept is not acknowledged")
	assert.False(t, fresh)
}

// A key that was given back and taken again is not forgotten at the time of
// its first reservation.
func TestItKeepsALaterReservation(t *testing.T) {
	now := time.Now()
	m := memstore.New(memstore.Options{Now: func() time.Time { return now }})
	reserve := func(value string, ttl time.Duration) string {
		kept, err := m.Reserve(t.Context(), "k", value, ttl)
		require.NoError(t, err)
		return kept
	}
	reserve("a", time.Minute)
	require.NoError(t, m.Release(t.Context(), "k", "a"))
	reserve("b", time.Hour)
	now = now.Add(2 * time.Minute)
	assert.Equal(t, "b", reserve("c", time.Hour))
	now = now.Add(time.Hour)
	assert.Equal(t, "c", reserve("c", time.Hour))
}

func TestItForgetsAllowancesOfStrangers(t *testing.T) {
	m := memstore.New(memstore.Options{})
	rate := broker.Rate{Count: 1, Period: time.Hour}
	for i := range 101_000 { // more than it holds
		wait, err := m.Allow(t.Context(), strconv.Itoa(i), rate)
		require.NoError(t, err)
		require.Zero(t, wait)
	}
	wait, err := m.Allow(t.Context(), "100999", rate)
	require.NoError(t, err)
	assert.Positive(t, wait)
}

// The keys that are remembered are bounded, and none is forgotten too early.
func TestTooManyRememberedWebhooksAreNotAcknowledged(t *testing.T) {
	now := time.Now()
	m := memstore.New(memstore.Options{Now: func() time.Time { return now }, Deliveries: 1})
	push := func(key string) error {
		fresh, err := m.Push(t.Context(), broker.Delivery{Key: key}, time.Minute)
		if err != nil || !fresh {
			return err
		}
		d, err := m.Pull(t.Context(), time.Minute)
		require.NoError(t, err)
		return m.Done(t.Context(), d)
	}
	for i := range 10 {
		require.NoError(t, push(string(rune('a'+i))))
	}
	require.Error(t, push("one more"))
	now = now.Add(time.Minute)
	require.NoError(t, push("one more"), "a key that need not be remembered makes room")
}
