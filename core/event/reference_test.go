package event

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the reference page again")

const referencePath = "../../docs/events.md"

// TestReference keeps docs/events.md in step with the catalogue. Write it
// again with: go test ./core/event -run TestReference -update
func TestReference(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(referencePath, []byte(reference()), 0o644))
	}
	got, err := os.ReadFile(referencePath)
	require.NoError(t, err)
	assert.Equal(t, reference(), string(got), "docs/events.md is stale; run the test with -update")
}

const referenceHead = `# Events

The events of the widgets, as ` + "`core/event`" + ` knows them. This page is generated from the
catalogue in the code.

An event keeps one name in every wire form: ` + "`mx/connect/loaded`, `vcs/connect/loaded`" + `
and ` + "`scheme://connect/loaded`" + ` are all ` + "`connect/loaded`" + `. Case does not matter.
An event that is not listed here is delivered raw. A listed event that lacks a
field, or has one of the wrong type, is delivered with its problems, is never
typed and never terminal. ` + "`null`" + ` counts as absent. Events of MX may carry
` + "`user_guid` and `session_guid`" + ` as well.

A custom provider's widget may have names of its own: ` + "`event.Config.Own`" + ` says which
of these events each of them means, and where it has their fields.

Fields marked *hidden* print as a mask in logs and on screens; of a *hidden
query* only the address before its query is shown.

`

func reference() string {
	var b strings.Builder
	b.WriteString(referenceHead)
	for _, spec := range Catalogue() {
		writeSpec(&b, spec)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func writeSpec(b *strings.Builder, spec Spec) {
	fmt.Fprintf(b, "## `%s`%s\n\n", spec.Name, dialectSuffix(spec))
	fmt.Fprintf(b, "%s", spec.When)
	if spec.Note != "" {
		fmt.Fprintf(b, " %s", spec.Note)
	}
	if spec.Terminal {
		b.WriteString(" **Terminal: it decides the outcome.**")
	}
	b.WriteString("\n\n")
	if len(spec.Aliases) > 0 {
		fmt.Fprintf(b, "Also: `%s`.\n\n", strings.Join(spec.Aliases, "`, `"))
	}
	if len(spec.Fields) == 0 {
		return
	}
	b.WriteString("| field | type | |\n| --- | --- | --- |\n")
	for _, f := range spec.Fields {
		fmt.Fprintf(b, "| %s | %s | %s |\n", fieldPath(f), f.Type, strings.Join(remarks(f), ", "))
	}
	b.WriteString("\n")
}

// dialectSuffix tells apart rows of the same name.
func dialectSuffix(spec Spec) string {
	var names []string
	for _, d := range spec.Dialects {
		names = append(names, d.String())
	}
	return " (" + strings.Join(names, ", ") + ")"
}

func fieldPath(f Field) string {
	if f.Also == "" {
		return "`" + f.Path + "`"
	}
	return "`" + f.Path + "` or `" + f.Also + "`"
}

func remarks(f Field) []string {
	var list []string
	if f.Optional {
		list = append(list, "optional")
	}
	if f.NonEmpty {
		list = append(list, "not empty")
	}
	switch f.Masking {
	case Hidden:
		list = append(list, "hidden")
	case HiddenQuery:
		list = append(list, "hidden query")
	}
	return list
}
