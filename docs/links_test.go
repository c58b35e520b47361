package docs_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	marks   = regexp.MustCompile("[^a-z0-9 _-]")
)

// TestEveryLinkLeadsSomewhere follows the links between pages, to their headings
// too.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	for _, p := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(p.prose, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			to, anchor, _ := strings.Cut(m[1], "#")
			target := p.path
			if to != "" {
				target = path.Join(path.Dir(p.path), to)
			}
			_, err := os.Stat(filepath.Join(root, target))
			if assert.NoError(t, err, "%s leads to %s", p.path, m[1]) && anchor != "" {
				assert.Contains(t, anchors(t, target), anchor, "%s leads to %s", p.path, m[1])
			}
		}
	}
}

// anchors are the headings of a page as links name them.
func anchors(t *testing.T, file string) (found []string) {
	t.Helper()
	for _, h := range heading.FindAllStringSubmatch(readPage(t, filepath.Join(root, file)).prose, -1) {
		found = append(found, strings.ReplaceAll(marks.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
	}
	return found
}

// TestEveryPageIsInTheList keeps the README's list of pages whole.
func TestEveryPageIsInTheList(t *testing.T) {
	readme := readPage(t, filepath.Join(root, "README.md"))
	for _, p := range pages(t) {
		if path.Dir(p.path) == "docs" {
			require.Contains(t, readme.prose, "("+p.path+")", "the README does not lead to it")
		}
	}
}
