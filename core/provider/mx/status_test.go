package mx

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/provider"
)

func TestEachStatusHasItsNumberAndMeaning(t *testing.T) {
	rows := []struct { // in the order of MX's numbers
		status      ConnectionStatus
		idle        provider.State // nothing is being aggregated
		aggregating provider.State
	}{
		{"CREATED", provider.Waiting, provider.Waiting},
		{"PREVENTED", provider.NeedsUser, provider.Waiting},
		{"DENIED", provider.NeedsUser, provider.Waiting},
		{"CHALLENGED", provider.NeedsUser, provider.NeedsUser},
		{"REJECTED", provider.NeedsUser, provider.Waiting},
		{"LOCKED", provider.Unavailable, provider.Waiting},
		{"CONNECTED", provider.Ready, provider.Waiting},
		{"IMPEDED", provider.NeedsUser, provider.Waiting},
		{"RECONNECTED", provider.Waiting, provider.Waiting},
		{"DEGRADED", provider.Unavailable, provider.Waiting},
		{"DISCONNECTED", provider.Unavailable, provider.Waiting},
		{"DISCONTINUED", provider.Gone, provider.Waiting},
		{"CLOSED", provider.Gone, provider.Waiting},
		{"DELAYED", provider.Unavailable, provider.Waiting},
		{"FAILED", provider.Unavailable, provider.Waiting},
		{"UPDATED", provider.Waiting, provider.Waiting},
		{"DISABLED", provider.Unavailable, provider.Waiting},
		{"IMPORTED", provider.NeedsUser, provider.Waiting},
		{"RESUMED", provider.Waiting, provider.Waiting},
		{"EXPIRED", provider.NeedsUser, provider.Waiting},
		{"IMPAIRED", provider.NeedsUser, provider.Waiting},
		{"PENDING", provider.Waiting, provider.Waiting},
	}
	assert.Len(t, rows, 22)
	for number, row := range rows {
		t.Run(string(row.status), func(t *testing.T) {
			got, known := row.status.Number()
			assert.True(t, known)
			assert.Equal(t, number, got)
			status, known := StatusOf(number)
			assert.True(t, known)
			assert.Equal(t, row.status, status)
			assert.Equal(t, row.idle, Aggregation{ConnectionStatus: row.status}.State())
			assert.Equal(t, row.aggregating, Aggregation{ConnectionStatus: row.status, IsBeingAggregated: true}.State())
		})
	}
}

func TestUnknownStatusWaits(t *testing.T) {
	for _, s := range []ConnectionStatus{"", "NEW", "connected"} {
		_, known := s.Number()
		assert.False(t, known)
		assert.Equal(t, provider.Waiting, s.State())
	}
	for _, number := range []int{-1, 22} {
		_, known := StatusOf(number)
		assert.False(t, known)
	}
}
