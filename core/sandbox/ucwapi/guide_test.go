package ucwapi

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// row is a bank as the documentation's table has it.
type row struct{ institution, aggregator, what string }

// guide reads the table of banks, by UCP id. A row may name two banks.
func guide(t *testing.T) map[string]row {
	t.Helper()
	text, err := os.ReadFile("../../../docs/ucw.md")
	require.NoError(t, err)
	_, after, found := strings.Cut(string(text), "| UCP id | institution | aggregator | what happens |\n| --- | --- | --- | --- |\n")
	require.True(t, found, "the table's head")
	table, _, _ := strings.Cut(after, "\n\n")
	rows := map[string]row{}
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "| "), " | ")
		require.Len(t, cells, 4, line)
		ids, names := strings.Split(cells[0], ", "), strings.Split(cells[1], ", ")
		require.Equal(t, len(ids), len(names), line)
		for i, id := range ids {
			rows[strings.Trim(id, "`")] = row{names[i], strings.Trim(cells[2], "`"), cells[3]}
		}
	}
	return rows
}

// TestGuide_listsTheBanks keeps the table and the code the same.
func TestGuide_listsTheBanks(t *testing.T) {
	rows := guide(t)
	w := world.New(world.Config{})
	assert.Len(t, rows, len(banks))
	for _, b := range banks {
		in, err := w.Institution(b.code)
		require.NoError(t, err)
		got, found := rows[b.id]
		require.True(t, found, b.id)
		assert.Equal(t, in.Name, got.institution, b.id)
		assert.Equal(t, b.aggregator, got.aggregator, b.id)
		assert.Equal(t, b.oauth, strings.Contains(got.what, "the bank's own site"), b.id)
		assert.Equal(t, b.question, strings.Contains(got.what, "asks a question"), b.id)
		if len(b.jobs) == 1 {
			assert.Equal(t, "job type `"+b.jobs[0]+"` only", got.what, b.id)
		}
	}
}

// TestGuide_eachJobTypeHasItsBank asks for a widget with each job type, and
// with all of them.
func TestGuide_eachJobTypeHasItsBank(t *testing.T) {
	f, err := New(Config{World: world.New(world.Config{Now: time.Now}), HostURL: "https://ucw.example", OpenBank: func(Visit) (string, error) { return "", nil }})
	require.NoError(t, err)
	offered := func(jobs ...string) (ids []string) {
		for _, b := range f.offered(&session{params: params{JobTypes: jobs}}) {
			ids = append(ids, b.id)
		}
		return ids
	}
	all := offered(jobTypes...)
	for _, job := range jobTypes {
		only := "mxBank" + strings.ToUpper(job[:1]) + job[1:] + "Only"
		assert.Equal(t, append(append([]string{}, all...), only), offered(job), "all banks, and the one for %s", job)
		assert.NotContains(t, all, only)
	}
}
