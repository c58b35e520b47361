package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// inspect runs the program and returns its answers.
func inspect(t *testing.T, in string, args ...string) (int, []map[string]any, string) {
	t.Helper()
	var out, errs bytes.Buffer
	status := run(args, strings.NewReader(in), &out, &errs)
	var answers []map[string]any
	for line := range strings.Lines(out.String()) {
		var a map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &a), line)
		answers = append(answers, a)
	}
	return status, answers, out.String() + errs.String()
}

// TestAnswers holds the command's contract as pairs of lines. A row may have
// several inputs that belong to one session.
func TestAnswers(t *testing.T) {
	raw, err := os.ReadFile("testdata/answers.json")
	require.NoError(t, err)
	var rows []struct {
		Name string
		Args []string
		In   []json.RawMessage
		Text []string // input lines that are no JSON
		Out  []json.RawMessage
	}
	require.NoError(t, json.Unmarshal(raw, &rows))
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			var in strings.Builder
			for _, line := range row.In {
				var compact bytes.Buffer
				require.NoError(t, json.Compact(&compact, line))
				in.WriteString(compact.String() + "\n")
			}
			for _, line := range row.Text {
				in.WriteString(line + "\n")
			}
			args := append([]string{"-widget-url", "https://widgets.example/md/connect/token-1234"}, row.Args...)
			status, answers, _ := inspect(t, in.String(), args...)
			assert.Equal(t, 0, status)
			require.Len(t, answers, len(row.Out))
			for i, want := range row.Out {
				got, err := json.Marshal(withoutMessages(answers[i]))
				require.NoError(t, err)
				assert.JSONEq(t, string(want), string(got), "answer %d", i+1)
			}
		})
	}
}

func TestACustomProviderIsAFile(t *testing.T) {
	const in = `{"kind":"message","origin":"https://widgets.example","data":{"type":"acme/linked","metadata":{"link":{"id":"L-1"}}}}
{"kind":"message","origin":"https://widgets.example","data":{"type":"acme/linked","metadata":{}}}
{"kind":"message","origin":"https://widgets.example","data":{"type":"acme/bank","metadata":{"member_guid":"L-1","at":"https://bank.example/login"}}}
{"kind":"return","url":"mx://oauth_complete?status=success&member_guid=L-1"}
`
	status, answers, text := inspect(t, in, "-widget-url", "https://widgets.example/x", "-custom", "testdata/acme.json")
	require.Equal(t, 0, status, text)
	require.Len(t, answers, 4)
	events := func(i int) map[string]any { return answers[i]["events"].([]any)[0].(map[string]any) }
	assert.Equal(t, "connect/memberConnected", events(0)["type"])
	assert.Equal(t, true, events(0)["terminal"])
	assert.Equal(t, false, events(1)["valid"], "the field is missing at its own path")
	assert.Equal(t, "https://bank.example/login", answers[2]["open"])
	assert.Equal(t, "return", answers[3]["action"])
}

func TestACustomProviderThatCannotBeIsRefused(t *testing.T) {
	for name, row := range map[string]struct{ file, says string }{
		"a field that does not exist": {`{"provider":"acme","event":"custom"}`, "does not describe"},
		"unknown events":              {`{"provider":"acme","events":"plaid","return":"none"}`, "use mx, ucw, fino or custom"},
		"an unknown kind of link":     {`{"provider":"acme","events":"mx","return":"maybe"}`, "use none, says or silent"},
		"impossible traits":           {`{"provider":"acme","events":"mx","return":"says","talks":true}`, "set NamesMember"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "custom.json")
			require.NoError(t, os.WriteFile(file, []byte(row.file), 0o600))
			status, answers, text := inspect(t, "", "-widget-url", "https://a.example/", "-custom", file)
			assert.Equal(t, 2, status)
			assert.Empty(t, answers)
			assert.Contains(t, text, row.says)
		})
	}
	status, _, text := inspect(t, "", "-widget-url", "https://a.example/", "-custom", "testdata/none.json")
	assert.Equal(t, 2, status)
	assert.Contains(t, text, "cannot be read")
}

