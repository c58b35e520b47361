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
happened, and whether the same call may succeed later. A code also has a level,
which says whose matter it is; the outcome of a session that connected nothing
has one as its reason. This page is generated from the catalogue in
` + "`core/fault`" + `.

An error speaks to two readers, in two fields:

- The **user** reads the message below and nothing else. An app can show it as
  it stands, or say the same in words of its own by the code. In Go it is
  ` + "`fault.Error.Message`" + `, on phones ` + "`Problem.message`" + `, in the answers of a
  broker ` + "`message`" + `.
- The **developer** reads the detail, which names the setting, argument or field
  that is wrong (` + "`fault.Error.Detail`" + `, ` + "`Problem.detail`" + `, ` + "`detail`" + `; empty when the code
  says it all), and the advice below (` + "`fault.Advice`" + `, ` + "`Problem.advice`" + `). Neither
  is for a user's screen. ` + "`Error()`" + ` prints the code with the detail, and with the
  message when there is none.

| level | what it means |
| --- | --- |
`)
	for _, l := range Levels() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", l.Level, l.Meaning)
	}
	b.WriteString(`
| code | stage | level | retry | for the user: message | for the developer: advice |
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
