package page

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestScriptUnderNode runs script.test.mjs on what Script and PostScript
// render.
func TestScriptUnderNode(t *testing.T) {
	if testing.Short() {
		t.Skip("needs Node.js")
	}
	node, err := exec.LookPath("node")
	require.NoError(t, err, "install Node.js, or use -short")
	cmd := exec.CommandContext(t.Context(), node, "--test", "--test-reporter=tap", "script.test.mjs")
	cmd.Env = append(os.Environ(), "SCRIPT="+Script(Options{Origins: []string{"https://widget.example"}}), "POSTS="+posts(t))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "# fail 0")
	assert.NotContains(t, string(out), "# pass 0")
}

// hostile are messages that would leave a carelessly quoted script.
var hostile = []string{
	`{"type":"x"}`,
	`"'); alert(1); ('"`,
	`"\"); alert(1); (\""`,
	`"</script><script>alert(1)</script>"`,
	"\"line\u2028para\u2029end\"",
	"\"`${alert(1)}`\"",
	`{"__proto__":{"polluted":true}}`,
	`"\\u0000\n\\"`,
	`[1,null,true,"ü€😀"]`,
}

// posts renders every hostile message, as JSON pairs of data and script.
func posts(t *testing.T) string {
	type pair struct{ Data, Script string }
	var all []pair
	for _, data := range hostile {
		all = append(all, pair{data, PostScript(json.RawMessage(data), "https://widget.example")})
	}
	raw, err := json.Marshal(all)
	require.NoError(t, err)
	return string(raw)
}

func TestRenderedScriptsKeepToTheirQuotes(t *testing.T) {
	for _, data := range append(hostile, "not json", "\xff\xfe") {
		s := PostScript(json.RawMessage(data), "https://w.example\u2028</script>")
		for _, bad := range []string{"<", ">", "\u2028", "\u2029", "\n"} {
			assert.NotContains(t, s, bad, "data %q", data)
		}
	}
	s := Script(Options{Origins: []string{"</script>"}})
	assert.NotContains(t, s, "</script>")
}

func TestScriptWithoutOriginsNamesNone(t *testing.T) {
	assert.True(t, strings.Contains(Script(Options{}), `"origins":[]`))
}
