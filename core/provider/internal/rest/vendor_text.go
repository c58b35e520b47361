package rest

import (
	"bytes"
	"encoding/json"
	"html"
	"mime"
	"regexp"
	"strings"
	"unicode"

	"github.com/connecthost/connecthost/core/secret"
)

// maxText is the most characters of a provider's text that an error holds.
const maxText = 200

var (
	anyURL   = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*:/+[^\s"'<>]*`)
	anyQuery = regexp.MustCompile(`\?[^\s"'<>?]*=[^\s"'<>]*`)
	longWord = regexp.MustCompile(`[A-Za-z0-9_+/=~.%-]{20,}`)
	// publicWord is a long word that is not a secret: an identifier of a
	// provider, or words joined by underscores, as in a field's name.
	publicWord = regexp.MustCompile(`^[A-Z]{2,5}-[0-9A-Fa-f-]{36}\.?$|^[a-z]+([_.][a-z]+)+\.?$`)
)

// vendorText returns what a provider's error body says, as short plain text
// that is safe to log. Real servers answer with a JSON object, a JSON string,
// plain text with or without HTML entities, or a proxy's HTML page. A JSON
// document without a message for people is not shown, because its content is
// not known.
func (f failure) vendorText(contentType string, body []byte) string {
	body = bytes.TrimSpace(body)
	text := ""
	switch declared := isHTML(contentType, body); {
	case declared && (!f.plain || bytes.HasPrefix(body, []byte("<"))):
		return "an HTML page"
	case declared && bytes.HasPrefix(body, []byte(`"`)) && !json.Valid(body):
		text = string(body) // plain text that begins with a quoted word
	default:
		text = message(body)
	}
	text = html.UnescapeString(text)
	text = maskURLs(f.mask(text))
	text = longWord.ReplaceAllStringFunc(text, maskWord)
	return shorten(text)
}

// message finds the text for people in an error body.
func message(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	switch body[0] {
	case '{', '[', '"':
		var value any
		if json.Unmarshal(body, &value) != nil {
			return ""
		}
		return textIn(value)
	}
	return string(body)
}

// textIn looks where the providers put their messages. A JSON error is at
// most two levels deep in practice; decoding has bounded it long before.
func textIn(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		for _, key := range []string{"message", "error_description", "error", "detail", "title"} {
			if text := textIn(v[key]); text != "" {
				return text
			}
		}
	}
	return ""
}

func isHTML(contentType string, body []byte) bool {
	kind, _, _ := mime.ParseMediaType(contentType)
	return kind == "text/html" || kind == "application/xhtml+xml" || bytes.HasPrefix(body, []byte("<"))
}

func maskURLs(text string) string {
	return anyQuery.ReplaceAllString(anyURL.ReplaceAllString(text, "[url]"), "?[query]")
}

func maskWord(word string) string {
	if publicWord.MatchString(word) {
		return word
	}
	return secret.Mask
}

// shorten puts text on one line of at most maxText characters.
func shorten(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "?"), blank), " ")
	if runes := []rune(text); len(runes) > maxText {
		return string(runes[:maxText]) + "…"
	}
	return text
}

// blank also takes the characters that steer terminals and text direction.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
