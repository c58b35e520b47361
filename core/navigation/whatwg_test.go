package navigation_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/netip"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/navigation"
)

// browserURL is what testdata/whatwg.mjs prints.
type browserURL struct {
	OK       bool
	Scheme   string
	Host     string
	Port     string
	Path     string
	Query    string
	Fragment string
	User     string
	Origin   string
}

// A browser must read alike what we accept; what it reads differently or
// cleans up, we must refuse.
func TestBrowsersReadWhatWeAcceptAlike(t *testing.T) {
	inputs := append(corpusInputs(t), mangled(corpusInputs(t), 40_000)...)
	browser := browserReads(t, inputs)
	accepted := 0
	for i, input := range inputs {
		u, err := navigation.Read(input)
		if err != nil {
			continue
		}
		accepted++
		requireAlike(t, input, u, browser[i])
	}
	// A reader that refuses everything would pass as well.
	assert.Greater(t, accepted, len(inputs)/20)
}

func requireAlike(t *testing.T, input string, u navigation.URL, b browserURL) {
	if !b.OK {
		// Browsers check what is behind xn-- as well and then refuse.
		require.Contains(t, strings.ToLower(u.Host()), "xn--", input)
		return
	}
	require.Equal(t, u.Scheme(), b.Scheme, input)
	require.Equal(t, u.Host(), unmapped(strings.ToLower(b.Host)), input)
	require.Equal(t, u.Port(), port(t, b), input)
	require.Empty(t, b.User, input)
	if !strings.ContainsAny(input, "{}|^`'") { // browsers encode some of these
		require.Equal(t, u.Path(), b.Path, input)
		require.Equal(t, u.Query(), strings.TrimPrefix(b.Query, "?"), input)
	}
	if u.IsWeb() && !strings.Contains(input, "[") {
		require.Equal(t, u.Origin(), b.Origin, input)
	}
}

// unmapped does to a browser's host what Read does on purpose.
func unmapped(host string) string {
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err == nil && addr.Is4In6() {
		return addr.Unmap().String()
	}
	return host
}

func port(t *testing.T, b browserURL) int {
	if b.Port == "" {
		return map[string]int{"https": 443, "wss": 443, "http": 80, "ws": 80, "ftp": 21}[b.Scheme]
	}
	n, err := strconv.Atoi(b.Port)
	require.NoError(t, err)
	return n
}

func browserReads(t *testing.T, inputs []string) []browserURL {
	if testing.Short() {
		t.Skip("needs Node.js")
	}
	node, err := exec.LookPath("node")
	require.NoError(t, err, "install Node.js, or use -short")
	data, err := json.Marshal(inputs)
	require.NoError(t, err)
	cmd := exec.Command(node, "testdata/whatwg.mjs")
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	require.NoError(t, err)
	var read []browserURL
	require.NoError(t, json.Unmarshal(out, &read))
	require.Len(t, read, len(inputs))
	return read
}

func corpusInputs(t *testing.T) []string {
	var inputs []string
	for _, row := range urlRows(t) {
		inputs = append(inputs, row.Input)
	}
	return inputs
}

// mangled makes addresses from the corpus by inserting, dropping and swapping
// pieces that parsers are known to trip over. The same seed gives the same
// addresses.
func mangled(corpus []string, n int) []string {
	pieces := []string{
		"/", "\\", "@", ":", "?", "#", ".", "..", "%2e", "%2f", "%", "[", "]", "0x", "0", "1", "00", "255", "256",
		"xn--", "-", "_", ";", "\t", "\n", " ", "\u3002", "\uff0e", "\u00ad", "\u00df", "e\u0301", "A", "z",
		"localhost", "127.0.0.1", "evil.test", "::ffff:", "::", ":443", ":80", "https:", "//", "mx:", "~", "|", "'",
	}
	r := rand.New(rand.NewPCG(1, 2))
	var out []string
	for len(out) < n {
		s := corpus[r.IntN(len(corpus))]
		for range 1 + r.IntN(3) {
			at := r.IntN(len(s) + 1)
			switch piece := pieces[r.IntN(len(pieces))]; r.IntN(3) {
			case 0:
				s = s[:at] + piece + s[at:]
			case 1:
				s = s[:at] + piece + s[min(at+1, len(s)):]
			default:
				s = s[:at] + s[min(at+1, len(s)):]
			}
		}
		out = append(out, strings.ToValidUTF8(s, "x"))
	}
	return out
}
