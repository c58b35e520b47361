package event

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// example is a complete, valid event of testdata/examples.json.
type example struct {
	Name     Name            `json:"name"`
	Dialects []string        `json:"dialects"`
	Metadata json.RawMessage `json:"metadata"`
}

func load[T any](t testing.TB, file string) (rows []T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &rows))
	require.NotEmpty(t, rows)
	return rows
}

func parser(t testing.TB, cfg Config) *Parser {
	t.Helper()
	p, err := NewParser(cfg)
	require.NoError(t, err)
	return p
}

func dialectOf(t testing.TB, name string) Dialect {
	t.Helper()
	for d, n := range dialectNames {
		if n == name {
			return Dialect(d)
		}
	}
	t.Fatalf("no dialect %q", name)
	return 0
}

// urlOf is what MX's widget navigates to. encodeURIComponent leaves no plus.
func urlOf(scheme string, name Name, metadata string) string {
	return scheme + "://" + string(name) + "?metadata=" + url.PathEscape(metadata)
}

func objectOf(prefix string, name Name, metadata string) string {
	return `{"metadata":` + metadata + `,"mx":true,"type":"` + prefix + string(name) + `"}`
}

func textOf(message string) string { return quote(message) }
