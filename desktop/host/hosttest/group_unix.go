//go:build unix

package hosttest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// ownGroup gives a process a group of its own, so that what it starts ends with
// it.
func ownGroup(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killGroup(c *exec.Cmd) {
	if c.Process != nil {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
	}
}

// groupGone reports whether no process of the group runs any more. A killed one
// keeps its ports until the last of its threads is gone; one without threads that
// nobody has waited for yet holds nothing. Where there is no /proc it is assumed.
func groupGone(c *exec.Cmd) bool {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		_, after, _ := strings.Cut(string(text), ") ") // the name may hold blanks
		var state string
		var parent, group int
		if _, err := fmt.Sscan(after, &state, &parent, &group); err == nil && group == c.Process.Pid {
			threads, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "task", "*"))
			if state != "Z" || len(threads) > 1 {
				return false
			}
		}
	}
	return true
}
