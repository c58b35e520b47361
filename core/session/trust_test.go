package session

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

const (
	granted     = "mx://oauth_complete?status=success&member_guid=MBR-1"
	notGranted  = "mx://oauth_complete?status=error&error_reason=DENIED"
	postGranted = `post {"mx":true,"type":"oauthComplete/success","metadata":{"member_guid":"MBR-1"}}`
)

// noNonce is for a provider that cannot carry one.
func noNonce(c *Config) { c.ID = "s-1" }

func TestWithoutANonceALinkIsMarkedAndConfirmed(t *testing.T) {
	t.Run("while the widget is there, the widget confirms it", func(t *testing.T) {
		b := atTheBank(t, noNonce)
		assert.Equal(t, []string{postGranted, "warn return_unauthenticated"}, names(b.feed(ReturnLink{secret.New(granted)})))
		copied := b.snapshot()
		assert.Equal(t, Exited, outcome(t, b.feed(Dismiss{})).Result, "the link alone connects nothing")

		b = b.reborn(copied)
		assert.Equal(t, []string{"check MBR-1"}, names(b.feed(Start{})), "nor after a restart")
	})
	t.Run("without a widget, the provider confirms it", func(t *testing.T) {
		killed := atTheBank(t, noNonce)
		b := killed.reborn(killed.snapshot())
		assert.Equal(t, []string{"warn return_unauthenticated", "check MBR-1"}, names(b.feed(ReturnLink{secret.New(granted)})))
		assert.Equal(t, Exited, outcome(t, b.feed(Dismiss{})).Result)
	})
	t.Run("a refusal does not count without a widget", func(t *testing.T) {
		killed := atTheBank(t, noNonce)
		b := killed.reborn(killed.snapshot())
		assert.Equal(t, []string{"warn oauth_denied", "warn return_unauthenticated", "check MBR-1"}, names(b.feed(ReturnLink{secret.New(notGranted)})))
		assert.Equal(t, Connected, outcome(t, b.feed(MemberChecked{GUID: "MBR-1", State: MemberConnected})).Result)
	})
	t.Run("with a nonce there is nothing to mark", func(t *testing.T) {
		assert.Equal(t, []string{postGranted}, names(atTheBank(t, ownReturn).feed(ReturnLink{secret.New(reply)})))
	})
}

// One return URL and one nonce serve all visits of a session: an old link must
// not answer for a new visit.
func TestALinkOfAnEarlierVisitIsAReplay(t *testing.T) {
	for name, link := range map[string]string{"a success": reply, "a refusal": denied} {
		for _, killed := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				b := atTheBank(t, ownReturn)
				assert.Nil(t, b.feed(ReturnLink{secret.New(link)}).Err)
				if killed {
					b = b.reborn(b.snapshot())
					b.feed(Start{})
					b.feed(MemberChecked{GUID: "MBR-1"})
					b.feed(FreshURL{URL: secret.New(fresh)})
					b.feed(mx("connect/loaded", `{"initial_step":"search"}`))
				}
				b.wait(time.Minute)
				b.feed(mx("connect/oauthRequested", `{"member_guid":"MBR-1","url":"`+bank+`&again=1"}`))
				assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(b.feed(ReturnLink{secret.New(link)}).Err))
				assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(b.feed(ReturnLink{secret.New(link + "&x=1")}).Err), "in another spelling too")
				other := "myapp://oauth_complete?status=success&member_guid=MBR-7&ch_state=" + nonce
				assert.Nil(t, b.feed(ReturnLink{secret.New(other)}).Err, "the visit still waits for its own link")
			})
		}
	}
}

func TestTheMemberThatCameBackIsAskedAboutAfterARestart(t *testing.T) {
	killed := atTheBank(t, ownReturn)
	b := killed.reborn(killed.snapshot())
	other := "myapp://oauth_complete?status=success&member_guid=MBR-2&ch_state=" + nonce
	assert.Equal(t, []string{"check MBR-2"}, names(b.feed(ReturnLink{secret.New(other)})))
	again := b.reborn(b.snapshot())
	assert.Equal(t, []string{"check MBR-2"}, names(again.feed(Start{})), "the first member stays pending for ever")
}

func TestAnAnswerCountsOnlyWhileItIsWaitedFor(t *testing.T) {
	answer := MemberChecked{GUID: "MBR-1", State: MemberConnected}
	b := atTheBank(t, ownReturn)
	b.feed(Reload{})
	assert.Equal(t, []string{"check MBR-1"}, names(b.feed(ReturnLink{secret.New(reply)})))

	again := b.reborn(b.snapshot())
	assert.Equal(t, []string{"warn input_invalid"}, names(again.feed(answer)), "nothing has started yet")

	b.feed(FreshURL{URL: secret.New(fresh)})
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(answer)), "the widget knows it better")
	b.feed(Reload{})
	assert.Equal(t, []string{"warn input_invalid"}, names(b.feed(answer)), "the question was dropped with the widget's return")
}

func TestALinkAfterTheEndChangesNothing(t *testing.T) {
	b := atTheBank(t, ownReturn)
	b.feed(Dismiss{})
	for range 3 {
		assert.Equal(t, fault.SessionEnded, fault.CodeOf(b.feed(ReturnLink{secret.New(reply)}).Err), "it was never accepted")
	}
	assert.Equal(t, fault.ReturnForged, fault.CodeOf(b.feed(ReturnLink{secret.New("myapp://oauth_complete?status=error")}).Err))
}

func TestTheEndIsWrittenDownWhenSomethingWas(t *testing.T) {
	persisted := func(a Answer) (n int) {
		for _, e := range a.Effects {
			if e == Effect(Persist{}) {
				n++
			}
		}
		return n
	}
	assert.Zero(t, persisted(openedBench(t, nil).feed(Dismiss{})), "nothing was written before")
	b := atTheBank(t, ownReturn)
	assert.Equal(t, 1, persisted(b.feed(Dismiss{})))
	assert.True(t, b.reborn(b.snapshot()).Ended(), "there is no second outcome")
	b = openedBench(t, func(c *Config) { c.End = EndOnFirstMember })
	assert.Equal(t, 1, persisted(b.feed(connected("MBR-1"))), "once is enough")
	b = openedBench(t, nil)
	b.feed(connected("MBR-1"))
	assert.Equal(t, 1, persisted(b.feed(Close{})))
	b = openedBench(t, ownReturn)
	assert.Equal(t, 1, persisted(b.reborn(b.snapshot()).feed(Dismiss{})))
}
