package page

import (
	"bytes"
	"encoding/json"

	"github.com/connecthost/connecthost/core/fault"
)

// maxMessage bounds what Decode reads, in bytes: the data's text, where a
// character takes up to three bytes, and the rest of the message.
const maxMessage = 3*MaxChars + 4096

// Message is a message event that reached the widget's top page.
type Message struct {
	Origin   string          // serialised origin of the sender; "null" for an opaque one
	SubFrame bool            // sent by another window than the page's own
	Data     json.RawMessage // valid JSON; nil when Refused is set
	Refused  error           // why the data was not forwarded; nil otherwise
}

// Decode reads what the script sent. It accepts exactly the members that the
// script writes, each once. Its errors are event_malformed and
// event_too_large.
func Decode(raw []byte) (Message, error) {
	if len(raw) > maxMessage {
		return Message{}, fault.New(fault.EventTooLarge, nil)
	}
	fields, ok := members(raw)
	if !ok || len(fields) != 3 {
		return Message{}, fault.New(fault.EventMalformed, nil)
	}
	return assemble(fields)
}

func assemble(fields map[string]json.RawMessage) (Message, error) {
	origin, ok1 := text(fields["origin"])
	source, ok2 := text(fields["source"])
	data, hasData := fields["data"]
	refused, hasRefused := text(fields["refused"])
	if !ok1 || !ok2 || hasData == hasRefused || source != "self" && source != "other" {
		return Message{}, fault.New(fault.EventMalformed, nil)
	}
	m := Message{Origin: origin, SubFrame: source == "other", Data: data}
	if hasRefused {
		m.Refused = fault.New(refusal(refused), nil)
	}
	return m, nil
}

// refusal turns a reason of the script into a code.
func refusal(reason string) fault.Code {
	switch reason {
	case "too_large":
		return fault.EventTooLarge
	case "too_deep":
		return fault.EventTooDeep
	default:
		return fault.EventMalformed
	}
}

// members splits a JSON object. It fails on anything else, on repeated names
// and on text after the object; encoding/json alone would let the last of two
// equal names win.
func members(raw []byte) (map[string]json.RawMessage, bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	fields := make(map[string]json.RawMessage, 3)
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, false
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, false
		}
		key, _ := name.(string)
		if _, twice := fields[key]; twice || len(fields) == 3 {
			return nil, false
		}
		fields[key] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, false
	}
	rest := bytes.TrimSpace(raw[d.InputOffset():])
	return fields, len(rest) == 0
}

// text reads a JSON string; absent and other values are not ok.
func text(raw json.RawMessage) (string, bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}
