package instance

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

const (
	testApp   = "com.example.app"
	asAnother = "CONNECTHOST_TEST_PROCESS"
	isFirst   = "first"
	handsOver = "handed over"
)

// actAsAnotherProcess is an app with a single instance, when a test started this
// program as one. It does not return then.
func actAsAnotherProcess() {
	if os.Getenv(asAnother) == "" {
		return
	}
	i, err := Acquire(context.Background(), Options{AppID: testApp, Args: os.Args[1:]})
	switch {
	case errors.Is(err, ErrHandedOver):
		say(handsOver)
		os.Exit(0)
	case err != nil:
		say(string(fault.CodeOf(err)))
		os.Exit(3)
	}
	say(isFirst)
	for l := range i.Links() {
		say(l)
	}
	os.Exit(0)
}

func say(text string) {
	line, _ := json.Marshal(text)
	fmt.Println(string(line))
}

// process is another process of the app.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string
}

func start(t *testing.T, args ...string) *process {
	p := &process{t: t, cmd: exec.CommandContext(t.Context(), os.Args[0], args...), lines: make(chan string, 64)}
	p.cmd.Env = append(os.Environ(), asAnother+"=1", "GORACE=atexit_sleep_ms=0")
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	read := make(chan struct{})
	go func() {
		defer close(read)
		p.read(out)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-read
		_ = p.cmd.Wait()
	})
	return p
}

func (p *process) read(out io.Reader) {
	defer close(p.lines)
	for s := bufio.NewScanner(out); s.Scan(); {
		var text string
		if json.Unmarshal(s.Bytes(), &text) == nil {
			p.lines <- text
		}
	}
}

// says waits for what the process says next.
func (p *process) says(want string) {
	p.t.Helper()
	select {
	case got, ok := <-p.lines:
		require.True(p.t, ok, "it ended")
		require.Equal(p.t, want, got)
	case <-time.After(30 * time.Second):
		require.Fail(p.t, "it says nothing")
	}
}

// ends waits for the end of the process and returns its exit code.
func (p *process) ends() int {
	p.t.Helper()
	select {
	case got, ok := <-p.lines:
		require.False(p.t, ok, "it says %q", got)
	case <-time.After(30 * time.Second):
		require.Fail(p.t, "it does not end")
	}
	_ = p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

func (p *process) kill() {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Kill())
	for range p.lines {
	}
	_ = p.cmd.Wait()
}

// hands checks that a later process hands over and ends with 0.
func hands(t *testing.T, args ...string) {
	t.Helper()
	p := start(t, args...)
	p.says(handsOver)
	require.Zero(t, p.ends())
}

// aBus starts a session bus of the test's own.
func aBus(t *testing.T) (address string) {
	cmd := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address", "--address=unix:dir="+t.TempDir())
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start(), "install the package dbus-daemon")
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(address)
}
