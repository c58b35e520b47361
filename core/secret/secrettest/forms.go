package secrettest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// form is one way to write a canary.
type form struct {
	canary string
	name   string
	text   string // in lower case unless exact
	exact  bool   // upper and lower case differ
}

func (f form) index(text, lower string) int {
	if f.exact {
		return strings.Index(text, f.text)
	}
	return strings.Index(lower, f.text)
}

// formsOf lists the ways in which a value can come out: as it is, escaped for
// URLs, JSON and Go, as numbers of bytes, and within base64 at any position.
func formsOf(canary, value string) []form {
	var forms []form
	seen := map[string]bool{}
	add := func(name string, texts ...string) {
		for _, text := range texts {
			if text = strings.ToLower(text); !seen[text] {
				seen[text] = true
				forms = append(forms, form{canary: canary, name: name, text: text})
			}
		}
	}
	add("raw", value)
	query, path := url.QueryEscape(value), url.PathEscape(value)
	add("URL-escaped", query, path, url.QueryEscape(query), url.QueryEscape(path))
	add("JSON-escaped", inJSON(value, true), inJSON(value, false), inJSON(inJSON(value, true), true))
	add("Go-quoted", inQuotes(strconv.Quote(value)), inQuotes(strconv.QuoteToASCII(value)), inQuotes(strconv.Quote(inJSON(value, true))))
	add("hexadecimal", hex.EncodeToString([]byte(value)), spaced("%x", value), spaced("0x%x,", value))
	add("decimal bytes", spaced("%d", value))
	for _, text := range inBase64(value) {
		forms = append(forms, form{canary: canary, name: "base64", text: text, exact: true})
	}
	return forms
}

// inJSON is the value inside the quotes of a JSON string.
func inJSON(value string, escapeHTML bool) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(escapeHTML)
	if err := enc.Encode(value); err != nil {
		panic(err) // a string can always be encoded
	}
	return inQuotes(strings.TrimSpace(b.String()))
}

func inQuotes(s string) string { return s[1 : len(s)-1] }

// spaced writes each byte with a format, as fmt prints a slice of bytes.
func spaced(format, value string) string {
	var parts []string
	for i := range len(value) {
		parts = append(parts, fmt.Sprintf(format, value[i]))
	}
	return strings.Join(parts, " ")
}

// inBase64 is what a longer text's base64 contains of the value when the
// value begins at the first, second or third byte of a group. The characters
// that also depend on the neighbours are left out.
func inBase64(value string) []string {
	var texts []string
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			encoded := encoding.EncodeToString([]byte(strings.Repeat("\x00", before) + value))
			from := []int{0, 2, 3}[before]
			whole := (before + len(value)) * 8 / 6 // characters that the value decides alone
			texts = append(texts, encoded[from:whole])
		}
	}
	return texts
}
