package docs_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// room is a row of the table in docs/architecture.md.
type room struct {
	folder   string
	leansOn  []string
	anything bool
}

var roomRow = regexp.MustCompile("(?m)^\\| `([a-z/]+)` \\| [^|]+ \\|([^|]*)\\|$")

// rooms reads the table.
func rooms(t *testing.T) (found []room) {
	t.Helper()
	prose := readPage(t, filepath.Join(root, "docs", "architecture.md")).prose
	_, table, ok := strings.Cut(prose, "| room | what it is for | leans on |\n")
	require.True(t, ok, "the table's head")
	table, _, _ = strings.Cut(table, "\n\n")
	for _, row := range roomRow.FindAllStringSubmatch(table+"\n", -1) {
		r := room{folder: row[1], anything: strings.TrimSpace(row[2]) == "anything"}
		for _, s := range span.FindAllStringSubmatch(row[2], -1) {
			r.leansOn = append(r.leansOn, s[1])
		}
		found = append(found, r)
	}
	return found
}

// TestTheHouseIsAsItIsDrawn compares the table with the imports: each folder has
// a room, each room leans on exactly the rooms that it names, and all of them
// stand above it in the table.
func TestTheHouseIsAsItIsDrawn(t *testing.T) {
	drawn := rooms(t)
	leans := map[string]names{}
	imports := readSource(t).imports
	for folder := range imports {
		from := roomOf(drawn, folder)
		if !assert.GreaterOrEqual(t, from, 0, "%s has no room", folder) {
			continue
		}
		for to := range imports[folder] {
			if at := roomOf(drawn, to); at != from {
				put(leans, drawn[from].folder, drawn[at].folder)
				assert.Less(t, at, from, "%s leans on %s, which stands below it in the table", folder, to)
			}
		}
	}
	for _, r := range drawn {
		if !r.anything {
			assert.Equal(t, slices.Sorted(maps.Keys(leans[r.folder])), r.leansOn, r.folder)
		}
	}
}

// roomOf is the row of a folder: the one whose name is the longest beginning of
// the folder's; -1 without one.
func roomOf(drawn []room, folder string) int {
	found := -1
	for i, r := range drawn {
		within := folder == r.folder || strings.HasPrefix(folder, r.folder+"/")
		if within && (found < 0 || len(r.folder) > len(drawn[found].folder)) {
			found = i
		}
	}
	return found
}
