package uri

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCutScheme(t *testing.T) {
	long := strings.Repeat("a", MaxScheme)
	for name, row := range map[string]struct {
		raw, scheme, rest string
		ok                bool
	}{
		"a scheme":               {"https://x", "https", "//x", true},
		"in capitals":            {"HtTp:x", "http", "x", true},
		"a scheme alone":         {"mx:", "mx", "", true},
		"every character":        {"a1+-.z:", "a1+-.z", "", true},
		"the first colon counts": {"a:b:c", "a", "b:c", true},
		"as long as can be":      {long + ":", long, "", true},
		"longer":                 {long + "a:", "", "", false},
		"no colon":               {"https", "", "", false},
		"nothing":                {"", "", "", false},
		"a colon alone":          {":x", "", "", false},
		"a digit first":          {"1a:x", "", "", false},
		"a dot first":            {".a:x", "", "", false},
		"a space first":          {" a:x", "", "", false},
		"an underscore":          {"my_app:x", "", "", false},
		"a slash before":         {"/a:x", "", "", false},
		"a letter beyond ASCII":  {"m\u00e4pp:x", "", "", false},
		"the Kelvin sign":        {"\u212A:x", "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			scheme, rest, ok := CutScheme(row.raw)
			assert.Equal(t, row.scheme, scheme)
			assert.Equal(t, row.rest, rest)
			assert.Equal(t, row.ok, ok)
		})
	}
}

func TestASchemeIsInLowerCaseAndWithoutItsColon(t *testing.T) {
	for s, want := range map[string]bool{
		"mx": true, "com.example.app": true, "a": true, "a+b-c.1": true, strings.Repeat("a", MaxScheme): true,
		"": false, "MX": false, "mX": false, "mx:": false, "1a": false, "+a": false, "my_app": false, "a b": false,
		"\u212A": false, "a\u00e9": false, "a%41": false, strings.Repeat("a", MaxScheme+1): false,
	} {
		assert.Equal(t, want, IsScheme(s), s)
	}
}

func TestWhoseASchemeIs(t *testing.T) {
	for scheme, row := range map[string]struct{ reserved, contact, own bool }{
		"com.example.app":  {own: true},
		"mx":               {own: true},
		"atrium":           {own: true},
		"mschap":           {own: true},
		"http":             {reserved: true},
		"https":            {reserved: true},
		"wss":              {reserved: true},
		"javascript":       {reserved: true},
		"data":             {reserved: true},
		"blob":             {reserved: true},
		"about":            {reserved: true},
		"view-source":      {reserved: true},
		"file":             {reserved: true},
		"content":          {reserved: true},
		"intent":           {reserved: true},
		"wails":            {reserved: true},
		"ms":               {reserved: true},
		"ms-settings":      {reserved: true},
		"chrome":           {reserved: true},
		"chrome-extension": {reserved: true},
		"tel":              {contact: true},
		"mailto":           {contact: true},
		"sms":              {contact: true},
		"":                 {},
		"My":               {},
		"my app":           {},
	} {
		t.Run(scheme, func(t *testing.T) {
			assert.Equal(t, row.reserved, IsReserved(scheme))
			assert.Equal(t, row.contact, IsContact(scheme))
			assert.Equal(t, row.own, IsOwn(scheme))
		})
	}
}

// TestReservedSchemesCanBeReadAtAll would find a name with a typing error.
func TestReservedSchemesCanBeReadAtAll(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range reserved {
		assert.True(t, IsScheme(s), s)
		assert.False(t, seen[s], s)
		seen[s] = true
	}
}
