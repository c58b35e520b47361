package event

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// typicalForms are one event, as it comes in each form. The benchmark of the
// vendor's definitions reads the same file.
func typicalForms(t testing.TB, p *Parser) map[string]func() (Event, error) {
	t.Helper()
	raw, err := os.ReadFile("testdata/bench.json")
	require.NoError(t, err)
	var in struct{ URL, Object string }
	require.NoError(t, json.Unmarshal(raw, &in))
	object, text := []byte(in.Object), []byte(textOf(in.Object))
	return map[string]func() (Event, error){
		"URL":    func() (Event, error) { return p.FromURL(in.URL) },
		"object": func() (Event, error) { return p.FromMessage(object) },
		"text":   func() (Event, error) { return p.FromMessage(text) },
	}
}

func TestTypicalEventTakesFewAllocations(t *testing.T) {
	for name, read := range typicalForms(t, parser(t, Config{})) {
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
	read := typicalForms(b, parser(b, Config{}))[form]
	b.ReportAllocs()
	for b.Loop() {
		if e, err := read(); err != nil || !e.Terminal {
			b.Fatal(e, err)
		}
	}
}

func BenchmarkMasked(b *testing.B) {
	e, err := typicalForms(b, parser(b, Config{}))["object"]()
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
