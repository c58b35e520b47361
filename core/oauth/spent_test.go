package oauth_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// after begins the attempt that takes the place of another one.
func after(t testing.TB, a *oauth.Attempt) *oauth.Attempt {
	next, err := oauth.NewAttempt(start, oauth.Config{Session: "S-1", Provider: "mx", ReturnURLs: []string{base}, Nonce: secret.New(nonce), Replaces: a})
	require.NoError(t, err)
	return next
}

func TestAnAttemptDoesNotAcceptWhatTheOneBeforeDid(t *testing.T) {
	other := strings.Replace(success, "MBR-1", "MBR-2", 1)
	reordered := base + "?ch_state=" + nonce + "&x=1&member_guid=MBR-1&status=success"
	for name, row := range map[string]struct {
		first, second string
		want          fault.Code
	}{
		"the same success":             {success, success, fault.ReturnReplayed},
		"the same in another spelling": {success, reordered, fault.ReturnReplayed},
		"the same refusal":             {failure, failure, fault.ReturnReplayed},
		"another member":               {success, other, ""},
		"a refusal after a success":    {success, failure, ""},
		"another refusal":              {failure, strings.Replace(failure, "DENIED", "CANCELLED", 1), ""},
	} {
		for _, killed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, killed %t", name, killed), func(t *testing.T) {
				a := begin(t, base, nonce)
				_, err := a.Accept(start, row.first)
				require.NoError(t, err)
				if killed {
					a = restart(t, a)
				}
				a = after(t, after(t, a)) // one in between that nobody came back from
				if killed {
					a = restart(t, a)
				}
				_, err = a.Accept(start, row.second)
				assert.Equal(t, row.want, fault.CodeOf(err))
				assert.Equal(t, row.want != "", a.Pending(start), "a replay leaves the attempt pending")
			})
		}
	}
}

func TestAForgedLinkDoesNotUseAnythingUp(t *testing.T) {
	a := begin(t, base, nonce)
	_, err := a.Accept(start, strings.Replace(success, nonce, strings.Repeat("f", 32), 1))
	require.Error(t, err)
	_, err = after(t, a).Accept(start, success)
	assert.NoError(t, err)
}

func TestTheMemoryOfASessionIsBounded(t *testing.T) {
	a, accepted := begin(t, base, nonce), 0
	for i := range 100 {
		_, err := a.Accept(start, strings.Replace(success, "MBR-1", fmt.Sprintf("MBR-%d", i), 1))
		if err == nil {
			accepted++
			a = after(t, a)
			continue
		}
		require.Equal(t, fault.ReturnReplayed, fault.CodeOf(err), "it does not accept a link that it cannot remember")
	}
	assert.Equal(t, 32, accepted)
	_, err := restart(t, a).Accept(start, success)
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(err))
}

func TestTwoCopiesOfAnAttemptShareNothing(t *testing.T) {
	a := begin(t, base, nonce)
	_, err := a.Accept(start, success)
	require.NoError(t, err)
	one, two := after(t, a), after(t, a)
	_, err = one.Accept(start, failure)
	require.NoError(t, err)
	_, err = two.Accept(start, failure)
	assert.NoError(t, err)
}

func TestAcceptedLinksSurvive(t *testing.T) {
	a := begin(t, base, nonce)
	_, err := a.Accept(start, success)
	require.NoError(t, err)
	a = after(t, a)
	_, err = a.Accept(start, failure)
	require.NoError(t, err)
	assert.Equal(t, []oauth.Spent{{Success: true, Member: "MBR-1"}, {Reason: oauth.ReasonDenied}}, a.State().Spent)
	assert.Equal(t, a, restart(t, a))
	assert.NotContains(t, fmt.Sprintf("%v %+v", a.State(), a), "MBR-1", "a member's identifier is secret with some providers")
}

