package oauth_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

const (
	base    = "com.example.app://oauth_complete"
	success = base + "?status=success&member_guid=MBR-1&ch_state=" + nonce
	failure = base + "?status=error&error_reason=DENIED&ch_state=" + nonce
	forged  = base + "?status=error&error_reason=DENIED"
)

func TestAcceptFollowsTheCorpus(t *testing.T) {
	c := readCorpus(t)
	for _, row := range c.Rows {
		t.Run(row.Name, func(t *testing.T) {
			a := c.attempt(t, row.Attempt)
			got, err := a.Accept(start.Add(time.Minute), row.URL)
			assert.Equal(t, row.result(), got)
			assert.Equal(t, row.Code, fault.CodeOf(err))
			assert.Equal(t, row.Code != "", a.Pending(start), "only an accepted link ends the attempt")
		})
	}
}

func TestASecondDeliveryIsAReplay(t *testing.T) {
	for _, first := range []string{success, failure} {
		for _, second := range []string{success, failure} {
			a := begin(t, base, nonce)
			_, err := a.Accept(start, first)
			require.NoError(t, err)
			got, err := a.Accept(start, second)
			assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(err))
			assert.Zero(t, got)
		}
	}
}

func TestOnlyALinkWithTheNonceBringsTheUserBack(t *testing.T) {
	a := begin(t, base, nonce)
	assert.False(t, a.Returned(), "pending")
	_, err := a.Accept(start, success)
	require.NoError(t, err)
	assert.True(t, a.Returned())
	assert.True(t, restart(t, a).Returned())

	late := begin(t, base, nonce)
	_, err = late.Accept(start.Add(oauth.DefaultTTL), success)
	require.Error(t, err)
	assert.False(t, late.Returned(), "expired")

	bare := begin(t, base, "")
	_, err = bare.Accept(start, base+"?status=success&member_guid=MBR-1")
	require.NoError(t, err)
	assert.False(t, bare.Returned(), "anybody may have sent it")
}

func TestAReplayIsRefusedAfterARestart(t *testing.T) {
	a := begin(t, base, nonce)
	_, err := a.Accept(start, success)
	require.NoError(t, err)
	_, err = restart(t, a).Accept(start, success)
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(err))
}

func TestALinkIsAcceptedOnceAfterARestart(t *testing.T) {
	a := restart(t, begin(t, base, nonce))
	got, err := a.Accept(start.Add(time.Minute), success)
	require.NoError(t, err)
	assert.Equal(t, oauth.Result{Success: true, MemberGUID: "MBR-1", Authenticated: true}, got)
	_, err = a.Accept(start.Add(time.Minute), success)
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(err))
}

func TestForgedLinksLeaveTheAttemptPending(t *testing.T) {
	a := begin(t, base, nonce)
	for range 3 {
		_, err := a.Accept(start, forged)
		assert.Equal(t, fault.ReturnForged, fault.CodeOf(err))
	}
	got, err := a.Accept(start, success)
	require.NoError(t, err)
	assert.True(t, got.Success)
}

// A sender who does not know the nonce is told the same whatever became of the
// attempt.
func TestAForgedLinkLearnsNothing(t *testing.T) {
	used := begin(t, base, nonce)
	_, err := used.Accept(start, success)
	require.NoError(t, err)
	_, err = used.Accept(start, forged)
	assert.Equal(t, fault.ReturnForged, fault.CodeOf(err))
	_, err = begin(t, base, nonce).Accept(start.Add(time.Hour), forged)
	assert.Equal(t, fault.ReturnForged, fault.CodeOf(err))
}

func TestALateLinkIsExpired(t *testing.T) {
	for name, row := range map[string]struct {
		ttl, after time.Duration
		want       fault.Code
	}{
		"just in time":              {0, oauth.DefaultTTL - 1, ""},
		"at the deadline":           {0, oauth.DefaultTTL, fault.ReturnExpired},
		"long after":                {0, 24 * time.Hour, fault.ReturnExpired},
		"in time of the setting":    {time.Hour, 59 * time.Minute, ""},
		"late for the setting":      {time.Second, 2 * time.Second, fault.ReturnExpired},
		"before the attempt's time": {0, -time.Minute, ""}, // the clock was set back
	} {
		t.Run(name, func(t *testing.T) {
			a, err := oauth.NewAttempt(start, oauth.Config{
				Session: "S-1", Provider: "mx", ReturnURLs: []string{base}, Nonce: secret.New(nonce), TTL: row.ttl,
			})
			require.NoError(t, err)
			_, err = a.Accept(start.Add(row.after), success)
			assert.Equal(t, row.want, fault.CodeOf(err))
		})
	}
}

