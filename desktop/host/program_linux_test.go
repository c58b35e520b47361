//go:build cgo

package host

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// programVariable is set for a test binary that is to be a program with Main
// and nothing else.
const programVariable = "HOST_TEST_PROGRAM"

// programResults are what the program's f may return.
var programResults = map[string]error{"succeeds": nil, "fails": errors.New("the app's own error")}

// program is that program. It prints what came of it.
func program(f string) int {
	ran := 0
	err := Main(func() error { ran++; return programResults[f] })
	fmt.Printf("f ran %d times\n", ran)
	if err != nil {
		fmt.Printf("%s\n%s\n", fault.CodeOf(err), err)
	}
	return 0
}

// runProgram runs the program without the given variables and returns what it
// prints.
func runProgram(t *testing.T, f string, without ...string) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains(without, name)
	}), programVariable+"="+f)
	out, err := cmd.Output()
	require.NoError(t, err)
	return string(out)
}

func TestMainWithoutADisplaySaysWhatToDo(t *testing.T) {
	out := runProgram(t, "succeeds", "DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XDG_RUNTIME_DIR")
	require.Contains(t, out, "f ran 0 times\nengine_unavailable\n")
	require.Regexp(t, `There is no display to open a window on: set DISPLAY or WAYLAND_DISPLAY, or run the program under xvfb-run\.`, out)
}

func TestMainReturnsWhatItsFunctionReturns(t *testing.T) {
	needsDisplay(t)
	require.Equal(t, "f ran 1 times\n", runProgram(t, "succeeds"))
	require.Equal(t, "f ran 1 times\nother\nthe app's own error\n", runProgram(t, "fails"))
}