func TestRestoreRefusesWhatNoLinkSays(t *testing.T) {
	for name, spent := range map[string][]oauth.Spent{
		"a member with a space": {{Member: "a b"}},
		"a reason with a quote": {{Reason: `"`}},
		"a long member":         {{Member: strings.Repeat("m", 513)}},
		"too many":              make([]oauth.Spent, 33),
	} {
		t.Run(name, func(t *testing.T) {
			s := begin(t, base, nonce).State()
			s.Spent = spent
			_, err := oauth.Restore(s)
			assert.Equal(t, fault.InputInvalid, fault.CodeOf(err))
		})
	}
	s := begin(t, base, nonce).State()
	s.Spent = make([]oauth.Spent, 32)
	_, err := oauth.Restore(s)
	assert.NoError(t, err)
}

func TestASilentAttemptTakesLinksThatSayNothing(t *testing.T) {
	nonced := "&ch_state=" + nonce
	for name, row := range map[string]struct {
		query string
		want  oauth.Result
		code  fault.Code
	}{
		"nothing":               {nonced, oauth.Result{Unknown: true, Authenticated: true}, ""},
		"a member only":         {"member_guid=M" + nonced, oauth.Result{Unknown: true, MemberGUID: "M", Authenticated: true}, ""},
		"a success":             {"status=success&member_guid=M" + nonced, oauth.Result{Success: true, MemberGUID: "M", Authenticated: true}, ""},
		"a refusal":             {"status=error" + nonced, oauth.Result{Authenticated: true}, ""},
		"another status":        {"status=ok" + nonced, oauth.Result{}, fault.ReturnInvalid},
		"an empty status":       {"status=" + nonced, oauth.Result{}, fault.ReturnInvalid},
		"a reason only":         {"error_reason=DENIED" + nonced, oauth.Result{}, fault.ReturnInvalid},
		"success, but for whom": {"status=success" + nonced, oauth.Result{}, fault.ReturnInvalid},
		"no nonce":              {"", oauth.Result{}, fault.ReturnForged},
	} {
		t.Run(name, func(t *testing.T) {
			a := silent(t, nil)
			got, err := restart(t, a).Accept(start, base+"?"+row.query)
			assert.Equal(t, row.want, got)
			assert.Equal(t, row.code, fault.CodeOf(err))
		})
	}
	_, err := begin(t, base, nonce).Accept(start, base+"?"+nonced)
	assert.Equal(t, fault.ReturnInvalid, fault.CodeOf(err), "others do not")
}

func silent(t testing.TB, before *oauth.Attempt) *oauth.Attempt {
	a, err := oauth.NewAttempt(start, oauth.Config{Session: "S-1", Provider: "fino", ReturnURLs: []string{base}, Nonce: secret.New(nonce), Silent: true, Replaces: before})
	require.NoError(t, err)
	return a
}

func TestASilentLinkCountsOncePerAttempt(t *testing.T) {
	link := base + "?ch_state=" + nonce
	a := silent(t, nil)
	_, err := a.Accept(start, link)
	require.NoError(t, err)
	_, err = a.Accept(start, link)
	assert.Equal(t, fault.ReturnReplayed, fault.CodeOf(err))
	_, err = silent(t, a).Accept(start.Add(time.Minute), link)
	assert.NoError(t, err, "two links that say nothing cannot be told apart")
}

func TestEveryReasonHasItsCode(t *testing.T) {
	for reason, want := range map[oauth.ErrorReason]fault.Code{
		oauth.ReasonCancelled: fault.OAuthCancelled, oauth.ReasonDenied: fault.OAuthDenied, oauth.ReasonImpeded: fault.OAuthImpeded,
		oauth.ReasonProviderError: fault.OAuthProviderError, oauth.ReasonServerError: fault.OAuthServerError,
		oauth.ReasonSessionError: fault.OAuthSessionError, oauth.ReasonUnknownError: fault.OAuthFailed,
		"": fault.OAuthFailed, "denied": fault.OAuthFailed, "BANK_CLOSED": fault.OAuthFailed,
	} {
		assert.Equal(t, want, reason.Code(), reason)
		assert.Equal(t, fault.LevelOAuth, fault.LevelOf(reason.Code()))
	}
}
