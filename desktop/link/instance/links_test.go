package instance

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/navigation"
)

const aLink = "com.example.app://oauth_complete?status=success&member_guid=MBR-1&ch_state=000102030405060708090a0b0c0d0e0f"

// hostileArguments are none of the app's links, whatever they look like. An
// argument cannot hold a NUL byte, nor more than 128 KiB on Linux.
var hostileArguments = map[string][]string{
	"another scheme":           {"mx://oauth_complete?status=success&member_guid=MBR-1"},
	"https":                    {"https://oauth_complete/?status=success"},
	"a file":                   {"file:///etc/passwd", "/etc/passwd"},
	"a script":                 {"javascript://com.example.app/%0aalert(1)"},
	"no slashes":               {"com.example.app:oauth_complete?status=success"},
	"the scheme with a prefix": {"xcom.example.app://oauth_complete"},
	"the scheme with a suffix": {"com.example.app.evil://oauth_complete"},
	"the scheme in the query":  {"evil://x?com.example.app://oauth_complete"},
	"a flag":                   {"--url=" + aLink, "-" + aLink},
	"a space before":           {" " + aLink},
	"a line break in it":       {"com.example.app://oauth_complete\n?status=success"},
	"an escape sequence":       {"com.example.app://\x1b[2Joauth_complete"},
	"a backslash":              {`com.example.app:\\oauth_complete`},
	"no UTF-8":                 {"com.example.app://\xff\xfe"},
	"another alphabet":         {"com.example.app://οauth_complete"},
	"a user name":              {"com.example.app://user@oauth_complete"},
	"an empty argument":        {"", "", ""},
	"a huge argument":          {aLink + strings.Repeat("x", 100<<10)},
	"many arguments":           append(manyTimes("x", 5000), aLink),
	"a shell's":                {"$(touch /tmp/x)", "`id`", "; id"},
	"JSON":                     {`{"links":["` + aLink + `"]}`},
}

func manyTimes(s string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = s
	}
	return list
}

func TestLinksOf(t *testing.T) {
	assert.Equal(t, []string{aLink, "COM.Example.App://x", "other://x"}, LinksOf([]string{"--verbose", aLink, "COM.Example.App://x", "other://x"}, "com.example.app", "other"))
	assert.Empty(t, LinksOf(nil, "com.example.app"))
	assert.Empty(t, LinksOf([]string{aLink}))
	for name, args := range hostileArguments {
		assert.Empty(t, LinksOf(args, testApp), name)
	}
	assert.Len(t, LinksOf(manyTimes(aLink, 50), testApp), maxHandedOver)
	assert.Empty(t, LinksOf([]string{aLink + strings.Repeat("x", maxLength)}, testApp))
}

func FuzzLinksOf(f *testing.F) {
	f.Add(aLink)
	for _, args := range hostileArguments {
		f.Add(strings.Join(args[:min(len(args), 3)], "\x00"))
	}
	f.Fuzz(func(t *testing.T, joined string) {
		args := strings.Split(joined, "\x00")
		for _, l := range LinksOf(args, testApp) {
			require.Contains(t, args, l, "as it stands")
			require.LessOrEqual(t, len(l), maxLength)
			require.Equal(t, testApp+"://", strings.ToLower(l[:len(testApp)+3]))
			u, err := navigation.Read(l)
			require.NoError(t, err)
			require.Equal(t, testApp, u.Scheme())
			require.Equal(t, -1, strings.IndexFunc(l, func(r rune) bool { return r <= ' ' || r > '~' }))
		}
	})
}

// FuzzReadLinks reads what another process says.
func FuzzReadLinks(f *testing.F) {
	for _, says := range []string{"", "{}", `{"links":[]}`, `{"links":["` + aLink + `"]}` + "\n", `{"links":null}`, `{"Links":["x"]}`, `[]`, `{"links":[1]}`} {
		f.Add([]byte(says))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		links, err := readLinks(bytes.NewReader(data))
		if err != nil {
			require.Empty(t, links)
			return
		}
		require.LessOrEqual(t, len(links), maxArguments)
		again, err := json.Marshal(message{links})
		require.NoError(t, err)
		if len(again) <= maxMessage {
			same, err := readLinks(bytes.NewReader(again))
			require.NoError(t, err)
			require.Equal(t, links, same)
		}
	})
}
