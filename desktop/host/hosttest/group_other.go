//go:build !unix

package hosttest

import "os/exec"

// WebKitWebDriver runs on Unix only.

func ownGroup(*exec.Cmd) {}

func killGroup(c *exec.Cmd) {
	if c.Process != nil {
		_ = c.Process.Kill()
	}
}

func groupGone(*exec.Cmd) bool { return true }
