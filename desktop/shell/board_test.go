package shell

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/provider"
)

func TestTheTimelineIsBounded(t *testing.T) {
	b := newBoard()
	for i := range 2 * maxTimeline {
		b.add(Entry{Millis: int64(i)})
	}
	timeline := b.snapshot().Timeline
	assert.Len(t, timeline, maxTimeline)
	assert.EqualValues(t, 2*maxTimeline-1, timeline[len(timeline)-1].Millis)
}

func TestAConnectionReplacesTheOneOfItsMember(t *testing.T) {
	b := newBoard()
	var published []string
	b.connect(func(topic string, _ any) { published = append(published, topic) })
	b.put(Connection{MemberGUID: "MBR-1", Status: "old"})
	b.put(Connection{MemberGUID: "MBR-2"})
	b.put(Connection{MemberGUID: "MBR-1", Status: "new"})
	assert.Equal(t, []Connection{{MemberGUID: "MBR-1", Status: "new"}, {MemberGUID: "MBR-2"}}, b.snapshot().Connections)
	assert.Equal(t, []string{topicConnections, topicConnections, topicConnections}, published)
}

func TestASnapshotIsACopy(t *testing.T) {
	b := newBoard()
	b.put(Connection{MemberGUID: "MBR-1"})
	b.snapshot().Connections[0].MemberGUID = "changed"
	assert.Equal(t, "MBR-1", b.snapshot().Connections[0].MemberGUID)
}

func TestTotalsAddUpAndDebtsCount(t *testing.T) {
	balance := func(v float64) *float64 { return &v }
	c := connection(journey.Member{Member: provider.Member{GUID: "MBR-1", Name: "A bank"}, Accounts: []provider.Account{
		{Name: "Checking", Type: "CHECKING", Balance: balance(0.1)},
		{Name: "Savings", Type: "SAVINGS", Balance: balance(0.2)},
		{Name: "Card", Type: "CREDIT_CARD", Balance: balance(0.05)},
		{Name: "Unknown", Type: "SAVINGS"},
	}})
	assert.Equal(t, 0.25, c.Total)
	assert.Equal(t, "A bank", c.Institution, "the member's name serves when the institution has none")
	require.Len(t, c.Accounts, 4)
	assert.Nil(t, c.Accounts[3].Balance)
}
