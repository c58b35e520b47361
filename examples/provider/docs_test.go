package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// piece is a block of code with the file that it is from.
var piece = regexp.MustCompile("(?s)<!-- examples/provider/([a-z_.]+) -->\n```[a-z]+\n(.*?)```")

// TestTheDocumentationHasThisCode keeps the page and the example alike.
func TestTheDocumentationHasThisCode(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "custom-provider.md"))
	require.NoError(t, err)
	pieces := piece.FindAllStringSubmatch(string(text), -1)
	require.Len(t, pieces, 11)
	for _, p := range pieces {
		source, err := os.ReadFile(p[1])
		require.NoError(t, err)
		require.Contains(t, string(source), p[2], "docs/custom-provider.md shows other code of %s than it has", p[1])
	}
}
