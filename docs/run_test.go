//go:build unix

package docs_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is how long a command may take: far longer than it needs.
const patience = 2 * time.Minute

// TestCommandsDoWhatThePagesSay runs each command of the table that runs here.
// Programs that a command starts with go run are built once for all.
func TestCommandsDoWhatThePagesSay(t *testing.T) {
	r := runner{build(t), t.TempDir()}
	for command, row := range commands() {
		if row.elsewhere != "" {
			continue
		}
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if row.beside != "" {
				line, stop := r.serve(ctx, t, row.beside)
				defer stop()
				command = filledIn(t, command, line)
			}
			switch {
			case row.window != "":
				r.window(ctx, t, command, row.window)
			case row.serves:
				line, stop := r.serve(ctx, t, command+" "+row.more)
				assert.Regexp(t, row.says, line)
				stop()
			default:
				out, err := r.start(ctx, command).CombinedOutput()
				require.NoError(t, err, "%s", out)
				assert.Regexp(t, "(?s)"+row.says, string(out))
			}
		})
	}
}

// build builds the programs that commands run, and returns their folder.
func build(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	packages := names{}
	for command, row := range commands() {
		for _, m := range program.FindAllStringSubmatch(command+" "+row.beside, -1) {
			packages["./examples/"+m[1]] = true
		}
	}
	args := []string{"build", "-trimpath", "-o", folder + string(filepath.Separator)}
	for p := range packages {
		args = append(args, p)
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return folder
}

// runner runs commands with the programs in a folder, for a user whose files are
// in another one.
type runner struct{ programs, home string }

// start makes a command's process, which is that of the program itself where the
// command is a single program.
func (r runner) start(ctx context.Context, command string) *exec.Cmd {
	command = program.ReplaceAllString(command, filepath.Join(r.programs, "$1"))
	if !strings.Contains(command, " | ") {
		command = "exec env " + command
	}
	cmd := exec.CommandContext(ctx, "bash", "-o", "pipefail", "-c", command)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "HOME="+r.home, "XDG_STATE_HOME="+filepath.Join(r.home, "state"))
	cmd.WaitDelay = time.Second
	return cmd
}

// serve starts a command that serves and returns the first line that it prints.
// stop interrupts it, and looks that it ends well.
func (r runner) serve(ctx context.Context, t *testing.T, command string) (first string, stop func()) {
	t.Helper()
	cmd := r.start(ctx, command)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	first, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = cmd.Wait()
		require.NoError(t, err, complaints.String())
	}
	return first, func() {
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		assert.NoError(t, cmd.Wait(), complaints.String())
	}
}

// window runs a command on a display of its own until it has opened its window.
func (r runner) window(ctx context.Context, t *testing.T, command, title string) {
	t.Helper()
	const until = `set -e
$1 & app=$!
trap 'kill $app' EXIT
until xdotool search --onlyvisible --name "^$2\$" >/dev/null 2>&1; do kill -0 $app; sleep 0.2; done`
	inner := r.start(ctx, command)
	cmd := exec.CommandContext(ctx, "scripts/display", "bash", "-c", until, "-", strings.TrimPrefix(inner.Args[len(inner.Args)-1], "exec "), title)
	cmd.Dir, cmd.Env, cmd.WaitDelay = root, inner.Env, time.Second
	// The display and the program end with the time, too.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

var (
	onPage = regexp.MustCompile(`http://127\.0\.0\.1:87\d\d`)
	hidden = regexp.MustCompile(`(\w+)=…`)
)

// filledIn puts what a server says of itself in the place of what a page has.
func filledIn(t *testing.T, command, line string) string {
	t.Helper()
	var says struct {
		URL    string            `json:"url"`
		Tokens map[string]string `json:"tokens"`
		MX     struct {
			URL string `json:"base_url"`
			ID  string `json:"client_id"`
			Key string `json:"api_key"`
		} `json:"mx"`
	}
	require.NoError(t, json.Unmarshal([]byte(line), &says))
	command = onPage.ReplaceAllString(command, says.URL+says.MX.URL) // one of the two is there
	command = strings.ReplaceAll(command, "Bearer …", "Bearer "+says.Tokens["demo"])
	command = strings.ReplaceAll(command, "$ID:$KEY", says.MX.ID+":"+says.MX.Key)
	values := map[string]string{"MX_BASE_URL": says.MX.URL, "MX_CLIENT_ID": says.MX.ID, "MX_API_KEY": says.MX.Key}
	return hidden.ReplaceAllStringFunc(command, func(s string) string {
		name, _, _ := strings.Cut(s, "=")
		return name + "=" + values[name]
	})
}
