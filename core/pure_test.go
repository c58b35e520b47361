package core_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/connecthost/connecthost/"

// TestThePureCoreStaysPure keeps network, cgo, the clock's timers and foreign
// code out of the packages that phones link.
func TestThePureCoreStaysPure(t *testing.T) {
	folders := []string{"event", "navigation", "oauth", "session", "fault", "secret", "traits", "internal/jsonscan", "internal/jsontext", "internal/uri"}
	args := []string{"list", "-deps", "-json=ImportPath,Standard,CgoFiles,Imports"}
	for _, f := range folders {
		args = append(args, module+"core/"+f)
	}
	out, err := exec.Command("go", args...).Output()
	require.NoError(t, err)
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; seen++ {
		var p struct {
			ImportPath string
			Standard   bool
			CgoFiles   []string
			Imports    []string
		}
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if p.Standard {
			assert.NotEqual(t, "net/http", p.ImportPath)
			assert.NotEqual(t, "net", p.ImportPath)
			continue
		}
		assert.True(t, allowed(p.ImportPath, folders), "%s is not part of the pure core", p.ImportPath)
		assert.Empty(t, p.CgoFiles, p.ImportPath)
	}
	assert.Greater(t, seen, len(folders))
}

func allowed(path string, folders []string) bool {
	for _, f := range folders {
		if path == module+"core/"+f {
			return true
		}
	}
	return false
}
