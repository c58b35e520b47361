package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// generate runs gobind on the package at path, from the root of the
// repository. out is replaced where it differs, so that what is built from it
// stays fresh.
func generate(path, out string) error {
	fresh, err := os.MkdirTemp("", "bindings")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	cmd := exec.Command("go", "tool", "gobind", "-lang=go,java,objc",
		"-javapkg="+javaPackage, "-prefix="+objcPrefix, "-outdir="+fresh, path)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("gobind %s failed (%w):\n%s", path, err, strings.TrimSpace(string(text)))
	}
	return mirror(fresh, out, func(name string) string { return name })
}
