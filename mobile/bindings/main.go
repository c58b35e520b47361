package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// The names under which apps see the package.
const (
	javaPackage = "com.connecthost"
	objcPrefix  = "CH"
)

// layout says where things are, from the root of the repository.
var layout = struct{ facade, empty, golden, out string }{
	facade: "./mobile/connect",
	empty:  "./mobile/bindings/testdata/empty",
	golden: "mobile/bindings/testdata",
	out:    "build/mobile",
}

func main() {
	update := flag.Bool("update", false, "write the golden files anew")
	flag.Parse()
	if err := run(*update); err != nil {
		fmt.Fprintln(os.Stderr, "bindings:", err)
		os.Exit(1)
	}
}

func run(update bool) error {
	generated := filepath.Join(layout.out, "gen", "connect")
	if err := generate(layout.facade, generated); err != nil {
		return err
	}
	if err := complete(generated); err != nil {
		return err
	}
	if err := checkSurfaces(generated, layout.golden, update); err != nil {
		return err
	}
	sizes, err := libraries()
	if err != nil {
		return err
	}
	fmt.Println("bindings:", sizes)
	return sizes.check()
}

// libraries builds the library and an empty one in the same way.
func libraries() (sizes, error) {
	generated := filepath.Join(layout.out, "gen", "empty")
	if err := generate(layout.empty, generated); err != nil {
		return sizes{}, err
	}
	c, err := newCompiler(layout.out)
	if err != nil {
		return sizes{}, err
	}
	var s sizes
	if s.library, err = c.library("connect", filepath.Join(layout.out, "lib")); err != nil {
		return s, err
	}
	s.empty, err = c.library("empty", filepath.Join(layout.out, "empty"))
	return s, err
}
