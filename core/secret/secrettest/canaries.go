// Package secrettest helps tests to show that no secret is ever printed. A
// test plants canaries, which are values that occur nowhere else, lets the
// code run, collects everything that comes out of it, and looks for them.
package secrettest

import (
	"fmt"
	"sort"
	"strings"
	"testing"
)

// minimum is the length of the shortest canary: shorter strings occur by
// chance.
const minimum = 8

// Canaries are planted secrets, by name. It is not safe for concurrent use
// while it is planted; finding is.
type Canaries struct {
	values map[string]string
	forms  []form
}

// Finding is one place in which a canary came out.
type Finding struct {
	Canary  string // its name
	Form    string // how it was written, such as "base64"
	Excerpt string // the text around it
}

// String returns one line for a test's report.
func (f Finding) String() string {
	return fmt.Sprintf("%s (%s) in …%s…", f.Canary, f.Form, f.Excerpt)
}

// Plant remembers a secret and returns it. It panics when the value is too
// short to be told from ordinary text, or was planted before: a finding must
// name one place.
func (c *Canaries) Plant(name, value string) string {
	if len(value) < minimum {
		panic("the canary " + name + " is too short")
	}
	for other, planted := range c.values {
		if other == name || strings.Contains(planted, value) || strings.Contains(value, planted) {
			panic("the canary " + name + " is planted already, as " + other)
		}
	}
	if c.values == nil {
		c.values = map[string]string{}
	}
	c.values[name] = value
	c.forms = append(c.forms, formsOf(name, value)...)
	return value
}

// Find returns the canaries in a text, each form once, in the order of their
// names.
func (c *Canaries) Find(text string) []Finding {
	lower := strings.ToLower(text)
	seen := map[string]bool{}
	var found []Finding
	for _, f := range c.forms {
		at := f.index(text, lower)
		key := f.canary + f.name
		if at < 0 || seen[key] {
			continue
		}
		seen[key] = true
		found = append(found, Finding{Canary: f.canary, Form: f.name, Excerpt: excerpt(text, at, len(f.text))})
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].Canary < found[j].Canary })
	return found
}

// excerpt shows what stands around a finding. Lower-casing may move letters
// outside ASCII by a little.
func excerpt(text string, at, length int) string {
	const around = 60
	from, to := max(at-around, 0), min(at+length+around, len(text))
	if from >= to {
		return ""
	}
	return strings.ToValidUTF8(text[from:to], "?")
}

// Check fails the test for each canary in the text.
func (c *Canaries) Check(t testing.TB, what, text string) {
	t.Helper()
	for _, f := range c.Find(text) {
		t.Errorf("%s: %s", what, f)
	}
}
