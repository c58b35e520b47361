// Command contract writes the TypeScript side of the shell's contract with its
// page: the methods that the page can call, the events that it hears, and the
// types of both, with their documentation. It reads the Go source, so that
// nothing is written down twice. Run it with go generate ./desktop/shell.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	dir := flag.String("package", ".", "folder of the Go package with the type Shell")
	out := flag.String("out", "", "TypeScript file to write")
	flag.Parse()
	if err := run(*dir, *out); err != nil {
		fmt.Fprintln(os.Stderr, "contract:", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	text, err := generate(dir)
	if err != nil {
		return err
	}
	return os.WriteFile(out, text, 0o644)
}

// generate returns the TypeScript for the package in a folder. It fails when
// the package does not compile, or says something that JSON or TypeScript
// cannot express.
func generate(dir string) ([]byte, error) {
	s, err := load(dir)
	if err != nil {
		return nil, err
	}
	types := &mapping{source: s}
	methods, err := s.methods(types)
	if err != nil {
		return nil, err
	}
	topics, err := s.topics(types)
	if err != nil {
		return nil, err
	}
	return write(s, types, methods, topics)
}
