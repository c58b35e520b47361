package fault

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the reference page again")

const referencePath = "../../docs/errors.md"

// TestReference keeps docs/errors.md in step with the catalogue. Write it
// again with: go test ./core/fault -run TestReference -update
func TestReference(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(referencePath, []byte(reference()), 0o644))
	}
	got, err := os.ReadFile(referencePath)
	require.NoError(t, err)
	assert.Equal(t, reference(), string(got), "docs/errors.md is stale; run the test with -update")
}

func reference() string {
	var b strings.Builder
	b.WriteString(`# Error codes

Every error of Connecthost carries a stable code, the stage in which it
happened, whether the same call may succeed later, and a message that is safe
to show. A code also has a level, which says whose matter it is; the outcome of
a session that connected nothing has one as its reason. This page is generated
from the catalogue in ` + "`core/fault`" + `.

| level | what it means |
| --- | --- |
`)
	for _, l := range Levels() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", l.Level, l.Meaning)
	}
	b.WriteString(`
| code | stage | level | retry | message | what to do |
| --- | --- | --- | --- | --- | --- |
`)
	for _, k := range Catalogue() {
		retry := "no"
		if k.Retryable {
			retry = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", k.Code, k.Stage, k.Level(), retry, k.Message, k.Advice)
	}
	return b.String()
}
