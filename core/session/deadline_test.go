package session

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
)

func TestAWidgetThatNeverSpeaksFails(t *testing.T) {
	b := newBench(t, nil)
	assert.True(t, b.Deadline().IsZero(), "nothing is due before the start")
	b.feed(Start{})
	assert.Equal(t, b.now.Add(30*time.Second), b.Deadline())
	b.feed(PageLoaded{})
	assert.Empty(t, b.wait(29*time.Second).Effects, "a loaded page without an event is not a loaded widget")
	a := b.wait(time.Second)
	assert.Equal(t, []string{"close", "end failed"}, names(a))
	assert.Equal(t, fault.WidgetLoadTimeout, fault.CodeOf(outcome(t, a).Err))
}

func TestTheFirstEventEndsTheWaitForTheWidget(t *testing.T) {
	b := newBench(t, nil)
	b.feed(Start{})
	b.feed(mx("load", "{}"))
	assert.Empty(t, b.wait(time.Minute).Effects)
}

func TestAnOverdueDeadlineComesBeforeTheInput(t *testing.T) {
	b := newBench(t, nil)
	b.feed(Start{})
	b.now = b.now.Add(time.Hour)
	a := b.Step(b.now, mx("connect/loaded", `{"initial_step":"search"}`))
	assert.Equal(t, []string{"close", "end failed"}, names(a))
	assert.Equal(t, navigation.Block, a.Decision.Action)
}

func TestASessionWithoutASignOfTheUserExpires(t *testing.T) {
	signs := map[string]Input{
		"an event":         mx("ping", "{}"),
		"a touch":          Touch{},
		"a posted message": post(origin, `{"type":"mx/ping"}`),
	}
	for name, sign := range signs {
		t.Run(name+" keeps it alive", func(t *testing.T) {
			b := openedBench(t, nil)
			b.wait(14 * time.Minute)
			b.feed(sign)
			assert.Empty(t, b.wait(14*time.Minute).Effects)
			a := b.wait(time.Minute)
			assert.Equal(t, []string{"close", "end expired"}, names(a))
			assert.Equal(t, fault.SessionExpired, fault.CodeOf(outcome(t, a).Err))
		})
	}
	t.Run("another page's message does not", func(t *testing.T) {
		b := openedBench(t, nil)
		b.wait(14 * time.Minute)
		b.feed(post("https://evil.example", `{"type":"mx/ping"}`))
		assert.Equal(t, Expired, outcome(t, b.wait(time.Minute)).Result)
	})
}

func TestTimeoutsCanBeTurnedOff(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Timeouts = Timeouts{Load: -1, Inactivity: -1} })
	b.feed(Start{})
	assert.True(t, b.Deadline().IsZero())
	assert.Empty(t, b.wait(1000*time.Hour).Effects)
}

func TestTimeNeverGoesBack(t *testing.T) {
	b := openedBench(t, nil)
	before := b.Deadline()
	b.Step(b.now.Add(-time.Hour), Touch{})
	assert.False(t, b.Deadline().Before(before))
}
