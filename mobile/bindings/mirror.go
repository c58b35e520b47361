package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
)

// mirror makes the folder to a copy of from. Files that are the same keep
// their times. name gives a file's name in the copy, empty to leave it out;
// its argument and result are relative paths.
func mirror(from, to string, name func(string) string) error {
	keep := map[string]bool{}
	err := eachFile(from, func(path string) error {
		target := name(path)
		if target == "" {
			return nil
		}
		keep[target] = true
		data, err := os.ReadFile(filepath.Join(from, path))
		if err != nil {
			return err
		}
		return write(filepath.Join(to, target), data)
	})
	if err != nil {
		return err
	}
	return eachFile(to, func(path string) error {
		if keep[path] {
			return nil
		}
		return os.Remove(filepath.Join(to, path))
	})
}

// write writes a file, and leaves one alone that has this content.
func write(path string, data []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// eachFile calls f with the relative path of every file below folder.
func eachFile(folder string, f func(path string) error) error {
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		relative, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		return f(relative)
	})
}
