package event

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// typical is one event as it comes in each form.
type typical struct {
	Event, URL, Object string
}

// typicalEvents are read by the benchmark of the vendor's definitions too.
func typicalEvents(t testing.TB) []typical {
	t.Helper()
	raw, err := os.ReadFile("testdata/bench.json")
	require.NoError(t, err)
	var events []typical
	require.NoError(t, json.Unmarshal(raw, &events))
	require.NotEmpty(t, events)
	return events
}

// forms are the ways to read a typical event.
func (in typical) forms(p *Parser) map[string]func() (Event, error) {
	object, text := in.Object, textOf(in.Object)
	return map[string]func() (Event, error){
		"URL":    func() (Event, error) { return p.FromURL(in.URL) },
		"object": func() (Event, error) { return p.FromMessage(object) },
		"text":   func() (Event, error) { return p.FromMessage(text) },
	}
}

func TestTypicalEventTakesFewAllocations(t *testing.T) {
	for _, in := range typicalEvents(t) {
		for form, read := range in.forms(parser(t, Config{})) {
			t.Run(in.Event+"/"+form, func(t *testing.T) {
				require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
					if e, err := read(); err != nil || e.Payload() == nil {
						t.Fatal(e, err)
					}
				}), 6.0)
			})
		}
	}
}

func TestTypicalEventSaysTheSameInEachForm(t *testing.T) {
	for _, in := range typicalEvents(t) {
		forms := in.forms(parser(t, Config{}))
		want, err := forms["object"]()
		require.NoError(t, err)
		require.Equal(t, Name("connect/"+in.Event), want.Name)
		for form, read := range forms {
			t.Run(in.Event+"/"+form, func(t *testing.T) {
				got, err := read()
				require.NoError(t, err)
				require.Equal(t, want.Payload(), got.Payload())
			})
		}
	}
}

func BenchmarkFromURL(b *testing.B)           { benchmark(b, "URL") }
func BenchmarkFromMessageObject(b *testing.B) { benchmark(b, "object") }
func BenchmarkFromMessageText(b *testing.B)   { benchmark(b, "text") }

func benchmark(b *testing.B, form string) {
	for _, in := range typicalEvents(b) {
		read := in.forms(parser(b, Config{}))[form]
		b.Run(in.Event, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if e, err := read(); err != nil || e.Payload() == nil {
					b.Fatal(e, err)
				}
			}
		})
	}
}

func BenchmarkMasked(b *testing.B) {
	e, err := typicalEvents(b)[0].forms(parser(b, Config{}))["object"]()
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
