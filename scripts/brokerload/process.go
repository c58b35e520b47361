package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// process is a server that runs.
type process struct {
	command *exec.Cmd
	url     string
}

// launch runs this program again, as a server.
func launch(ctx context.Context, kind, redis string) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{command: exec.CommandContext(ctx, program, "-serve", kind, "-redis", redis)}
	p.command.Env = append(os.Environ(), serverMark+"=1")
	p.command.Stderr = os.Stderr
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		p.stop()
		return nil, errors.New("the server did not start")
	}
	p.url = lines.Text()
	return p, nil
}

// serverMark is set in the environment of a server, so that a test's program
// can be one.
const serverMark = "CONNECTHOST_LOAD_SERVER"

func (p *process) stop() {
	_ = p.command.Process.Kill()
	_ = p.command.Wait()
}

// resident returns the memory that the process holds, in bytes. It reads
// Linux's /proc.
func (p *process) resident() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kilobytes << 10, err
		}
	}
	return 0, errors.New("the system does not say how much memory a process has")
}