func TestAnExpiredAttemptStaysExpired(t *testing.T) {
	a := begin(t, base, nonce)
	_, err := a.Accept(start.Add(time.Hour), success)
	require.Equal(t, fault.ReturnExpired, fault.CodeOf(err))
	for _, later := range []*oauth.Attempt{a, restart(t, a)} {
		_, err = later.Accept(start, success) // the clock was set back
		assert.Equal(t, fault.ReturnExpired, fault.CodeOf(err))
	}
}

func TestCrossedLinksOfTwoSessionsAreForged(t *testing.T) {
	other := strings.Repeat("ab", 16)
	a, b := begin(t, base, nonce), begin(t, base, other)
	_, err := b.Accept(start, success)
	assert.Equal(t, fault.ReturnForged, fault.CodeOf(err))
	_, err = a.Accept(start, strings.Replace(success, nonce, other, 1))
	assert.Equal(t, fault.ReturnForged, fault.CodeOf(err))
	assert.True(t, a.Pending(start) && b.Pending(start))
}

func TestAnAttemptKnowsItsBinding(t *testing.T) {
	a := begin(t, base, nonce)
	assert.Equal(t, "S-1", a.Session())
	assert.Equal(t, "mx", a.Provider())
	assert.Equal(t, "MBR-1", a.Member())
	assert.Equal(t, start.Add(15*time.Minute), a.Expires())
	assert.True(t, a.Pending(start.Add(15*time.Minute-1)))
	assert.False(t, a.Pending(start.Add(15*time.Minute)))
}

