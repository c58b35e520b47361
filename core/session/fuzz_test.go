package session

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// plain are the inputs that apply to nothing.
var plain = []Input{Start{}, PageLoaded{}, PageFailed{}, Crashed{}, Touch{}, Tick{}, Dismiss{}, Close{}, Back{}, Reload{}}

// script turns lines of text into inputs: a letter, then what it applies to.
func script(text string) []Input {
	var inputs []Input
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if line == "" {
			continue
		}
		rest := line[1:]
		switch line[0] {
		case 'n':
			inputs = append(inputs, Navigate{navigation.Request{URL: secret.New(rest), Frame: navigation.FrameMain, UserGesture: true}})
		case 'u':
			inputs = append(inputs, Navigate{navigation.Request{URL: secret.New(rest)}})
		case 's':
			inputs = append(inputs, Navigate{navigation.Request{URL: secret.New(rest), Frame: navigation.FrameSub, NewWindow: true}})
		case 'm':
			inputs = append(inputs, Message{Origin: origin, Data: rest})
		case 'x':
			inputs = append(inputs, Message{Origin: rest, Data: rest})
		case 'r':
			inputs = append(inputs, ReturnLink{URL: secret.New(rest)})
		case 'w':
			inputs = append(inputs, wait{})
		case 'f':
			inputs = append(inputs, FreshURL{URL: secret.New(rest)})
		case 'c':
			inputs = append(inputs, MemberChecked{GUID: rest, State: MemberState(len(rest) % 4)})
		default:
			inputs = append(inputs, plain[int(line[0])%len(plain)])
		}
	}
	return inputs
}

// wait stands for time that passes before a Tick.
type wait struct{}

func (wait) input() {}

// FuzzSession feeds any inputs to two sessions: both answer alike, there is
// one outcome at most, it is the last effect, each member is delivered once,
// and what is refused moves nothing.
func FuzzSession(f *testing.F) {
	f.Add("@\nnmx://connect/memberConnected?metadata=%7B%22member_guid%22%3A%22M%22%7D\nnmx://connect/connected/primaryAction")
	f.Add("@\nm{\"type\":\"mx/connect/oauthRequested\",\"metadata\":{\"member_guid\":\"M\",\"url\":\"https://bank.example/\"}}\nrmx://oauth_complete?status=success&member_guid=M\nrmx://oauth_complete?status=success&member_guid=M")
	f.Add("@\nw\nw\nnhttps://bank.example/\nuhttps://bank.example/\nshttps://bank.example/\nF\n@")
	f.Add("@\nnmx://connect/loaded?metadata=%7B%22initial_step%22%3A%22search%22%7D\nH\nnmx://navigation?metadata=%7B%22did_go_back%22%3Afalse%7D")
	f.Add("@\nI\nfhttps://widgets.example/other\ncMBR-1")
	f.Add("xhttps://evil.example\nm{}\nm\"{}\"\nC")
	f.Fuzz(func(t *testing.T, text string) {
		cfg := Config{WidgetURL: secret.New(widgetURL)}
		one, err := New(cfg)
		require.NoError(t, err)
		two, err := New(cfg)
		require.NoError(t, err)
		now := time.Unix(1_700_000_000, 0)
		ended := false
		seen := map[string]bool{}
		for _, in := range script(text) {
			now = now.Add(50 * time.Millisecond)
			if _, ok := in.(wait); ok {
				now, in = now.Add(10*time.Second), Tick{}
			}
			a, b := one.Step(now, in), two.Step(now, in)
			require.Equal(t, fmt.Sprint(names(a), a.Decision), fmt.Sprint(names(b), b.Decision))
			require.False(t, ended && len(a.Effects) > 0, "effects after the end: %v", names(a))
			for i, e := range a.Effects {
				switch e := e.(type) {
				case Emit:
					if m, ok := connectedMember(e.Event); ok {
						require.False(t, seen[m.GUID], "the member %q twice", m.GUID)
						seen[m.GUID] = true
					}
				case End:
					require.Equal(t, len(a.Effects)-1, i)
					require.Equal(t, e.Outcome.Result == Connected, len(e.Outcome.Members) > 0)
					require.Len(t, e.Outcome.Members, len(seen))
					ended = true
				}
			}
			require.Equal(t, ended, one.Ended())
			require.Equal(t, ended || one.phase == created, one.Deadline().IsZero())
		}
	})
}
