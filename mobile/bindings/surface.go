package main

import (
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// javaSurface returns the public declarations of the generated Java, file by
// file, without bodies and comments.
func javaSurface(generated string) (string, error) {
	return surface(filepath.Join(generated, "java", filepath.FromSlash(strings.ReplaceAll(javaPackage, ".", "/"))), ".java", javaLine)
}

// javaLine keeps the declarations of a class and its members. What is nested
// deeper is gobind's own, and so is touch.
func javaLine(line string) (string, bool) {
	text, _, _ := strings.Cut(line, "{")
	text = strings.TrimRight(text, " ")
	if text == "\tpublic static void touch()" {
		return "", false
	}
	return text, strings.HasPrefix(strings.TrimPrefix(text, "\t"), "public ")
}

// objcSurface returns the generated headers without comments.
func objcSurface(generated string) (string, error) {
	return surface(filepath.Join(generated, "src", "gobind"), ".objc.h", objcLine)
}

func objcLine(line string) (string, bool) {
	text := strings.TrimSpace(line)
	for _, prefix := range []string{"//", "/*", "*", "#", "@import"} {
		if strings.HasPrefix(text, prefix) {
			return "", false
		}
	}
	return text, text != ""
}

// surface keeps what keep keeps of the files with a suffix. Comments of the
// generated Java and Objective-C may run on without a leading star, so they
// are dropped as blocks.
func surface(folder, suffix string, keep func(string) (string, bool)) (string, error) {
	var files []string
	err := eachFile(folder, func(path string) error {
		if strings.HasSuffix(path, suffix) {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	sort.Strings(files)
	var out strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			return "", err
		}
		out.WriteString("-- " + filepath.ToSlash(file) + " --\n")
		for _, line := range withoutComments(string(data)) {
			if text, ok := keep(line); ok {
				out.WriteString(text + "\n")
			}
		}
	}
	return out.String(), nil
}

// withoutComments returns the lines that are outside of block comments.
func withoutComments(source string) []string {
	var lines []string
	inside := false
	for line := range strings.Lines(source) {
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "/*") {
			inside = true
		}
		if !inside {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
		if strings.HasSuffix(text, "*/") {
			inside = false
		}
	}
	return lines
}
