package mx

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

func TestMemberIsDecoded(t *testing.T) {
	var requests []seen
	c := serve(t, recorder(&requests, 200, file(t, "member.json")))
	m, err := c.ReadMember(t.Context(), "USR-1", "MBR-1")
	require.NoError(t, err)
	assert.Equal(t, Connected, m.ConnectionStatus)
	assert.True(t, m.IsBeingAggregated)
	assert.Equal(t, "Harborlight Bank", m.Name)
	assert.Equal(t, time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), m.AggregatedAt.UTC())
	assert.Equal(t, time.Date(2026, 3, 4, 3, 6, 7, 0, time.UTC), m.SuccessfullyAggregatedAt.UTC())
	assert.Equal(t, Text("true"), m.MostRecentJobDetailText)
	assert.Equal(t, 7, *m.MostRecentJobDetailCode)
	assert.Contains(t, m.OAuthWindowURI.Reveal(), "state-in-uri")
}

func TestAccountsOfTheOlderVersionAreDecoded(t *testing.T) {
	var requests []seen
	c := serve(t, recorder(&requests, 200, file(t, "accounts_old.json")), func(c *Config) { c.Version = V20111101 })
	page, err := c.UserAccountsPage(t.Context(), "USR-1", AccountsQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	a := page.Items[0]
	assert.InDelta(t, 1000.25, *a.Balance, 0)
	assert.Nil(t, a.AvailableCredit, "null is not an amount")
	assert.Nil(t, a.LoanAmount, "an absent one is unknown")
	assert.Equal(t, "5366", a.AccountNumber.Reveal())
	assert.Equal(t, Text("1"), a.FederalInsuranceStatus)
	assert.Equal(t, time.Date(2030, 10, 13, 0, 0, 0, 0, time.UTC), a.MaturesOn.Time)
	assert.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), a.UpdatedAt.UTC())
}

func TestStatusCarriesOpenQuestions(t *testing.T) {
	var requests []seen
	c := serve(t, recorder(&requests, 200, `{"member":{"guid":"MBR-1","connection_status":"CHALLENGED","has_processed_accounts":true,
		"challenges":[{"guid":"CRD-1","label":"Which one?","type":"OPTIONS","options":[{"guid":"CRO-1","label":"This","value":"this"}]}]}}`))
	s, err := c.MemberStatus(t.Context(), "USR-1", "MBR-1")
	require.NoError(t, err)
	assert.True(t, s.HasProcessedAccounts)
	require.Len(t, s.Challenges, 1)
	assert.Equal(t, "this", s.Challenges[0].Options[0].Value)
}

// FuzzDecode feeds hostile bodies to every kind of answer: each is decoded or
// refused as a bad answer, and nothing panics.
func FuzzDecode(f *testing.F) {
	for _, call := range calls {
		f.Add(call.answer)
	}
	f.Add(file(f, "member.json"))
	f.Add(file(f, "accounts_old.json"))
	f.Add(`{"member":{"aggregated_at":{},"use_cases":"PFM","challenges":[null,1]},"users":[{"id":{}}],"pagination":{"total_pages":"x"}}`)
	f.Fuzz(func(t *testing.T, body string) {
		c, err := New(Config{ClientID: "c", APIKey: secret.New(apiKey), HTTPClient: &http.Client{Transport: canned(body)}})
		require.NoError(t, err)
		for _, call := range calls {
			if err := call.do(t.Context(), c); err != nil {
				require.Contains(t, []fault.Code{fault.ProviderBadAnswer, fault.WidgetURLInvalid}, fault.CodeOf(err))
			}
		}
	})
}

// canned answers every request with itself.
type canned string

func (body canned) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body)))}, nil
}
