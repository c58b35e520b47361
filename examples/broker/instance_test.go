package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// instance is a broker that runs, and somebody who may ask it.
type instance struct {
	t       *testing.T
	url     string
	token   string
	client  *http.Client
	process *exec.Cmd
}

// session is what apps see.
type session struct {
	ID        string `json:"id"`
	Status    string `json:"status"`
	WidgetURL string `json:"widget_url"`
	Return    struct{ URL, Nonce string }
	Visit     *struct {
		Member string `json:"member_guid"`
	}
	Outcome *struct {
		Result   string
		Verified bool
	}
}

func (i instance) call(method, path, body string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(i.t.Context(), method, i.url+path, strings.NewReader(body))
	require.NoError(i.t, err)
	r.Header.Set("Authorization", "Bearer "+i.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return i.client.Do(r)
}

// ask calls and reads a session, whatever the status.
func (i instance) ask(method, path, body string) (int, session) {
	i.t.Helper()
	response, err := i.call(method, path, body)
	require.NoError(i.t, err)
	defer response.Body.Close()
	var s session
	if response.StatusCode < 300 && response.StatusCode != http.StatusNoContent {
		require.NoError(i.t, json.NewDecoder(response.Body).Decode(&s))
	}
	return response.StatusCode, s
}

func (i instance) open(body string) session {
	i.t.Helper()
	status, s := i.ask("POST", "/sessions", body)
	require.Equal(i.t, http.StatusCreated, status)
	return s
}

// build makes the program, as a user does.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "broker")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	return path
}

// launch runs the program as a process of its own until the test ends.
func launch(t *testing.T, program string, client *http.Client, env []string, args ...string) *instance {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	process := exec.CommandContext(ctx, program, args...)
	process.Env = append(os.Environ(), env...)
	stdout, err := process.StdoutPipe()
	require.NoError(t, err)
	if testing.Verbose() {
		process.Stderr = os.Stderr
	}
	require.NoError(t, process.Start())
	t.Cleanup(func() {
		cancel()
		_ = process.Wait()
	})
	lines := bufio.NewScanner(stdout)
	require.True(t, lines.Scan(), "it says where it is")
	var line ready
	require.NoError(t, json.Unmarshal(lines.Bytes(), &line))
	return &instance{t: t, url: "http://" + line.Listen, token: token, client: client, process: process}
}

// kill ends the process without warning.
func (i *instance) kill() { _ = i.process.Process.Kill() }
