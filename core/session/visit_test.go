package session

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

const bare = "myapp://oauth_complete?ch_state=" + nonce

func fino(c *Config) {
	ownReturn(c)
	c.Traits = traits.Fino()
}

// hosted is a session with fino's hosted page.
func hosted(t *testing.T, change func(*Config)) *bench {
	b := newBench(t, func(c *Config) {
		fino(c)
		if change != nil {
			change(c)
		}
	})
	b.feed(Start{})
	b.feed(PageLoaded{})
	return b
}

func (b *bench) rebornFino() *bench {
	b.t.Helper()
	s, err := Restore(Config{ID: "s-1", Traits: traits.Fino()}, b.snapshot(), sealKey)
	require.NoError(b.t, err)
	return &bench{t: b.t, Session: s, now: b.now.Add(time.Minute)}
}

// byEvent lets the widget's word alone begin a visit.
func byEvent(c *Config) { c.Traits.VisitByNavigation = false }

func redirect(to string) Navigate {
	return Navigate{navigation.Request{URL: secret.New(to), Frame: navigation.FrameMain, Redirect: true}}
}

func TestARedirectedSCAIsAVisit(t *testing.T) {
	b := hosted(t, nil)
	a := b.feed(link(bank))
	assert.Equal(t, navigation.External, a.Decision.Action, "the bank is never shown in the view")
	assert.Equal(t, []Effect{Persist{}, VisitBegun{URL: secret.New(bank)}, OpenExternal{URL: secret.New(bank)}}, a.Effects, "written down before the user is gone")

	assert.Equal(t, fault.ReturnForged, fault.CodeOf(b.feed(ReturnLink{secret.New("myapp://oauth_complete")}).Err))
	assert.Equal(t, []string{"check"}, names(b.feed(ReturnLink{secret.New(bare)})), "the link says nothing: the provider is asked")
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(b.feed(ReturnLink{secret.New(bare)}).Err))
	assert.Empty(t, b.feed(MemberChecked{State: MemberWaiting}).Effects)
	a = b.feed(MemberChecked{State: MemberConnected, Found: "LOGIN-1"})
	assert.Equal(t, []string{"close", "end connected"}, names(a))
	assert.Equal(t, []Member{{GUID: "LOGIN-1"}}, outcome(t, a).Members)
}

func TestTheVisitSurvivesTheProcess(t *testing.T) {
	killed := hosted(t, nil)
	killed.feed(link(bank))
	b := killed.rebornFino()
	assert.Equal(t, []string{"check"}, names(b.feed(Start{})))
	assert.Equal(t, []string{"check"}, names(b.feed(ReturnLink{secret.New(bare)})))
	again := b.rebornFino()
	assert.Equal(t, []string{"check"}, names(again.feed(Start{})), "the answer never came")
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(again.feed(ReturnLink{secret.New(bare)}).Err))
	assert.Equal(t, Connected, outcome(t, again.feed(MemberChecked{State: MemberConnected, Found: "LOGIN-1"})).Result)
}

func TestWhatBecameOfAVisitThatNamesNobody(t *testing.T) {
	tests := []struct {
		name string
		in   Input
		want []string
	}{
		{"connected, but nobody knows what", MemberChecked{State: MemberConnected}, []string{"warn member_unknown", "need"}},
		{"nobody knows", MemberChecked{}, []string{"warn member_unknown", "need"}},
		{"the user is needed", MemberChecked{State: MemberNeedsUser, Found: "LOGIN-1"}, []string{"need LOGIN-1"}},
		{"the user is needed somewhere", MemberChecked{State: MemberNeedsUser}, []string{"need"}},
		{"a state that does not exist", MemberChecked{State: 9}, []string{"warn member_unknown", "need"}},
		{"the user made nothing and is back", MemberChecked{State: MemberNone}, []string{"close", "end exited"}},
		{"an answer to another question", MemberChecked{GUID: "LOGIN-1", State: MemberConnected}, []string{"warn input_invalid"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := hosted(t, nil)
			b.feed(link(bank))
			b.feed(ReturnLink{secret.New(bare)})
			assert.Equal(t, tt.want, names(b.feed(tt.in)))
		})
	}
}

