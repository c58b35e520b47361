package connect

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// heard returns what a host is told of one event.
func heard(t *testing.T, name, metadata string, change func(*Settings)) *Event {
	t.Helper()
	s, h, _ := opened(t, change)
	s.Navigate(eventURL(name, metadata), MainFrame)
	require.Len(t, h.events, 1)
	return h.events[0]
}

func TestGettersFindTheirFields(t *testing.T) {
	for _, row := range []struct {
		name, metadata          string
		member, guid, code      string
		status                  int32
		reason, user, sessionID string
	}{
		{EventMemberConnected, `{"member_guid":"M","user_guid":"U","session_guid":"S"}`, "M", "", "", -1, "", "U", "S"},
		{EventMemberStatusUpdate, `{"member_guid":"M","connection_status":6}`, "M", "", "", 6, "", "", ""},
		{EventMemberError, `{"member":{"guid":"M","connection_status":2}}`, "M", "", "", 2, "", "", ""},
		{EventSelectedInstitution, `{"code":"bank","guid":"INS-1"}`, "", "INS-1", "bank", -1, "", "", ""},
		{EventEnterCredentials, `{"institution":{"code":"bank","guid":"INS-1"}}`, "", "INS-1", "bank", -1, "", "", ""},
		{EventCreateMemberError, `{"institution_guid":"INS-1","institution_code":"bank"}`, "", "INS-1", "bank", -1, "", "", ""},
		{EventOAuthError, `{"member_guid":"M","error_reason":"DENIED"}`, "M", "", "", -1, "DENIED", "", ""},
		{EventLoaded, `{"initial_step":"search"}`, "", "", "", -1, "", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := heard(t, row.name, row.metadata, nil)
			require.True(t, e.Valid(), e.ProblemsJSON())
			require.True(t, e.Known())
			require.Equal(t, row.name == EventMemberConnected, e.Terminal())
			require.Equal(t, row.member, e.MemberGUID())
			require.Equal(t, row.guid, e.InstitutionGUID())
			require.Equal(t, row.code, e.InstitutionCode())
			require.Equal(t, row.status, e.ConnectionStatus())
			require.Equal(t, row.reason, e.ErrorReason())
			require.Equal(t, row.user, e.UserGUID())
			require.Equal(t, row.sessionID, e.SessionGUID())
			require.JSONEq(t, row.metadata, e.MetadataJSON())
			require.Equal(t, "url", e.Form())
			require.Nil(t, e.Problem())
			require.Equal(t, "[]", e.ProblemsJSON())
		})
	}
}

func TestAnUnknownEventIsThereRaw(t *testing.T) {
	e := heard(t, "connect/somethingNew", `{"a":{"b":["x"],"n":1.50,"t":true,"z":null},"token":"s3cret"}`, nil)
	require.False(t, e.Known())
	require.True(t, e.Valid())
	require.Equal(t, "connect/somethingNew", e.Name())
	require.True(t, e.Has("a.b"))
	require.False(t, e.Has("a.z"))
	require.False(t, e.Has("a.b.c"))
	require.False(t, e.Has(""))
	require.Equal(t, "1.50", e.Text("a.n"))
	require.Empty(t, e.Text("a"))
	require.InDelta(t, 1.5, e.Number("a.n", 0), 0)
	require.InDelta(t, 7, e.Number("token", 7), 0)
	require.True(t, e.Flag("a.t"))
	require.False(t, e.Flag("token"))
	require.NotContains(t, e.MaskedJSON(), "s3cret")
	require.Contains(t, e.MetadataJSON(), "s3cret")
}

func TestAnInvalidEventSaysWhy(t *testing.T) {
	e := heard(t, "connect/memberConnected", `{"member_guid":7}`, nil)
	require.False(t, e.Valid())
	require.False(t, e.Terminal())
	require.Equal(t, CodeEventInvalid, e.Problem().Code())
	require.JSONEq(t, `[{"field":"member_guid","want":"string, not empty","got":"number"}]`, e.ProblemsJSON())
	require.Equal(t, "7", e.MemberGUID(), "the value is there for those who want it")
}

func TestMetadataThatIsNotAnObjectHasNoFields(t *testing.T) {
	for _, metadata := range []string{"", "[]", "null", "7", "not json"} {
		e := heard(t, "connect/somethingNew", metadata, nil)
		require.Empty(t, e.MemberGUID())
		require.Equal(t, int32(-1), e.ConnectionStatus())
	}
}

func TestUCWConnectionsCross(t *testing.T) {
	const metadata = `{"ucpInstitutionId":"UCP-1","connectionId":"tok-1","aggregatorUserId":"agg-user","aggregator":"mx_int"}`
	s, h, _ := opened(t, func(s *Settings) { s.Provider = ProviderUCW })
	require.Nil(t, s.Message("https://widgets.example", false, `{"type":"connect/memberConnected","metadata":`+metadata+`}`))
	require.Equal(t, "tok-1", h.events[0].ConnectionID())
	require.Equal(t, "UCP-1", h.events[0].InstitutionGUID())
	require.NotContains(t, h.events[0].MaskedJSON(), "tok-1")
	s.Close()
	m := h.outcome.Member(0)
	require.Equal(t, []string{"", "tok-1", "mx_int", "agg-user", "UCP-1"},
		[]string{m.GUID(), m.ConnectionID(), m.Aggregator(), m.AggregatorUserID(), m.UCPInstitutionID()})
}

func TestTextOfAllKindsCrosses(t *testing.T) {
	const text = "Ünïcödé 🏦\u0000 \u202eיוניקוד"
	e := heard(t, "connect/institutionSearch", `{"query":"Ünïcödé 🏦\u0000 \u202eיוניקוד"}`, nil)
	require.Equal(t, text, e.Text("query"))
}
