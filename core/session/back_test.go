package session

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
)

const (
	back      = `post {"mx":true,"type":"mx/navigation","payload":{"action":"back"}}`
	wentBack  = `{"did_go_back":true}`
	stayedPut = `{"did_go_back":false}`
)

func TestBack(t *testing.T) {
	tests := []struct {
		name   string
		answer string
		want   []string
	}{
		{"a widget that went back stays", wentBack, []string{"emit navigation"}},
		{"a widget at its first screen closes", stayedPut, []string{"emit navigation", "close", "end exited"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := openedBench(t, nil)
			assert.Equal(t, []string{back}, names(b.feed(Back{})))
			assert.Equal(t, tt.want, names(b.feed(mx("navigation", tt.answer))))
		})
	}
}

func TestAWidgetThatDoesNotAnswerBackIsReportedOnce(t *testing.T) {
	b := openedBench(t, nil)
	b.feed(Back{})
	assert.Equal(t, b.now.Add(2*time.Second), b.Deadline())
	assert.Equal(t, []string{"warn widget_silent"}, names(b.wait(2*time.Second)))
	assert.Empty(t, b.wait(2*time.Second).Effects)
	assert.Equal(t, []string{"emit navigation"}, names(b.feed(mx("navigation", stayedPut))), "an answer that nobody waits for moves nothing")
}

func TestAnAnswerThatNobodyAskedForMovesNothing(t *testing.T) {
	b := openedBench(t, nil)
	assert.Equal(t, []string{"emit navigation"}, names(b.feed(mx("navigation", stayedPut))))
	assert.False(t, b.Ended())
}

func TestBackNeedsAWidget(t *testing.T) {
	b := newBench(t, nil)
	assert.Equal(t, fault.InputInvalid, fault.CodeOf(b.feed(Back{}).Err))
}

func TestTheAppIsWarnedOnceBeforeTheSessionExpires(t *testing.T) {
	b := openedBench(t, nil)
	start := b.now
	assert.Equal(t, start.Add(15*time.Minute-30*time.Second), b.Deadline())
	assert.Equal(t, []string{"warn session_expiring"}, names(b.wait(15*time.Minute-30*time.Second)))
	assert.Equal(t, start.Add(15*time.Minute), b.Deadline())
	assert.Empty(t, b.wait(time.Second).Effects)
	b.feed(Touch{})
	assert.Empty(t, b.wait(14*time.Minute).Effects, "a sign of the user extends it")
	assert.Equal(t, []string{"warn session_expiring"}, names(b.wait(30*time.Second)))
	assert.Equal(t, []string{"close", "end expired"}, names(b.wait(30*time.Second)))
}

func TestAShortTimeHasNoWarning(t *testing.T) {
	b := openedBench(t, func(c *Config) { c.Timeouts.Inactivity = 20 * time.Second })
	assert.Equal(t, []string{"close", "end expired"}, names(b.wait(20*time.Second)))
}
