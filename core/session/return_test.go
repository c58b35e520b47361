package session

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

const (
	bank  = "https://bank.example/authorize?state=s1"
	nonce = "00112233445566778899aabbccddeeff"
)

func atTheBank(t *testing.T, change func(*Config)) *bench {
	b := openedBench(t, change)
	a := b.feed(mx("connect/oauthRequested", `{"member_guid":"MBR-1","url":"`+bank+`"}`))
	assert.Equal(t, []string{"emit connect/oauthRequested", "open " + bank}, names(a))
	return b
}

func TestTheReturnLinkIsBelievedOnce(t *testing.T) {
	b := atTheBank(t, nil)
	a := b.feed(ReturnLink{secret.New("mx://oauth_complete?status=success&member_guid=MBR-2")})
	assert.Nil(t, a.Err)
	assert.Equal(t, []string{`post {"mx":true,"type":"oauthComplete/success","metadata":{"member_guid":"MBR-2"}}`, "warn return_unauthenticated"}, names(a))
	a = b.feed(ReturnLink{secret.New("mx://oauth_complete?status=success&member_guid=MBR-2")})
	assert.Equal(t, []string{"warn return_replayed"}, names(a))
}

func TestAReturnLinkMayArriveAsANavigation(t *testing.T) {
	b := atTheBank(t, nil)
	a := b.feed(link("mx://oauth_complete?status=error&member_guid=MBR-1&error_reason=CANCELLED"))
	assert.Equal(t, navigation.Return, a.Decision.Action)
	assert.Equal(t, []string{`post {"mx":true,"type":"oauthComplete/error","metadata":{}}`, "warn oauth_cancelled", "warn return_unauthenticated"}, names(a))
}

func TestReturnLinksThatAreRefusedLeaveTheAttemptOpen(t *testing.T) {
	withNonce := func(c *Config) {
		c.Return.Bases = []string{"myapp://oauth_complete"}
		c.Return.Nonce = secret.New(nonce)
	}
	good := "myapp://oauth_complete?status=success&member_guid=MBR-1&ch_state=" + nonce
	tests := []struct {
		name, link string
		code       fault.Code
	}{
		{"without the nonce", "myapp://oauth_complete?status=success&member_guid=MBR-1", fault.ReturnForged},
		{"a forged error", "myapp://oauth_complete?status=error&error_reason=DENIED", fault.ReturnForged},
		{"another nonce", strings.Replace(good, "0011", "ffff", 1), fault.ReturnForged},
		{"two members", good + "&member_guid=MBR-2", fault.ReturnInvalid},
		{"another place", strings.Replace(good, "oauth_complete", "elsewhere", 1), fault.ReturnForeign},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := atTheBank(t, withNonce)
			a := b.feed(ReturnLink{secret.New(tt.link)})
			assert.Equal(t, []string{"warn " + string(tt.code)}, names(a))
			assert.Nil(t, b.feed(ReturnLink{secret.New(good)}).Err)
		})
	}
}

func TestNobodyIsExpectedBackWithoutARequest(t *testing.T) {
	b := openedBench(t, nil)
	a := b.feed(ReturnLink{secret.New("mx://oauth_complete?status=success&member_guid=MBR-1")})
	assert.Equal(t, fault.ReturnUnexpected, fault.CodeOf(a.Err))
	a = b.feed(link("mx://oauth_complete?status=success&member_guid=MBR-1"))
	assert.Equal(t, navigation.Block, a.Decision.Action)
	assert.Equal(t, []string{"warn return_unexpected"}, names(a))
}

func TestALateReturnLinkIsRefused(t *testing.T) {
	b := atTheBank(t, func(c *Config) { c.Timeouts.Inactivity = -1 })
	b.wait(15 * time.Minute)
	assert.Equal(t, fault.ReturnExpired, fault.CodeOf(b.feed(ReturnLink{secret.New("mx://oauth_complete?status=success&member_guid=MBR-1")}).Err))
}

func TestTheBankVisitOutlastsInactivity(t *testing.T) {
	b := atTheBank(t, func(c *Config) { c.Timeouts = Timeouts{Inactivity: time.Minute, OAuth: 10 * time.Minute} })
	assert.Empty(t, b.wait(9*time.Minute).Effects)
	assert.Equal(t, Expired, outcome(t, b.wait(time.Minute)).Result)
}

func TestAnUnusableBankAddressIsNotOpened(t *testing.T) {
	for _, address := range []string{"javascript:alert(1)", "http://bank.example/", "https://a@bank.example/", "mx://connect/loaded"} {
		b := openedBench(t, nil)
		a := b.feed(mx("connect/oauthRequested", `{"member_guid":"MBR-1","url":"`+address+`"}`))
		assert.Equal(t, "emit connect/oauthRequested", names(a)[0])
		assert.NotNil(t, a.Err, address)
		for _, n := range names(a) {
			assert.False(t, strings.HasPrefix(n, "open"), n)
		}
		assert.Equal(t, fault.ReturnUnexpected, fault.CodeOf(b.feed(ReturnLink{secret.New("mx://oauth_complete?status=success&member_guid=M")}).Err))
	}
}

func TestTheBankOpensOnceWhenTheWidgetOpensItToo(t *testing.T) {
	b := atTheBank(t, nil)
	a := b.feed(Navigate{navigation.Request{URL: secret.New(bank), NewWindow: true, Frame: navigation.FrameMain, UserGesture: true}})
	assert.Equal(t, navigation.Block, a.Decision.Action)
	assert.Empty(t, a.Effects)
}

func TestTryingAgainReplacesTheAttempt(t *testing.T) {
	b := atTheBank(t, nil)
	b.feed(ReturnLink{secret.New("mx://oauth_complete?status=error")})
	b.wait(time.Minute)
	a := b.feed(mx("connect/oauthRequested", `{"member_guid":"MBR-1","url":"https://bank.example/authorize?state=s2"}`))
	assert.Equal(t, []string{"emit connect/oauthRequested", "open https://bank.example/authorize?state=s2"}, names(a))
	assert.Nil(t, b.feed(ReturnLink{secret.New("mx://oauth_complete?status=success&member_guid=MBR-1")}).Err)
}
