package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// checkSurfaces compares the public API in both languages with the golden
// files in folder, or writes these anew. It looks at both before it fails.
func checkSurfaces(generated, folder string, update bool) error {
	java, err := javaSurface(generated)
	if err != nil {
		return err
	}
	objc, err := objcSurface(generated)
	if err != nil {
		return err
	}
	return errors.Join(
		golden(filepath.Join(folder, "java.golden"), java, update),
		golden(filepath.Join(folder, "objc.golden"), objc, update),
	)
}

// golden compares got with a file.
func golden(file, got string, update bool) error {
	if update {
		return write(file, []byte(got))
	}
	want, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if string(want) == got {
		return nil
	}
	return fmt.Errorf("the API that phones see is no longer that of %s:\n%s\n"+
		"Apps are built against it. If the change is meant, run: go run ./mobile/bindings -update", file, difference(file, got))
}

// difference is what diff says, or the whole of got where there is no diff.
func difference(file, got string) string {
	fresh, err := os.CreateTemp("", "surface")
	if err != nil {
		return got
	}
	defer os.Remove(fresh.Name())
	if _, err := fresh.WriteString(got); err != nil || fresh.Close() != nil {
		return got
	}
	text, _ := exec.Command("diff", "-U", "1", "--label", "before", "--label", "now", file, fresh.Name()).Output()
	if len(text) == 0 {
		return got
	}
	return string(text)
}