func TestNewAttemptRefusesUnusableSettings(t *testing.T) {
	usable := oauth.Config{Session: "S-1", Provider: "mx", ReturnURLs: []string{base}, Nonce: secret.New(nonce)}
	for name, change := range map[string]func(*oauth.Config){
		"no session":      func(c *oauth.Config) { c.Session = "" },
		"no provider":     func(c *oauth.Config) { c.Provider = "" },
		"no return URL":   func(c *oauth.Config) { c.ReturnURLs = nil },
		"http return URL": func(c *oauth.Config) { c.ReturnURLs = []string{"http://app.example/back"} },
		"short nonce":     func(c *oauth.Config) { c.Nonce = secret.New(nonce[1:]) },
		"other nonce":     func(c *oauth.Config) { c.Nonce = secret.New(strings.ToUpper(nonce)) },
		"negative TTL":    func(c *oauth.Config) { c.TTL = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := usable
			change(&cfg)
			_, err := oauth.NewAttempt(start, cfg)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}

func TestAStateIsTheWholeAttempt(t *testing.T) {
	a := begin(t, "https://app.example/back?tenant=7", nonce)
	assert.Equal(t, oauth.State{
		Session: "S-1", Provider: "mx", Member: "MBR-1", ReturnURLs: []string{"https://app.example/back?tenant=7"}, Nonce: nonce,
		Created: start, Expires: start.Add(15 * time.Minute), Phase: oauth.Pending,
	}, a.State())
	assert.Equal(t, a, restart(t, a))
}

func TestRestoreRefusesADamagedState(t *testing.T) {
	for name, damage := range map[string]func(*oauth.State){
		"unknown phase":   func(s *oauth.State) { s.Phase = "open" },
		"no phase":        func(s *oauth.State) { s.Phase = "" },
		"no creation":     func(s *oauth.State) { s.Created = time.Time{} },
		"no expiry":       func(s *oauth.State) { s.Expires = time.Time{} },
		"expired at once": func(s *oauth.State) { s.Expires = s.Created },
		"no session":      func(s *oauth.State) { s.Session = "" },
		"bad return URL":  func(s *oauth.State) { s.ReturnURLs = []string{"javascript://x"} },
		"bad nonce":       func(s *oauth.State) { s.Nonce = "0" },
	} {
		t.Run(name, func(t *testing.T) {
			s := begin(t, base, nonce).State()
			damage(&s)
			_, err := oauth.Restore(s)
			assert.Equal(t, fault.InputInvalid, fault.CodeOf(err))
		})
	}
}

func TestTheNonceIsNeverPrinted(t *testing.T) {
	a := begin(t, base, nonce)
	var log strings.Builder
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("x", "attempt", a, "value", *a, "state", a.State())
	printed := fmt.Sprintf("%v %+v %#v %s %+v %#v", a, a, *a, *a, a.State(), a.State())
	asJSON, err := json.Marshal([]any{a, *a, a.State()})
	require.NoError(t, err)
	_, refused := a.Accept(start, forged)
	for _, text := range []string{log.String(), printed, string(asJSON), fmt.Sprintf("%+v", refused)} {
		assert.NotContains(t, text, nonce)
	}
	assert.Contains(t, printed, "attempt{provider=mx phase=pending}")
}

func TestReasons(t *testing.T) {
	for _, r := range []oauth.ErrorReason{"CANCELLED", "DENIED", "IMPEDED", "PROVIDER_ERROR", "SERVER_ERROR", "SESSION_ERROR", "UNKNOWN_ERROR"} {
		assert.True(t, r.Known(), r)
	}
	for _, r := range []oauth.ErrorReason{"", "denied", "BANK_CLOSED"} {
		assert.False(t, r.Known(), r)
	}
}

// restart writes the attempt down and reads it in another process, as it were.
func restart(t testing.TB, a *oauth.Attempt) *oauth.Attempt {
	again, err := oauth.Restore(a.State())
	require.NoError(t, err)
	return again
}

// One visit may have several ways back: a landing page that cannot open the
// app by its https link opens it by the app's own scheme.
func TestAnAttemptTakesEachOfItsWaysBack(t *testing.T) {
	const nonce = "0123456789abcdef0123456789abcdef"
	bases := []string{"https://app.example/back", "com.example.app://back", "http://127.0.0.1:9000/x"}
	good := map[string]string{
		bases[0]: "https://app.example/back?ch_state=" + nonce + "&status=success&member_guid=MBR-1",
		bases[1]: "com.example.app://back?ch_state=" + nonce + "&status=success&member_guid=MBR-1",
		bases[2]: "http://127.0.0.1:9000/x/" + nonce + "?status=success&member_guid=MBR-1",
	}
	newAttempt := func(t *testing.T) *oauth.Attempt {
		a, err := oauth.NewAttempt(start, oauth.Config{Session: "S-1", Provider: "mx", ReturnURLs: bases, Nonce: secret.New(nonce)})
		require.NoError(t, err)
		return a
	}
	for _, base := range bases {
		t.Run("believed by "+base+", and then used up for the others", func(t *testing.T) {
			a := newAttempt(t)
			result, err := a.Accept(start, good[base])
			require.NoError(t, err)
			require.Equal(t, oauth.Result{Success: true, MemberGUID: "MBR-1", Authenticated: true}, result)
			for _, other := range bases {
				_, err := a.Accept(start, good[other])
				require.Equal(t, fault.ReturnReplayed, fault.CodeOf(err), other)
			}
		})
	}
	for name, row := range map[string]struct {
		link string
		code fault.Code
	}{
		"the nonce in the query of the loopback address": {"http://127.0.0.1:9000/x?ch_state=" + nonce + "&status=success&member_guid=MBR-1", fault.ReturnForged},
		"the nonce in the path of the https address":     {"https://app.example/back/" + nonce + "?status=success&member_guid=MBR-1", fault.ReturnForeign},
		"a way back without a nonce":                     {"com.example.app://back?status=success&member_guid=MBR-1", fault.ReturnForged},
		"none of the ways back":                          {"com.example.app://elsewhere?ch_state=" + nonce + "&status=success&member_guid=MBR-1", fault.ReturnForeign},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			_, err := newAttempt(t).Accept(start, row.link)
			require.Equal(t, row.code, fault.CodeOf(err))
		})
	}
	t.Run("a snapshot keeps all of them", func(t *testing.T) {
		again, err := oauth.Restore(newAttempt(t).State())
		require.NoError(t, err)
		_, err = again.Accept(start, good[bases[2]])
		require.NoError(t, err)
	})
	t.Run("nine are too many", func(t *testing.T) {
		_, err := oauth.NewAttempt(start, oauth.Config{Session: "S-1", Provider: "mx", ReturnURLs: slices.Repeat(bases, 3)})
		require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
	})
}
