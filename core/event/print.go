package event

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/connecthost/connecthost/core/internal/jsontext"
)

// maxPrinted is how much of the metadata a log line shows, in bytes.
const maxPrinted = 1024

// String returns one line for logs: the name, what is unusual about the
// event, and its masked metadata, shortened.
func (e Event) String() string {
	line := string(e.Name)
	switch {
	case !e.Known:
		line = fmt.Sprintf("%+q (unknown)", line)
	case e.Own != "" && e.Own != e.Name:
		line += fmt.Sprintf(" (%s)", e.Own)
	}
	if !e.Valid() {
		line += " (invalid)"
	}
	return line + " " + e.printed()
}

// Format prints String for every verb, %#v and %d included, so that no verb
// reaches the metadata.
func (e Event) Format(f fmt.State, _ rune) { fmt.Fprint(f, e.String()) }

// MarshalJSON encodes the event for screens and logs: its metadata is masked.
// Use Metadata for what the widget said.
func (e Event) MarshalJSON() ([]byte, error) {
	out := jsontext.AppendString([]byte(`{"type":`), string(e.Name))
	if e.Own != "" {
		out = jsontext.AppendString(append(out, `,"own":`...), string(e.Own))
	}
	out = appendFlag(out, "known", e.Known)
	out = appendFlag(out, "valid", e.Valid())
	out = appendFlag(out, "terminal", e.Terminal)
	out = append(append(out, `,"metadata":`...), e.Masked()...)
	if !e.Valid() {
		out = append(append(out, `,"problems":`...), e.ProblemsJSON()...)
	}
	return append(out, '}'), nil
}

// ProblemsJSON returns the problems as a JSON array.
func (e Event) ProblemsJSON() json.RawMessage {
	out := []byte{'['}
	for i, p := range e.Problems {
		if i > 0 {
			out = append(out, ',')
		}
		out = jsontext.AppendString(append(out, `{"field":`...), p.Field)
		out = jsontext.AppendString(append(out, `,"want":`...), p.Want)
		out = jsontext.AppendString(append(out, `,"got":`...), p.Got)
		out = append(out, '}')
	}
	return append(out, ']')
}

func appendFlag(out []byte, name string, value bool) []byte {
	out = jsontext.AppendString(append(out, ','), name)
	return strconv.AppendBool(append(out, ':'), value)
}

func (e Event) printed() string {
	masked := e.Masked()
	if len(masked) > maxPrinted {
		return fmt.Sprintf("(%d bytes of metadata)", len(masked))
	}
	return string(masked)
}
