//go:build !linux || webkit2_41

package shell

import (
	"io/fs"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestThePageIsPartOfTheModule keeps an app from showing an empty window: all
// that the page loads is embedded beside it, and nothing else is.
func TestThePageIsPartOfTheModule(t *testing.T) {
	index, err := fs.ReadFile(dist, "dist/index.html")
	require.NoError(t, err)
	wanted := []string{"dist/index.html"}
	for _, found := range regexp.MustCompile(`(?:src|href)="\./([^"]+)"`).FindAllStringSubmatch(string(index), -1) {
		wanted = append(wanted, "dist/"+found[1])
	}
	require.Greater(t, len(wanted), 2, "the page has a script and a style sheet")
	var have []string
	require.NoError(t, fs.WalkDir(dist, "dist", func(path string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			have = append(have, path)
		}
		return err
	}))
	require.ElementsMatch(t, wanted, have)
}
