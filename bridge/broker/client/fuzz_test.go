package client

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// FuzzStream: whatever a server sends, a stream ends, its events are bounded,
// and their data has no line end of its own.
func FuzzStream(f *testing.F) {
	for _, text := range []string{
		"retry: 2000\n\n", "id: 1\nevent: session\ndata: {}\n\n", ": heartbeat\n\n", "data: a\r\ndata: b\r\n\r\n", "data\rdata\r\r", "event: x\n\ndata: y\n\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := newReader(strings.NewReader(text), func() {})
		for events := 0; ; events++ {
			e, err := r.next()
			if err != nil {
				return
			}
			require.LessOrEqual(t, events, len(text))
			require.LessOrEqual(t, len(e.data), maxLine+len(text))
			require.NotContains(t, e.data+e.name, "\r")
			require.NotContains(t, e.name, "\n")
			require.LessOrEqual(t, e.retry, maxPause)
		}
	})
}

// FuzzSentence: what an error repeats of a message cannot steer a terminal, and
// has no long word in it.
func FuzzSentence(f *testing.F) {
	f.Add("The target origin is not one of the app's.")
	f.Add("https://widgets.example/x")
	f.Fuzz(func(t *testing.T, message string) {
		got := sentence(message)
		require.LessOrEqual(t, len(got), maxSentence)
		require.False(t, strings.ContainsFunc(got, unicode.IsControl))
		for _, word := range strings.Fields(got) {
			require.LessOrEqual(t, len(word), maxWord)
			require.NotContains(t, word, "/")
		}
	})
}
