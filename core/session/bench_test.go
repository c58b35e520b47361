package session_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
	"github.com/connecthost/connecthost/core/session/seal"
)

var benchConfig = session.Config{
	ID:        "s-1",
	WidgetURL: secret.New("https://widgets.example/md/connect/token-1234"),
	Return:    session.Return{Bases: []string{"myapp://oauth_complete"}, Nonce: secret.New("000102030405060708090a0b0c0d0e0f")},
	Timeouts:  session.Timeouts{Inactivity: -1, OAuth: -1}, // a benchmark takes days
}

// atTheBankFor is a session whose user has left for a bank.
func atTheBankFor(b *testing.B) (*session.Session, time.Time) {
	b.Helper()
	s, err := session.New(benchConfig)
	require.NoError(b, err)
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, in := range []session.Input{session.Start{}, said("connect/loaded", `{"initial_step":"search"}`)} {
		s.Step(now, in)
	}
	a := s.Step(now, said("connect/oauthRequested", `{"member_guid":"MBR-1","url":"https://bank.example/login"}`))
	require.Nil(b, a.Err)
	require.Len(b, a.Effects, 4, "the event, the snapshot, the visit, the bank's page")
	return s, now
}

func said(name, metadata string) session.Input {
	return session.Message{Origin: "https://widgets.example", Data: `{"mx":true,"type":"mx/` + name + `","metadata":` + metadata + `}`}
}

func BenchmarkStep(b *testing.B) {
	for name, in := range map[string]session.Input{
		"tick":       session.Tick{},
		"touch":      session.Touch{},
		"navigation": session.Navigate{Request: navigation.Request{URL: secret.New("https://widgets.example/md/connect/next?x=1#step"), Frame: navigation.FrameMain}},
		"event":      said("connect/stepChange", `{"previous":"search","current":"enterCreds"}`),
		"event URL":  session.Navigate{Request: navigation.Request{URL: secret.New("mx://connect/stepChange?metadata=%7B%22previous%22%3A%22search%22%2C%22current%22%3A%22enterCreds%22%7D"), Frame: navigation.FrameMain}},
		"false link": session.ReturnLink{URL: secret.New("myapp://oauth_complete?status=success&member_guid=MBR-1&ch_state=00")},
	} {
		b.Run(name, func(b *testing.B) {
			s, now := atTheBankFor(b)
			b.ReportAllocs()
			for b.Loop() {
				now = now.Add(100 * time.Millisecond) // no faster than the limits of rates
				s.Step(now, in)
			}
			require.False(b, s.Ended())
		})
	}
}

func BenchmarkSnapshot(b *testing.B) {
	key, err := seal.New(make([]byte, seal.KeySize))
	require.NoError(b, err)
	s, _ := atTheBankFor(b)
	data, err := s.Snapshot(key)
	require.NoError(b, err)
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Snapshot(key); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("restore", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := session.Restore(benchConfig, data, key); err != nil {
				b.Fatal(err)
			}
		}
	})
}