func TestAUserWhoMadeNothingIsDoneWhenTheLinkProvesIt(t *testing.T) {
	none := MemberChecked{State: MemberNone}
	t.Run("the page led back by itself", func(t *testing.T) {
		b := hosted(t, nil)
		b.feed(redirect(bare))
		o := outcome(t, b.feed(none))
		assert.Equal(t, Exited, o.Result)
		assert.Equal(t, fault.UserExited, o.Reason.Code)
		assert.Equal(t, ByUser, o.Reason.By)
	})
	t.Run("a restored session knows that the user is back", func(t *testing.T) {
		killed := hosted(t, nil)
		killed.feed(redirect(bare))
		b := killed.rebornFino()
		b.feed(Start{})
		assert.Equal(t, fault.UserExited, outcome(t, b.feed(none)).Reason.Code)
	})
	t.Run("a user at the bank may still come back", func(t *testing.T) {
		killed := hosted(t, nil)
		killed.feed(link(bank))
		b := killed.rebornFino()
		b.feed(Start{})
		assert.Equal(t, []string{"need"}, names(b.feed(none)))
		b.feed(FreshURL{URL: secret.New(fresh)})
		assert.Equal(t, []string{"check"}, names(b.feed(ReturnLink{secret.New(bare)})))
		assert.Equal(t, Connected, outcome(t, b.feed(MemberChecked{State: MemberConnected, Found: "LOGIN-1"})).Result)
	})
	t.Run("anybody can send a link without a nonce", func(t *testing.T) {
		b := hosted(t, func(c *Config) { c.Return.Nonce = secret.String{} })
		b.feed(link(bank))
		b.feed(ReturnLink{secret.New("myapp://oauth_complete")})
		assert.Equal(t, []string{"need"}, names(b.feed(none)))
	})
	t.Run("a member that was named is something", func(t *testing.T) {
		b := hosted(t, nil)
		b.feed(link(bank))
		b.feed(ReturnLink{secret.New(bare + "&member_guid=L-1")})
		assert.Equal(t, []string{"warn member_unknown", "need"}, names(b.feed(MemberChecked{GUID: "L-1", State: MemberNone})))
	})
}

func TestTheAppsNoteSurvivesTheProcess(t *testing.T) {
	b := hosted(t, func(c *Config) { c.Note = secret.New("before: LOGIN-0") })
	assert.Equal(t, "before: LOGIN-0", b.Note().Reveal())
	assert.Equal(t, "before: LOGIN-0", b.rebornFino().Note().Reveal())
}

func TestTheWordsOfAHostedPagesLinkAreUsed(t *testing.T) {
	tests := []struct {
		name, query string
		nonce       bool
		want        []string
	}{
		{"a member", "status=success&member_guid=L-1", true, []string{"check L-1"}},
		{"a member without a status", "member_guid=L-1", true, []string{"check L-1"}},
		{"a refusal", "status=error&error_reason=DENIED", true, []string{"warn oauth_denied", "need"}},
		{"a refusal that anybody may have sent", "status=error", false, []string{"warn oauth_failed", "warn return_unauthenticated", "need"}},
		{"nothing, and anybody may have sent it", "", false, []string{"warn return_unauthenticated", "check"}},
		{"another status", "status=maybe", true, []string{"warn return_invalid"}},
		{"a reason without a status", "error_reason=DENIED", true, []string{"warn return_invalid"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := "myapp://oauth_complete?" + tt.query
			if tt.nonce {
				url += "&ch_state=" + nonce
			}
			b := hosted(t, func(c *Config) {
				if !tt.nonce {
					c.Return.Nonce = secret.String{}
				}
			})
			b.feed(link(bank))
			assert.Equal(t, tt.want, names(b.feed(ReturnLink{secret.New(url)})))
		})
	}
}

func TestAHostedPageThatNeverLeftEndsWithItsReturnLink(t *testing.T) {
	b := hosted(t, nil)
	assert.Equal(t, fault.ReturnUnexpected, fault.CodeOf(b.feed(ReturnLink{secret.New(bare)}).Err), "from outside nobody is expected")
	a := b.feed(redirect("myapp://oauth_complete"))
	assert.Equal(t, fault.ReturnForged, fault.CodeOf(a.Err), "the nonce counts here too")
	a = b.feed(redirect(bare))
	assert.Equal(t, navigation.Return, a.Decision.Action)
	assert.Equal(t, []string{"check"}, names(a))
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(b.feed(ReturnLink{secret.New(bare)}).Err))
}

func TestASubFrameEndsNothing(t *testing.T) {
	b := hosted(t, nil)
	in := redirect(bare)
	in.Frame = navigation.FrameSub
	a := b.feed(in)
	assert.Equal(t, navigation.Block, a.Decision.Action)
	assert.Equal(t, fault.NavigationBlocked, fault.CodeOf(a.Err))
}

func TestNavigationsThatAreNotVisits(t *testing.T) {
	newWindow := link(bank)
	newWindow.NewWindow = true
	tests := []struct {
		name string
		in   Navigate
	}{
		{"a link in a new window", newWindow},
		{"a telephone number", link("tel:+49301234")},
		{"a site without encryption", link("http://bank.example/")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := hosted(t, nil)
			assert.Equal(t, navigation.External, b.feed(tt.in).Decision.Action)
			assert.Equal(t, fault.ReturnUnexpected, fault.CodeOf(b.feed(ReturnLink{secret.New(bare)}).Err))
		})
	}
	t.Run("a visit that is refused for going too fast", func(t *testing.T) {
		b := hosted(t, nil)
		for i := range outsideBurst {
			newWindow.URL = secret.New("https://bank.example/" + string(rune('a'+i)))
			b.Step(b.now, newWindow)
		}
		assert.Equal(t, fault.ExternalRateLimited, fault.CodeOf(b.Step(b.now, link(bank)).Err))
		assert.Equal(t, fault.ReturnUnexpected, fault.CodeOf(b.Step(b.now, ReturnLink{secret.New(bare)}).Err))
	})
}

