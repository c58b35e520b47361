package event

import (
	"strings"

	"github.com/connecthost/connecthost/core/internal/jsonscan"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// net/url's query parser is not used: it refuses every pair with a semicolon
// and drops pairs with a bad escape without a word.

// metadataParameter returns the value of the metadata parameter, still
// encoded. Two of them are an error: peers take the first, the last, or both.
func metadataParameter(query string) (value string, found bool, err error) {
	for more := true; more; {
		var pair string
		pair, query, more = cutByte(query, '&')
		key, v, _ := cutByte(pair, '=')
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

// cutByte is strings.Cut at a byte.
func cutByte(s string, at byte) (before, after string, found bool) {
	if i := strings.IndexByte(s, at); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// isMetadata also sees through percent-encoding, since other readers do.
func isMetadata(key string) bool {
	if strings.IndexByte(key, '%') < 0 {
		return key == "metadata"
	}
	decoded, _ := uri.Unescape(key, true)
	return decoded == "metadata"
}

// flatMetadata makes an object of the parameters of a version 3 URL. All
// values are strings there, so those of number and boolean fields are taken for
// what their fields want when they are written like it.
func flatMetadata(query string, row *row) string {
	out := []byte{'{'}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		k, v, _ := strings.Cut(pair, "=")
		key, _ := uri.Unescape(k, false)
		value, _ := uri.Unescape(v, false)
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(out, quote(key)...), ':')
		if bare(key, value, row) {
			out = append(out, value...)
		} else {
			out = append(out, quote(value)...)
		}
	}
	return string(append(out, '}'))
}

// bare reports whether a flat value is written without quotes.
func bare(key, value string, row *row) bool {
	if row == nil {
		return false
	}
	for i := range row.Spec.Fields {
		f := &row.Spec.Fields[i]
		if f.Path != key {
			continue
		}
		switch f.Type {
		case TypeBoolean:
			return value == "true" || value == "false"
		case TypeNumber, TypeInteger:
			return isNumber(value)
		}
	}
	return false
}

// isNumber reports whether text is one JSON number and nothing else.
func isNumber(text string) bool {
	var d jsonscan.Document
	return d.Scan(text, jsonscan.Unlimited) == jsonscan.Fine && d.Kind(jsonscan.Root) == jsonscan.Number && jsonscan.Trim(text) == text
}
