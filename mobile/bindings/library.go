package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// compiler builds gobind's Android code for the JVM of this machine.
type compiler struct {
	out     string // where gen/ is and jni/ goes
	cflags  string
	ldflags string
}

func newCompiler(out string) (*compiler, error) {
	if runtime.GOOS != "linux" {
		return nil, errors.New("the library for the JVM is built on Linux only")
	}
	headers, err := jniFlags(androidHeaders)
	if err != nil {
		return nil, err
	}
	log, err := logLibrary(filepath.Join(out, "log"))
	if err != nil {
		return nil, err
	}
	include, err := filepath.Abs("mobile/bindings/log")
	if err != nil {
		return nil, err
	}
	// On Android, cgo defines the macro by itself.
	cflags := fmt.Sprintf("-O2 -D__GOBIND_ANDROID__ %s %q", headers, "-I"+include)
	return &compiler{out: out, cflags: cflags, ldflags: fmt.Sprintf("%q", "-L"+log)}, nil
}

// library builds what was generated as name into libgojni.so in folder, and
// returns its size in bytes. Nothing happens when it is up to date.
func (c *compiler) library(name, folder string) (int64, error) {
	program := filepath.Join(c.out, "jni", name)
	if err := mirror(filepath.Join(c.out, "gen", name, "src", "gobind"), program, forThisMachine); err != nil {
		return 0, err
	}
	file := filepath.Join(folder, "libgojni.so")
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-s -w", "-o", file, "./"+filepath.ToSlash(program))
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "CGO_CFLAGS="+c.cflags, "CGO_LDFLAGS="+c.ldflags)
	if text, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("the library of %s does not build (%w):\n%s", name, err, strings.TrimSpace(string(text)))
	}
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// forThisMachine names a generated file so that it is built here: the suffix
// _android stands for the system, and Apple's files are left out.
func forThisMachine(name string) string {
	if strings.Contains(name, "_darwin.") || strings.HasSuffix(name, ".objc.h") {
		return ""
	}
	for _, ext := range []string{".c", ".go"} {
		if base, ok := strings.CutSuffix(name, "_android"+ext); ok {
			return base + "_jni" + ext
		}
	}
	return name
}

// logLibrary makes the liblog that the generated code links, and returns its
// folder.
func logLibrary(folder string) (string, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	archive, object := filepath.Join(folder, "liblog.a"), filepath.Join(folder, "log.o")
	if newer(archive, "mobile/bindings/log/log.c", "mobile/bindings/log/android/log.h") {
		return folder, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"gcc", "-O2", "-fPIC", "-Wall", "-Wextra", "-Werror", "-Imobile/bindings/log", "-c", "mobile/bindings/log/log.c", "-o", object},
		{"ar", "rcs", archive, object},
	} {
		if text, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s failed (%w):\n%s", strings.Join(args, " "), err, text)
		}
	}
	return folder, nil
}

// newer reports whether the file is there and newer than its sources.
func newer(file string, sources ...string) bool {
	made, err := os.Stat(file)
	if err != nil {
		return false
	}
	for _, s := range sources {
		if info, err := os.Stat(s); err != nil || !info.ModTime().Before(made.ModTime()) {
			return false
		}
	}
	return true
}
