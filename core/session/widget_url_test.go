package session

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// expiredURL is what a session does about a URL that came too late.
var expiredURL = []string{"warn widget_url_expired", "need"}

func TestAWidgetURLThatWaitedTooLongIsNotLoaded(t *testing.T) {
	tests := []struct {
		name    string
		traits  traits.Traits
		setting time.Duration
		age     time.Duration
		loads   bool
	}{
		{"MX's is good for 10 minutes", traits.MX(), 0, 10*time.Minute - 1, true},
		{"MX's is dead after 10 minutes", traits.MX(), 0, 10 * time.Minute, false},
		{"UCW's is good for 5 minutes", traits.UCW(), 0, 5*time.Minute - 1, true},
		{"UCW's is dead after 5 minutes", traits.UCW(), 0, 5 * time.Minute, false},
		{"fino's has no documented lifetime", traits.Fino(), 0, 1000 * time.Hour, true},
		{"fino's lifetime can be set", traits.Fino(), time.Minute, time.Minute, false},
		{"a setting shortens MX's", traits.MX(), time.Second, time.Second, false},
		{"a setting turns it off", traits.MX(), -1, 1000 * time.Hour, true},
		{"a clock that is ahead counts as now", traits.MX(), 0, -time.Hour, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			began := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
			s, err := New(Config{WidgetURL: secret.New(widgetURL), Traits: tt.traits, MintedAt: began, Timeouts: Timeouts{URL: tt.setting}})
			require.NoError(t, err)
			want := []string{"load"}
			if !tt.loads {
				want = expiredURL
			}
			a := s.Step(began.Add(tt.age), Start{})
			assert.Equal(t, want, names(a))
			assert.Nil(t, a.Err, "the start itself is in order")
			assert.True(t, s.URLExpires().IsZero(), "no URL waits any more")
		})
	}
}

func TestAURLOfUnknownAgeIsAsOldAsTheSessionsFirstStep(t *testing.T) {
	b := newBench(t, nil)
	assert.True(t, b.URLExpires().IsZero(), "nothing is known yet")
	b.feed(Touch{})
	assert.Equal(t, b.now.Add(10*time.Minute), b.URLExpires())
	assert.True(t, b.Deadline().IsZero(), "nothing is due before the start")
	assert.Empty(t, b.wait(10*time.Minute).Effects)
	assert.Equal(t, expiredURL, names(b.feed(Start{})))
	assert.Equal(t, []string{"load"}, names(b.feed(FreshURL{URL: secret.New(fresh)})))
}

func TestAClockThatIsAheadDoesNotKeepAURLAlive(t *testing.T) {
	b := newBench(t, nil)
	b.minted = b.now.Add(time.Hour)
	b.feed(Touch{})
	assert.Equal(t, b.now.Add(10*time.Minute), b.URLExpires(), "it counts as made now")
}

func TestTheWallClockCountsForAURL(t *testing.T) {
	minted := time.Now() // with the monotonic clock, which stops in sleep
	s, err := New(Config{WidgetURL: secret.New(widgetURL), MintedAt: minted})
	require.NoError(t, err)
	assert.Equal(t, expiredURL, names(s.Step(minted.Round(0).Add(11*time.Minute), Start{})))
}

func TestAFreshURLMayComeTooLateAsWell(t *testing.T) {
	b := openedBench(t, nil)
	b.feed(Reload{})
	late := func() Answer {
		b.now = b.now.Add(time.Second)
		return b.Step(b.now, FreshURL{URL: secret.New(fresh), Age: 10 * time.Minute})
	}
	for range maxStaleURLs {
		a := late()
		assert.Equal(t, expiredURL, names(a))
	}
	a := late()
	assert.Equal(t, []string{"close", "end failed"}, names(a), "a clock that is wrong does not go round for ever")
	o := outcome(t, a)
	assert.Equal(t, fault.WidgetURLExpired, fault.CodeOf(o.Err))
	assert.Equal(t, fault.LevelTimeout, o.Reason.Level)
}

func TestAGoodURLForgivesTheStaleOnes(t *testing.T) {
	b := openedBench(t, nil)
	stale := FreshURL{URL: secret.New(fresh), Age: time.Hour}
	for range 3 {
		assert.Equal(t, []string{"need"}, names(b.feed(Reload{})))
		for range maxStaleURLs {
			assert.Equal(t, expiredURL, names(b.feed(stale)))
		}
		assert.Equal(t, []string{"load"}, names(b.feed(FreshURL{URL: secret.New(fresh)})))
	}
}

func TestAStaleURLIsAskedForAgainForTheSameMember(t *testing.T) {
	killed := atTheBank(t, ownReturn)
	b := killed.reborn(killed.snapshot())
	b.feed(Start{})
	assert.Equal(t, []string{"need MBR-1"}, names(b.feed(MemberChecked{GUID: "MBR-1", State: MemberNeedsUser})))
	stale := FreshURL{URL: secret.New(fresh), Age: time.Hour}
	assert.Equal(t, []string{"warn widget_url_expired", "need MBR-1"}, names(b.feed(stale)))
	b.feed(FreshURL{URL: secret.New(fresh)})
	b.feed(Reload{})
	assert.Equal(t, expiredURL, names(b.feed(stale)), "the next one is for nobody in particular")
}

func TestOneURLIsAskedForAtATime(t *testing.T) {
	killed := atTheBank(t, func(c *Config) { ownReturn(c); c.Traits = traits.UCW() })
	cfg := Config{ID: "s-1", Traits: traits.UCW()}
	s, err := Restore(cfg, killed.snapshot(), sealKey)
	require.NoError(t, err)
	assert.Equal(t, []string{"warn member_unknown", "need"}, names(s.Step(killed.now, Start{})))
	assert.Equal(t, []string{"warn member_unknown"}, names(s.Step(killed.now, ReturnLink{secret.New(reply)})), "one is on its way")
	assert.Equal(t, []string{"load"}, names(s.Step(killed.now, FreshURL{URL: secret.New(fresh)})))
}

func TestAURLThatNobodyAskedForIsRefused(t *testing.T) {
	killed := atTheBank(t, ownReturn)
	b := killed.reborn(killed.snapshot())
	assert.Equal(t, []string{"check MBR-1"}, names(b.feed(Start{})))
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(FreshURL{URL: secret.New(fresh)})), "the provider was asked something else")
}