func TestAnErrorSaysToTheDeveloperWhatIsWrong(t *testing.T) {
	_, answers, _ := inspect(t, `{"kind":"click"}`+"\n"+`{"kind":"return","url":"mx://oauth_complete"}`, "-widget-url", "https://a.example/")
	require.Len(t, answers, 2)
	said := func(i int) any { return answers[i]["error"].(map[string]any)["message"] }
	assert.Equal(t, "The kind must be navigation, message or return.", said(0))
	assert.Equal(t, fault.New(fault.ReturnUnexpected, nil).Message, said(1), "of an error without a detail")
}

// withoutMessages leaves of an error its code: its words may change.
func withoutMessages(answer map[string]any) map[string]any {
	if e, ok := answer["error"].(map[string]any); ok {
		answer["error"] = e["code"]
	}
	return answer
}

func TestUnusableFlagsExitWithTwo(t *testing.T) {
	tests := map[string][]string{
		"no widget URL":               {},
		"an unknown flag":             {"-widget-url", "https://a.example/", "-nope"},
		"an unknown provider":         {"-widget-url", "https://a.example/", "-provider", "plaid"},
		"plain http":                  {"-widget-url", "http://a.example/"},
		"an unusable scheme":          {"-widget-url", "https://a.example/", "-app-scheme", "javascript"},
		"an unusable return URL":      {"-widget-url", "https://a.example/", "-return-url", "file:///x"},
		"an argument that is no flag": {"-widget-url", "https://a.example/", "extra"},
	}
	for name, args := range tests {
		t.Run(name, func(t *testing.T) {
			status, answers, text := inspect(t, "{}\n", args...)
			assert.Equal(t, 2, status)
			assert.Empty(t, answers)
			assert.NotEmpty(t, text)
		})
	}
}

func TestHelpExitsWithZero(t *testing.T) {
	status, _, text := inspect(t, "", "-h")
	assert.Equal(t, 0, status)
	assert.Contains(t, text, "-widget-url")
}

func TestTheWidgetURLsTokenIsMaskedUnlessAsked(t *testing.T) {
	const in = `{"kind":"message","origin":"https://widgets.example","data":{"type":"mx/connect/token-1234","metadata":{"u":"https://widgets.example/md/connect/token-1234","password":"hunter2!"}}}
{"kind":"navigation","url":"https://other.example/?u=token-1234"}
{"kind":"navigation","url":"mx://connect/oauthRequested?metadata=%7B%22member_guid%22%3A%22M%22%2C%22url%22%3A%22https%3A%2F%2Fbank.example%2F%3Fx%3Dtoken-1234%22%7D"}
`
	args := []string{"-widget-url", "https://widgets.example/md/connect/token-1234"}
	_, _, masked := inspect(t, in, args...)
	assert.NotContains(t, masked, "token-1234")
	assert.NotContains(t, masked, "hunter2!")
	_, _, clear := inspect(t, in, append(args, "-show-secrets")...)
	assert.Contains(t, clear, "token-1234")
	assert.Contains(t, clear, "hunter2!")
}

func TestAHugeLineIsAnsweredAndTheNextOneToo(t *testing.T) {
	in := strings.Repeat("x", maxLine+1) + "\n" + `{"kind":"navigation","url":"https://widgets.example/"}`
	status, answers, _ := inspect(t, in, "-widget-url", "https://widgets.example/x")
	assert.Equal(t, 0, status)
	require.Len(t, answers, 2)
	assert.Equal(t, "input_invalid", withoutMessages(answers[0])["error"])
	assert.Equal(t, "allow", answers[1]["action"])
}

// FuzzLines feeds anything: each line that is not blank gets one answer.
func FuzzLines(f *testing.F) {
	f.Add(`{"kind":"navigation","url":"mx://connect/loaded?metadata=%7B%7D"}`)
	f.Add(`{"kind":"message","origin":"https://w.example","data":"{}"}` + "\n\n" + `{"kind":"return","url":"mx://oauth_complete"}`)
	f.Add("[]\nnull\n{")
	f.Fuzz(func(t *testing.T, in string) {
		status, answers, _ := inspect(t, in, "-widget-url", "https://w.example/x")
		lines := 0
		for _, line := range strings.Split(in, "\n") {
			if len(bytes.TrimSpace([]byte(line))) > 0 {
				lines++
			}
		}
		assert.Equal(t, 0, status)
		assert.Len(t, answers, lines)
	})
}
