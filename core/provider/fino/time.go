package fino

import (
	"encoding/json"
	"time"
)

// Time is a point in time: ISO 8601 with a Z or with an offset, or without
// either, which is taken for UTC. The zero Time stands for none, and for one
// that cannot be read.
type Time struct{ time.Time }

// layouts are tried in order. Fractions of a second are accepted everywhere.
var layouts = [...]string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", time.DateOnly}

// UnmarshalJSON reads a JSON string. It never fails: one odd time must not
// cost the whole answer.
func (t *Time) UnmarshalJSON(data []byte) error {
	*t = Time{}
	var raw string
	if json.Unmarshal(data, &raw) != nil {
		return nil
	}
	for _, layout := range layouts {
		if parsed, err := time.Parse(layout, raw); err == nil {
			t.Time = parsed
			return nil
		}
	}
	return nil
}

// MarshalJSON writes null for no time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}
