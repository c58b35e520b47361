package connect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAReturnLinkIsBelievedOnce(t *testing.T) {
	var link string
	s, h, _ := opened(t, func(settings *Settings) {
		made, err := settings.MakeReturnURL("myapp://bank", random)
		require.NoError(t, err)
		link = made.URL()
	})
	require.Equal(t, link, s.ReturnURL())
	require.True(t, IsReturn(link, "myapp://bank"))
	require.False(t, IsReturn("myapp://other", "myapp://bank"))
	s.Navigate(eventURL("connect/oauthRequested", requestURL), MainFrame)
	require.Contains(t, h.told, "open https://bank.example/login?state=s")

	require.Equal(t, CodeReturnForged, s.ReturnLink("myapp://bank?status=success&member_guid=MBR-1").Code())
	require.Nil(t, s.ReturnLink(link+"&status=success&member_guid=MBR-1"))
	require.Equal(t, CodeReturnReplayed, s.ReturnLink(link+"&status=success&member_guid=MBR-1").Code())
	require.Len(t, h.posted, 1)
	require.Contains(t, h.posted[0], "oauthComplete/success")
}

func TestMakeReturnURLRefuses(t *testing.T) {
	for _, row := range []struct {
		name, base string
		random     []byte
	}{
		{"a fragment", "https://app.example/back#here", random},
		{"too little randomness", "myapp://bank", random[:15]},
		{"no randomness", "myapp://bank", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			settings := NewSettings()
			_, err := settings.MakeReturnURL(row.base, row.random)
			require.Equal(t, CodeConfigInvalid, DescribeError(err.Error()).Code())
			require.Empty(t, settings.ReturnURL)
		})
	}
}

func TestASnapshotSurvivesTheProcess(t *testing.T) {
	key := newSealer(t, 1)
	settings := NewSettings()
	made, err := settings.MakeReturnURL("myapp://bank", random)
	require.NoError(t, err)
	s, err := Open(settings, widget, &recorder{})
	require.NoError(t, err)
	require.Nil(t, s.Start())
	s.Navigate(eventURL("connect/oauthRequested", requestURL), MainFrame)
	snapshot, err := s.Snapshot(key)
	require.NoError(t, err)
	nonce := made.URL()[strings.LastIndex(made.URL(), "=")+1:]
	require.NotContains(t, string(snapshot), nonce)

	h := &recorder{}
	again, err := Restore(NewSettings(), snapshot, key, h)
	require.NoError(t, err)
	require.Nil(t, again.Start())
	require.Equal(t, []string{"check MBR-1"}, h.told)
	require.Nil(t, again.MemberChecked("MBR-1", "", MemberWaiting))
	require.Nil(t, again.ReturnLink(made.URL()+"&status=success&member_guid=MBR-1"))
	require.Nil(t, again.MemberChecked("MBR-1", "", MemberConnected))
	require.Equal(t, ResultConnected, h.outcome.Result())
	require.Equal(t, CodeSessionEnded, again.ReturnLink(made.URL()+"&status=success&member_guid=MBR-1").Code())
}

// hosted is a session with fino's hosted page, which leads back to the app.
func hosted(t *testing.T) (*Session, *recorder) {
	t.Helper()
	settings := NewSettings()
	settings.Provider = ProviderFino
	made, err := settings.MakeReturnURL("myapp://bank", random)
	require.NoError(t, err)
	h := &recorder{}
	s, err := Open(settings, widget, h)
	require.NoError(t, err)
	require.Nil(t, s.Start())
	require.Nil(t, s.PageLoaded())
	s.Navigate(made.URL(), MainFrame|Redirect)
	require.Contains(t, h.told, "check ")
	return s, h
}

func TestAHostedPageEndsWithWhatTheUserMade(t *testing.T) {
	s, h := hosted(t)
	require.Nil(t, s.MemberChecked("", "LOGIN-1", MemberConnected))
	require.Equal(t, ResultConnected, h.outcome.Result())

	s, h = hosted(t)
	require.Nil(t, s.MemberChecked("", "", MemberNone))
	require.Equal(t, ResultExited, h.outcome.Result())
}

func TestRestoreRefuses(t *testing.T) {
	key := newSealer(t, 1)
	s, _, _ := opened(t, nil)
	snapshot, err := s.Snapshot(key)
	require.NoError(t, err)
	for _, row := range []struct {
		name     string
		settings *Settings
		data     []byte
		key      Sealer
		code     string
	}{
		{"a damaged snapshot", NewSettings(), snapshot[:len(snapshot)-8], key, CodeSnapshotDamaged},
		{"nothing", NewSettings(), nil, key, CodeSnapshotDamaged},
		{"another key", NewSettings(), snapshot, newSealer(t, 2), CodeSnapshotDamaged},
		{"a sealer that panics", NewSettings(), snapshot, panicking{}, CodeOther},
		{"no sealer", NewSettings(), snapshot, nil, CodeConfigInvalid},
		{"another session", &Settings{ID: "other"}, snapshot, key, CodeSnapshotForeign},
		{"another provider", &Settings{Provider: ProviderUCW}, snapshot, key, CodeSnapshotForeign},
		{"another version", NewSettings(), []byte(`{"version":99,"sealed":""}`), key, CodeSnapshotVersion},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := Restore(row.settings, row.data, row.key, &recorder{})
			require.Error(t, err)
			require.Equal(t, row.code, DescribeError(err.Error()).Code())
		})
	}
}

func TestASnapshotNeedsASealerThatWorks(t *testing.T) {
	s, _, _ := opened(t, nil)
	_, err := s.Snapshot(nil)
	require.Equal(t, CodeConfigInvalid, DescribeError(err.Error()).Code())
	_, err = s.Snapshot(failing{})
	require.Equal(t, CodeHostFailed, DescribeError(err.Error()).Code())
	require.NotContains(t, err.Error(), "secret")
	_, err = s.Snapshot(panicking{})
	require.Equal(t, CodeOther, DescribeError(err.Error()).Code())
	require.Nil(t, s.Touch(), "the session is locked for ever")
}

func TestMemberCheckedRefusesAnUnknownState(t *testing.T) {
	s, h, _ := opened(t, nil)
	for _, state := range []int32{-1, 5} {
		require.Equal(t, CodeInputInvalid, s.MemberChecked("MBR-1", "", state).Code())
	}
	require.Empty(t, h.told)
}
