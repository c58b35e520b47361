package provider

import (
	"encoding/json"
	"time"
)

// Time is a point in time as providers write it: ISO 8601 with a Z, with an
// offset or without, or a bare date; the last two are read as UTC. The zero
// Time stands for none. One that cannot be read is zero too, and Raw holds it.
type Time struct {
	time.Time
	Raw string // as received
}

// layouts are tried in order. Fractions of a second are accepted everywhere.
var layouts = [...]string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05 Z0700", "2006-01-02T15:04:05", time.DateOnly}

// UnmarshalJSON reads a JSON string. It never fails: one odd time must not
// cost the whole answer.
func (t *Time) UnmarshalJSON(data []byte) error {
	*t = Time{}
	if json.Unmarshal(data, &t.Raw) != nil {
		return nil
	}
	for _, layout := range layouts {
		if parsed, err := time.Parse(layout, t.Raw); err == nil {
			t.Time = parsed
			break
		}
	}
	return nil
}

// MarshalJSON writes the time as it was received, null when there was none.
func (t Time) MarshalJSON() ([]byte, error) {
	switch {
	case t.Raw != "":
		return json.Marshal(t.Raw)
	case t.IsZero():
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}
