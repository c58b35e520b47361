package broker_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/storetest"
)

func TestMemoryIsAStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) broker.Store { return broker.NewMemory(broker.MemoryOptions{}) })
}

func TestMemoryHoldsNoMoreThanItsLimits(t *testing.T) {
	now := time.Now()
	m := broker.NewMemory(broker.MemoryOptions{Now: func() time.Time { return now }, Sessions: 2, Deliveries: 1})
	add := func(id string) error {
		return m.Create(t.Context(), broker.NewSession{Session: broker.Session{ID: id}, Keep: time.Minute})
	}
	require.NoError(t, add("1"))
	require.NoError(t, add("2"))
	require.Error(t, add("3"))
	now = now.Add(time.Minute)
	require.NoError(t, add("3"), "what has expired makes room")

	_, err := m.Push(t.Context(), broker.Delivery{Key: "1"}, time.Minute)
	require.NoError(t, err)
	fresh, err := m.Push(t.Context(), broker.Delivery{Key: "2"}, time.Minute)
	require.Error(t, err, "what is not kept is not acknowledged")
	assert.False(t, fresh)
}

// A key that was given back and taken again is not forgotten at the time of
// its first reservation.
func TestMemoryKeepsALaterReservation(t *testing.T) {
	now := time.Now()
	m := broker.NewMemory(broker.MemoryOptions{Now: func() time.Time { return now }})
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

func TestMemoryForgetsAllowancesOfStrangers(t *testing.T) {
	m := broker.NewMemory(broker.MemoryOptions{})
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
