package event

import (
	"bytes"
	"strings"
)

// net/url's query parser is not used: it refuses every pair with a semicolon
// and drops pairs with a bad escape without a word.

// metadataParameter returns the value of the metadata parameter, still
// encoded. Two of them are an error: peers take the first, the last, or both.
func metadataParameter(query string) (value string, found bool, err error) {
	for pair := range strings.SplitSeq(query, "&") {
		key, v, _ := strings.Cut(pair, "=")
		if !isMetadata(key) {
			continue
		}
		if found {
			return "", false, malformed("it has more than one metadata parameter")
		}
		value, found = v, true
	}
	return value, found, nil
}

// isMetadata also sees through percent-encoding, since other readers do.
func isMetadata(key string) bool {
	if strings.IndexByte(key, '%') < 0 {
		return key == "metadata"
	}
	decoded, _ := unescape(key, true)
	return string(decoded) == "metadata"
}

// unescape decodes percent-encoding. It is not ok, and the text is as it was,
// when an escape is broken.
//
// With plus, + is a space: encodeURIComponent never leaves a plus as it is,
// so one that comes was made by a form encoder. The version 3 form uses
// encodeURI, which does leave it.
func unescape(s string, plus bool) (text []byte, ok bool) {
	if plus && strings.IndexByte(s, '+') >= 0 {
		s = strings.ReplaceAll(s, "+", " ")
	}
	text = make([]byte, 0, len(s))
	for rest := s; ; {
		next := strings.IndexByte(rest, '%')
		if next < 0 {
			next = len(rest)
		}
		text = append(text, rest[:next]...)
		if rest = rest[next:]; rest == "" {
			break
		}
		if len(rest) < 3 {
			return []byte(s), false
		}
		high, low := hexDigits[rest[1]], hexDigits[rest[2]]
		if high > 15 || low > 15 {
			return []byte(s), false
		}
		text = append(text, high<<4|low)
		rest = rest[3:]
	}
	return text, true
}

// flatMetadata makes an object of the parameters of a version 3 URL. All
// values are text there, so those of number and boolean fields are taken for
// what their fields want when they are written like it.
func flatMetadata(query string, spec *Spec) []byte {
	out := []byte{'{'}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		k, v, _ := strings.Cut(pair, "=")
		key, _ := unescape(k, false)
		value, _ := unescape(v, false)
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(out, quote(key)...), ':')
		if bare(key, value, spec) {
			out = append(out, value...)
		} else {
			out = append(out, quote(value)...)
		}
	}
	return append(out, '}')
}

// bare reports whether a flat value is written without quotes.
func bare(key, value []byte, spec *Spec) bool {
	if spec == nil {
		return false
	}
	for i := range spec.Fields {
		f := &spec.Fields[i]
		if f.Path != string(key) {
			continue
		}
		switch f.Type {
		case TypeBoolean:
			return string(value) == "true" || string(value) == "false"
		case TypeNumber, TypeInteger:
			return isNumber(value)
		}
	}
	return false
}

// isNumber reports whether text is one JSON number and nothing else.
func isNumber(text []byte) bool {
	var d document
	return d.scan(text, unlimited) == "" && d.nodes[0].kind == kindNumber && len(bytes.TrimSpace(text)) == len(text)
}
