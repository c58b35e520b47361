package event

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// maxPrinted is how much of the metadata a log line shows, in bytes.
const maxPrinted = 1024

// String returns one line for logs: the name, what is unusual about the
// event, and its masked metadata, shortened.
func (e Event) String() string {
	line := string(e.Name)
	if !e.Known {
		line = fmt.Sprintf("%+q (unknown)", line)
	}
	if !e.Valid() {
		line += " (invalid)"
	}
	return line + " " + e.printed()
}

// Format prints String for every verb, %#v and %d included, so that no verb
// reaches the metadata.
func (e Event) Format(f fmt.State, _ rune) { fmt.Fprint(f, e.String()) }

// LogValue is the event as a group, with masked metadata, shortened.
func (e Event) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("type", string(e.Name)),
		slog.Bool("known", e.Known),
		slog.Bool("valid", e.Valid()),
		slog.Bool("terminal", e.Terminal),
		slog.String("form", e.Form.String()),
		slog.String("metadata", e.printed()),
	}
	if !e.Valid() {
		attrs = append(attrs, slog.Any("problems", e.Problems))
	}
	return slog.GroupValue(attrs...)
}

// MarshalJSON encodes the event for screens and logs: its metadata is masked.
// Use Metadata for what the widget said.
func (e Event) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Type     Name            `json:"type"`
		Known    bool            `json:"known"`
		Valid    bool            `json:"valid"`
		Terminal bool            `json:"terminal"`
		Metadata json.RawMessage `json:"metadata"`
		Problems []Problem       `json:"problems,omitempty"`
	}{e.Name, e.Known, e.Valid(), e.Terminal, e.Masked(), e.Problems})
}

func (e Event) printed() string {
	masked := e.Masked()
	if len(masked) > maxPrinted {
		return fmt.Sprintf("(%d bytes of metadata)", len(masked))
	}
	return string(masked)
}
