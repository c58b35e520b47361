package session

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

func TestOnlyTheWidgetItselfMaySpeak(t *testing.T) {
	const said = `{"mx":true,"type":"mx/connect/memberConnected","metadata":{"member_guid":"MBR-1"}}`
	tests := []struct {
		name string
		in   Input
		code fault.Code
	}{
		{"a message of another origin", post("https://evil.example", said), fault.MessageOriginRefused},
		{"a message of a port of the same host", post(origin+":8443", said), fault.MessageOriginRefused},
		{"a message of the same host over http", post("http://widgets.example", said), fault.MessageOriginRefused},
		{"a message of an opaque origin", post("null", said), fault.MessageOriginRefused},
		{"a message without an origin", post("", said), fault.MessageOriginRefused},
		{"a message of a look-alike", post(origin+".evil.example", said), fault.MessageOriginRefused},
		{"a message of another window of the same origin", Message{Origin: origin, SubFrame: true, Data: said}, fault.MessageOriginRefused},
		{"a message that is not an event", post(origin, `{"source":"devtools"}`), fault.EventMalformed},
		{"a message that is not JSON", post(origin, `{`), fault.EventMalformed},
		{"a message without data", post(origin, ``), fault.EventMalformed},
		{"an event of a sub-frame", Navigate{navigation.Request{URL: secret.New("mx://connect/memberConnected?metadata=%7B%22member_guid%22%3A%22M%22%7D"), Frame: navigation.FrameSub}}, fault.EventFromSubFrame},
		{"an event in an unreadable address", Navigate{navigation.Request{URL: secret.New("mx:connect/memberConnected"), Frame: navigation.FrameMain}}, fault.URLInvalid},
		{"a script", link("javascript:alert(1)"), fault.SchemeBlocked},
		{"another site without a gesture", Navigate{navigation.Request{URL: secret.New("https://bank.example/"), Frame: navigation.FrameMain}}, fault.UserGestureRequired},
		{"an input that does not exist", nil, fault.InputInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := openedBench(t, nil)
			a := b.feed(tt.in)
			assert.Equal(t, []string{"warn " + string(tt.code)}, names(a))
			assert.Equal(t, tt.code, fault.CodeOf(a.Err))
			assert.Equal(t, navigation.Block, a.Decision.Action)
			assert.Equal(t, Exited, outcome(t, b.feed(Dismiss{})).Result, "nothing was connected")
		})
	}
}

func TestAnEventWithProblemsIsDeliveredAndMovesNothing(t *testing.T) {
	b := openedBench(t, func(c *Config) { c.End = EndOnFirstMember })
	for _, metadata := range []string{`{}`, `{"member_guid":7}`, `{"member_guid":null}`, `[]`, `not json`} {
		a := b.feed(mx("connect/memberConnected", metadata))
		assert.Equal(t, []string{"emit connect/memberConnected"}, names(a), metadata)
		assert.Equal(t, fault.EventInvalid, fault.CodeOf(a.Err))
		assert.Equal(t, navigation.Event, a.Decision.Action)
		e := a.Effects[0].(Emit).Event
		assert.False(t, e.Valid())
		assert.False(t, e.Terminal)
	}
	assert.False(t, b.Ended())
}

func TestUnknownEventsAreDelivered(t *testing.T) {
	b := openedBench(t, nil)
	a := b.feed(mx("connect/somethingNew", `{"a":1}`))
	assert.Equal(t, []string{"emit connect/somethingNew"}, names(a))
	assert.JSONEq(t, `{"a":1}`, string(a.Effects[0].(Emit).Event.Metadata))
}

func TestAnotherSiteOpensOutside(t *testing.T) {
	b := openedBench(t, nil)
	a := b.feed(link("https://bank.example/help"))
	assert.Equal(t, navigation.External, a.Decision.Action)
	assert.Equal(t, []string{"open https://bank.example/help"}, names(a))

	again := b.feed(link("https://bank.example/help"))
	assert.Equal(t, navigation.Block, again.Decision.Action, "a double click opens once")
	assert.Empty(t, again.Effects)

	at := b.now.Add(sameOpen - 100*time.Millisecond) // since the first click
	assert.Equal(t, navigation.Block, b.Step(at.Add(-1), link("https://bank.example/help")).Decision.Action)
	assert.Equal(t, navigation.External, b.Step(at, link("https://bank.example/help")).Decision.Action)
}

func TestOpeningOutsideIsRateLimited(t *testing.T) {
	b := openedBench(t, nil)
	opened, refused := 0, 0
	for i := range 100 {
		a := b.feed(link(fmt.Sprintf("https://bank.example/%d", i)))
		switch {
		case a.Decision.Action == navigation.External:
			opened++
		case fault.CodeOf(a.Err) == fault.ExternalRateLimited:
			refused++
		}
	}
	assert.Equal(t, 100, opened+refused)
	assert.InDelta(t, outsideBurst+int(100*100*time.Millisecond/outsideEvery), opened, 1)
	b.wait(outsideEvery)
	assert.Equal(t, navigation.External, b.feed(link("https://bank.example/x")).Decision.Action)
}

func TestAFloodIsBoundedAndATerminalEventPasses(t *testing.T) {
	b := openedBench(t, nil)
	emitted, warned := 0, 0
	for range 100_000 {
		a := b.Step(b.now, mx("ping", "{}"))
		for _, n := range names(a) {
			if strings.HasPrefix(n, "emit") {
				emitted++
			} else {
				warned++
			}
		}
	}
	assert.LessOrEqual(t, emitted, messageBurst+1)
	assert.LessOrEqual(t, warned, warningBurst)
	assert.Equal(t, []string{"emit connect/memberConnected"}, names(b.Step(b.now, connected("MBR-1"))))
	assert.Empty(t, b.Step(b.now, connected("MBR-1")).Effects)
}

func TestAPageCannotMakeUpMembersWithoutEnd(t *testing.T) {
	b := openedBench(t, nil)
	for i := range 10 * maxMembers {
		b.feed(connected(fmt.Sprintf("MBR-%d", i)))
	}
	assert.Len(t, outcome(t, b.feed(Close{})).Members, maxMembers)
}
