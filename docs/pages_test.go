// Package docs_test holds the documentation to the code: names exist, links lead
// somewhere, Go compiles as printed, and commands do what they are said to do.
// CONTRIBUTING.md has the rules for authors.
package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = ".." // of the repository

// page is a page of the documentation.
type page struct {
	path   string // from the root, with slashes
	prose  string // the text without its blocks and comments
	blocks []block
}

// block is a fenced block of a page.
type block struct {
	page     string
	line     int    // of its first line
	language string // such as go
	text     string
	// above is what an HTML comment right before the block says; "" without one.
	above string
}

// pages reads all pages.
func pages(t *testing.T) []page {
	t.Helper()
	var found []page
	for _, pattern := range []string{"*.md", "docs/*.md", "examples/*/README.md", "mobile/README.md", "frontend/README.md"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, paths, pattern)
		for _, p := range paths {
			found = append(found, readPage(t, p))
		}
	}
	return found
}

func readPage(t *testing.T, file string) page {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	path, err := filepath.Rel(root, file)
	require.NoError(t, err)
	return parsePage(filepath.ToSlash(path), string(text))
}

var (
	fence   = regexp.MustCompile("^( *)```([a-z]*)$")
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// parsePage splits a page into prose and blocks.
func parsePage(path, text string) page {
	p := page{path: path}
	var prose strings.Builder
	var open *block
	between := "" // what stands between the last block and here
	indent := ""
	line := 0
	for raw := range strings.Lines(text) {
		line++
		marks := fence.FindStringSubmatch(strings.TrimRight(raw, "\n"))
		switch {
		case open == nil && marks != nil:
			indent = marks[1]
			open = &block{page: path, line: line + 1, language: marks[2], above: commentAtEnd(between)}
		case open == nil:
			prose.WriteString(raw)
			between += raw
		case marks != nil && marks[1] == indent && marks[2] == "":
			p.blocks = append(p.blocks, *open)
			open, between = nil, ""
		default:
			open.text += strings.TrimPrefix(raw, indent)
		}
	}
	p.prose = comment.ReplaceAllString(prose.String(), "")
	return p
}

// commentAtEnd is the HTML comment that a text ends with, without its marks.
func commentAtEnd(text string) string {
	text = strings.TrimRight(text, " \n")
	start := strings.LastIndex(text, "<!--")
	if start < 0 || !strings.HasSuffix(text, "-->") {
		return ""
	}
	return strings.TrimSpace(text[start+len("<!--") : len(text)-len("-->")])
}

var span = regexp.MustCompile("`([^`\n]+)`")

// spans are the pieces of code in the prose.
func (p page) spans() []string {
	var found []string
	for line := range strings.Lines(p.prose) {
		if p.path == "CHANGELOG.md" && strings.HasPrefix(line, "| ") { // | before | now |
			line = line[strings.LastIndex(strings.TrimRight(line, "| \n"), "|"):]
		}
		for _, s := range span.FindAllStringSubmatch(line, -1) {
			found = append(found, s[1])
		}
	}
	return found
}
