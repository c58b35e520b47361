package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// complete fails when gobind left something out. It says so only in comments
// of what it writes: "// skipped function Map with unsupported parameter".
func complete(generated string) error {
	var left []string
	err := eachFile(generated, func(path string) error {
		data, err := os.ReadFile(filepath.Join(generated, path))
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(data), "\n") {
			if strings.Contains(line, "skipped") {
				left = append(left, fmt.Sprintf("  %s:%d: %s", path, i+1, strings.TrimSpace(line)))
			}
		}
		return nil
	})
	if err != nil || len(left) == 0 {
		return err
	}
	return fmt.Errorf("gobind leaves out parts of the facade; only numbers, strings, bytes, and pointers to and interfaces of its own types cross:\n%s",
		strings.Join(left, "\n"))
}
