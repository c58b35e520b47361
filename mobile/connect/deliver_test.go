package connect

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACallbackMayCallTheSession(t *testing.T) {
	s, h, _ := opened(t, nil)
	h.on = func(what string) error {
		switch what {
		case "event connect/memberConnected":
			require.Nil(t, s.Touch())
			require.Equal(t, ActionEvent, s.Navigate(doneURL, MainFrame).Action())
			h.told = append(h.told, "still in the first callback")
		case "persist":
			_, err := s.Snapshot(newSealer(t, 1))
			return err
		}
		return nil
	}
	s.Navigate(connectedURL("MBR-1"), MainFrame)
	require.Equal(t, []string{
		"event connect/memberConnected", "still in the first callback", "persist",
		"event connect/connected/primaryAction", "persist", "close", "outcome connected",
	}, h.told)
}

func TestCloseInACallbackEndsAfterIt(t *testing.T) {
	s, h, _ := opened(t, nil)
	h.on = func(what string) error {
		if what == "event connect/memberConnected" {
			require.Nil(t, s.Close())
		}
		return nil
	}
	s.Navigate(connectedURL("MBR-1"), MainFrame)
	require.Equal(t, []string{"event connect/memberConnected", "persist", "persist", "close", "outcome connected"}, h.told)
	require.Nil(t, s.host)
}

func TestAFailingHostIsToldAndNobodyWaits(t *testing.T) {
	for _, row := range []struct {
		name, fails string
		act         func(*Session)
		told        []string
	}{
		{"an event", "event connect/memberConnected",
			func(s *Session) { s.Navigate(connectedURL("MBR-1"), MainFrame) },
			[]string{"event connect/memberConnected", "warn host_failed", "persist"}},
		{"a snapshot", "persist",
			func(s *Session) { s.Navigate(connectedURL("MBR-1"), MainFrame) },
			[]string{"event connect/memberConnected", "persist", "warn host_failed"}},
		{"the browser", "open https://bank.example/",
			func(s *Session) { s.Navigate("https://bank.example/", MainFrame|UserGesture) },
			[]string{"open https://bank.example/", "warn external_open_failed"}},
		{"no fresh URL", "need ", func(s *Session) { s.Reload() },
			[]string{"need ", "close", "outcome failed"}},
		{"a page that cannot be shown", "load https://other.example/", func(s *Session) { s.Reload(); s.FreshURL("https://other.example/", 0) },
			[]string{"need ", "load https://other.example/", "close", "outcome failed"}},
		{"the view", "close", func(s *Session) { s.Close() },
			[]string{"close", "warn host_failed", "outcome exited"}},
		{"a warning", "warn input_invalid", func(s *Session) { s.Back() }, []string{"warn input_invalid"}},
		{"the outcome", "outcome exited", func(s *Session) { s.Close() }, []string{"close", "outcome exited"}},
	} {
		for _, how := range []string{"error", "panic"} {
			t.Run(row.name+" by "+how, func(t *testing.T) {
				s, h, _ := opened(t, nil)
				h.on = func(what string) error {
					if what != row.fails {
						return nil
					}
					if how == "panic" {
						panic(errHost)
					}
					return errHost
				}
				row.act(s)
				require.Equal(t, row.told, h.told)
				for _, p := range h.warnings {
					require.NotContains(t, p.Message(), "secret")
				}
				require.Equal(t, strings.HasPrefix(h.told[len(h.told)-1], "outcome"), s.Ended())
			})
		}
	}
}

func TestAFailingCheckLeavesTheMemberUnknown(t *testing.T) {
	s, _, _ := opened(t, nil)
	s.Navigate(eventURL("connect/oauthRequested", requestURL), MainFrame)
	key := newSealer(t, 1)
	snapshot, err := s.Snapshot(key)
	require.NoError(t, err)
	h := &recorder{on: func(what string) error {
		if strings.HasPrefix(what, "check") {
			return errHost
		}
		return nil
	}}
	again, err := Restore(NewSettings(), snapshot, key, h)
	require.NoError(t, err)
	again.Start()
	require.Equal(t, []string{"check MBR-1", "warn member_unknown", "need "}, h.told)
}

func TestAFailingClockLetsTheSessionEnd(t *testing.T) {
	s, h, c := opened(t, nil)
	c.err = errHost
	require.Equal(t, int64(-1), s.MillisUntilTick())
	require.Nil(t, s.Close())
	require.Equal(t, []string{"warn host_failed", "close", "outcome exited"}, h.told)
}

func TestThreadsShareASession(t *testing.T) {
	const threads, each = 8, 20
	s, h, _ := opened(t, nil)
	var all sync.WaitGroup
	for i := range threads {
		all.Go(func() {
			for j := range each {
				s.Navigate(eventURL("connect/stepChange", fmt.Sprintf(`{"current":"%d-%d"}`, i, j)), MainFrame)
				s.MillisUntilTick()
			}
		})
	}
	all.Wait()
	next := [threads]int{}
	for _, e := range h.events {
		var i, j int
		_, err := fmt.Sscanf(e.Text("current"), "%d-%d", &i, &j)
		require.NoError(t, err)
		require.Equal(t, next[i], j, "thread %d out of order", i)
		next[i]++
	}
	require.Equal(t, threads*each, len(h.events))
}
