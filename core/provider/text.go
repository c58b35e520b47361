package provider

import "encoding/json"

// Text is a field whose type a provider's specification and its answers, or
// its aggregators among themselves, disagree on: a JSON string as it is,
// another scalar as it was written, null as empty.
type Text string

// UnmarshalJSON never fails.
func (t *Text) UnmarshalJSON(data []byte) error {
	var s *string
	switch {
	case json.Unmarshal(data, &s) != nil:
		*t = Text(data)
	case s == nil:
		*t = ""
	default:
		*t = Text(*s)
	}
	return nil
}