func TestATouchStandsForTheGestureOfARedirect(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Config)
		after  time.Duration
		frame  navigation.Frame
		want   navigation.Action
	}{
		{"just after a touch", nil, touchCounts - 1, navigation.FrameMain, navigation.External},
		{"long after a touch", nil, touchCounts, navigation.FrameMain, navigation.Block},
		{"in a frame it is not needed", nil, 0, navigation.FrameSub, navigation.Allow},
		{"not when only events count", byEvent, 0, navigation.FrameMain, navigation.Block},
		{"not with MX", func(c *Config) { c.Traits = traits.MX() }, 0, navigation.FrameMain, navigation.Block},
		{"with MX when it is set", func(c *Config) {
			c.Traits = traits.MX()
			c.Traits.VisitByNavigation = true
		}, 0, navigation.FrameMain, navigation.External},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := hosted(t, tt.change)
			in := redirect(bank)
			in.Frame = tt.frame
			if tt.frame == navigation.FrameMain {
				assert.Equal(t, fault.UserGestureRequired, fault.CodeOf(b.feed(in).Err), "nobody touched anything yet")
			}
			b.feed(Touch{})
			assert.Equal(t, tt.want, b.Step(b.now.Add(tt.after), in).Decision.Action)
		})
	}
	t.Run("never for a new window", func(t *testing.T) {
		b := hosted(t, nil)
		b.feed(Touch{})
		in := redirect(bank)
		in.NewWindow = true
		assert.Equal(t, fault.UserGestureRequired, fault.CodeOf(b.feed(in).Err))
	})
}

func TestByDefaultOnlyTheWidgetsWordBeginsAVisit(t *testing.T) {
	for _, change := range []func(*Config){nil, func(c *Config) { c.Traits = traits.UCW() }, func(c *Config) { c.Traits = traits.Fino(); byEvent(c) }} {
		b := openedBench(t, change)
		assert.Equal(t, navigation.External, b.feed(link(bank)).Decision.Action)
		assert.Equal(t, fault.ReturnUnexpected, fault.CodeOf(b.feed(ReturnLink{secret.New("mx://oauth_complete?status=success&member_guid=MBR-1")}).Err))
	}
}

func TestAHostedPageIsThereWhenItIsLoaded(t *testing.T) {
	b := newBench(t, fino)
	b.feed(Start{})
	b.feed(PageLoaded{})
	assert.Empty(t, b.wait(time.Minute).Effects)
	assert.Equal(t, []string{back}, names(b.feed(Back{})))
	b.feed(Reload{})
	b.feed(PageLoaded{}) // of the page that was given up
	assert.Equal(t, []string{"load"}, names(b.feed(FreshURL{URL: secret.New(fresh)})))
	assert.Equal(t, []string{"close", "end failed"}, names(b.wait(30*time.Second)), "a page that does not load fails all the same")
}

func TestAVisitThatCannotBeginOpensNothing(t *testing.T) {
	b := hosted(t, nil)
	b.cfg.ID = "" // no attempt can be bound to it
	a := b.feed(link(bank))
	assert.Equal(t, navigation.Block, a.Decision.Action)
	assert.Equal(t, []string{"warn config_invalid"}, names(a))
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(b.feed(redirect(bare)).Err))

	b = openedBench(t, nil)
	b.cfg.ID = ""
	assert.Equal(t, []string{"emit connect/oauthRequested", "warn config_invalid"}, names(b.feed(toTheBank())))
}

func TestAnnouncedBanksAreRateLimitedToo(t *testing.T) {
	b := openedBench(t, nil)
	opened := 0
	for i := range 3 * outsideBurst {
		a := b.Step(b.now, mx("connect/oauthRequested", fmt.Sprintf(`{"member_guid":"MBR-1","url":"https://bank.example/%d"}`, i)))
		if a.Err == nil {
			opened++
			continue
		}
		assert.Equal(t, fault.ExternalRateLimited, fault.CodeOf(a.Err))
	}
	assert.Equal(t, outsideBurst, opened)
}

func TestImpossibleTraitsAreRefused(t *testing.T) {
	impossible := traits.Fino()
	impossible.Ask = traits.AskNever // then nobody learns what became of the visit
	_, err := New(Config{WidgetURL: secret.New(widgetURL), Traits: impossible})
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
}
