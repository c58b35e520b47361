package oauth_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// start is when the attempts of the tests begin.
var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// nonce is what a reader that counts up gives.
const nonce = "000102030405060708090a0b0c0d0e0f"

// corpus is testdata/returns.json, which other languages read too.
type corpus struct {
	Attempts map[string]struct {
		ReturnURL string `json:"return_url"`
		Nonce     string
	}
	Rows []returnRow
}

type returnRow struct {
	Name          string
	Attempt       string
	URL           string
	Success       bool
	MemberGUID    string `json:"member_guid"`
	Reason        oauth.ErrorReason
	Authenticated bool
	Code          fault.Code
}

func (r returnRow) result() oauth.Result {
	return oauth.Result{
		Success: r.Success, MemberGUID: r.MemberGUID, Reason: r.Reason, Authenticated: r.Authenticated,
	}
}

func readCorpus(t testing.TB) corpus {
	data, err := os.ReadFile("testdata/returns.json")
	require.NoError(t, err)
	var c corpus
	require.NoError(t, json.Unmarshal(data, &c))
	require.Greater(t, len(c.Rows), 100)
	return c
}

// attempt begins the named attempt of the corpus at start.
func (c corpus) attempt(t testing.TB, name string) *oauth.Attempt {
	a := c.Attempts[name]
	require.NotEmpty(t, a.ReturnURL, name)
	return begin(t, a.ReturnURL, a.Nonce)
}

func begin(t testing.TB, returnURL, nonce string) *oauth.Attempt {
	a, err := oauth.NewAttempt(start, oauth.Config{
		Session: "S-1", Provider: "mx", Member: "MBR-1", ReturnURLs: []string{returnURL}, Nonce: secret.New(nonce),
	})
	require.NoError(t, err)
	return a
}
