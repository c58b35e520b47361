package event

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const typical = `{"user_guid":"USR-11141024-90b3-1bce-cac9-c06ced52ab4c","session_guid":"SES-e4ae1f3b-0f4b-41fd-8d2e-21e2f4a3a4c5","member_guid":"MBR-7c6f361b-e582-15b6-60c0-358f12466b4b"}`

// typicalForms are one event, as it comes in each form.
func typicalForms(p *Parser) map[string]func() (Event, error) {
	raw := urlOf("mx", ConnectMemberConnected, typical)
	object := []byte(objectOf("mx/", ConnectMemberConnected, typical))
	text := []byte(textOf(string(object)))
	return map[string]func() (Event, error){
		"URL":    func() (Event, error) { return p.FromURL(raw) },
		"object": func() (Event, error) { return p.FromMessage(object) },
		"text":   func() (Event, error) { return p.FromMessage(text) },
	}
}

func TestTypicalEventTakesFewAllocations(t *testing.T) {
	for name, read := range typicalForms(parser(t, Config{})) {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
				if e, err := read(); err != nil || !e.Terminal {
					t.Fatal(e, err)
				}
			}), 6.0)
		})
	}
}

func BenchmarkFromURL(b *testing.B)           { benchmark(b, "URL") }
func BenchmarkFromMessageObject(b *testing.B) { benchmark(b, "object") }
func BenchmarkFromMessageText(b *testing.B)   { benchmark(b, "text") }

func benchmark(b *testing.B, form string) {
	read := typicalForms(parser(b, Config{}))[form]
	b.ReportAllocs()
	for b.Loop() {
		if e, err := read(); err != nil || !e.Terminal {
			b.Fatal(e, err)
		}
	}
}

func BenchmarkMasked(b *testing.B) {
	e, err := typicalForms(parser(b, Config{}))["object"]()
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		_ = e.Masked()
	}
}

func BenchmarkIsEventURL(b *testing.B) {
	p := parser(b, Config{AppScheme: "myapp"})
	b.ReportAllocs()
	for b.Loop() {
		if p.IsEventURL("https://widgets.example/connect") {
			b.Fatal()
		}
	}
}
