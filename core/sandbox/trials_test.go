package sandbox_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

const guide = "../../docs/sandbox.md"

// row is a trial as the documentation writes it.
func row(t world.Trial) string {
	return "| " + strings.Join([]string{t.Institution, "`" + t.Code + "`", t.User, code(t.Password), t.What}, " | ") + " |"
}

// code marks what is typed as it stands. Words between such marks are ours.
func code(password string) string {
	if password == "" || password == "anything" || strings.Contains(password, "`") {
		return password
	}
	return "`" + password + "`"
}

// TestTrials_areTheDocumentations keeps the table and the code the same.
func TestTrials_areTheDocumentations(t *testing.T) {
	text, err := os.ReadFile(guide)
	require.NoError(t, err)
	_, after, found := strings.Cut(string(text), "| institution | code | user name | password | what happens |\n| --- | --- | --- | --- | --- |\n")
	require.True(t, found, "the table's head")
	table, _, _ := strings.Cut(after, "\n\n")
	var want []string
	for _, trial := range world.Trials() {
		want = append(want, row(trial))
	}
	assert.Equal(t, strings.Join(want, "\n"), strings.TrimSpace(table))
}

func TestTrials_numbersInTheDocumentation(t *testing.T) {
	text, err := os.ReadFile(guide)
	require.NoError(t, err)
	s := sandboxtest.Start(t)
	for _, number := range []string{mxtest.Routing(t, s, "pennyroyal"), mxtest.Routing(t, s, "harborlight"), world.BlockedRouting, world.ClientBlockedRouting, world.ErroredNumber, world.RejectedNumber} {
		assert.True(t, strings.Contains(string(text), "`"+number+"`"), number)
	}
}

// TestTrials_doWhatTheySay tries each institution with a password.
func TestTrials_doWhatTheySay(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	first := map[string]string{ // where the first answer is not CONNECTED
		"mistral": "DENIED", "riddlewick": "CHALLENGED", "tokenham": "CHALLENGED", "forkroad": "CHALLENGED",
		"picturehill": "CHALLENGED", "gallerygate": "CHALLENGED", "sievebrook": "CHALLENGED", "standstill": "503",
	}
	for _, trial := range world.Trials() {
		if trial.Password == "" {
			continue // see the tests of OAuth
		}
		t.Run(trial.Code+" "+trial.Password, func(t *testing.T) {
			c := mxtest.New(t, c.Sandbox)
			user := c.User("")
			status, answer := c.Call("POST", "/users/"+user+"/members", c.LoginAt(trial.Code, trial.Password))
			want := "CONNECTED"
			if s, ok := first[trial.Code]; ok {
				want = s
			}
			for number := range world.Status(22) {
				if trial.Code == "weathervane" && strings.EqualFold(number.String(), trial.Password) && !strings.Contains(trial.What, "then connects") {
					want = number.String()
				}
			}
			if want == "503" {
				assert.Equal(t, 503, status)
				return
			}
			require.Equal(t, 200, status, answer)
			assert.Equal(t, want, answer["member"].(object)["connection_status"])
			if want != "CONNECTED" && want != "CHALLENGED" && want != "DENIED" {
				assert.Contains(t, trial.What, "`"+want+"`")
			}
		})
	}
}
