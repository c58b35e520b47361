package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func noEnv(string) string { return "" }

func TestRun_oneCommandGivesAWidget(t *testing.T) {
	ctx, interrupt := context.WithTimeout(t.Context(), time.Minute)
	defer interrupt()
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"-addr", "127.0.0.1:0", "-metrics", "127.0.0.1:0", "-target-origin", "http://127.0.0.1:4711"}, noEnv, writer, &stderr)
		writer.Close()
	}()
	var line ready
	require.NoError(t, json.NewDecoder(reader).Decode(&line))
	jar, err := cookiejar.New(nil) // fino's pages need it
	require.NoError(t, err)
	client := &http.Client{Transport: &http.Transport{}, Jar: jar}
	defer client.CloseIdleConnections()

	b := instance{t: t, url: line.URL, token: line.Tokens["demo"], client: client}
	s := b.open(`{"provider":"mx","products":["transactions"]}`)
	widget, err := client.Get(s.WidgetURL)
	require.NoError(t, err)
	widget.Body.Close()
	assert.Equal(t, http.StatusOK, widget.StatusCode, "the sandbox shows the widget")

	status, _ := b.ask("POST", "/sessions/"+s.ID+"/outcome", `{"result":"connected","member_guid":"MBR-unknown"}`)
	assert.Equal(t, http.StatusUnprocessableEntity, status, "the provider is asked, and knows no such member")
	status, ended := b.ask("POST", "/sessions/"+s.ID+"/outcome", `{"result":"exited","reason":"user_exited"}`)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "ended", ended.Status)

	for _, body := range []string{
		`{"provider":"ucw","products":["transactions"],"target_origin":"http://127.0.0.1:4711"}`, `{"provider":"fino"}`,
	} {
		widget, err := client.Get(b.open(body).WidgetURL)
		require.NoError(t, err)
		widget.Body.Close()
		assert.Equal(t, http.StatusOK, widget.StatusCode, body)
	}

	metrics, err := client.Get(line.Metrics)
	require.NoError(t, err)
	text, err := io.ReadAll(metrics.Body)
	metrics.Body.Close()
	require.NoError(t, err)
	assert.Contains(t, string(text), `connecthost_broker_sessions_total{provider="mx"} 1`)

	interrupt()
	assert.Equal(t, exitOK, <-code)
	assert.NotContains(t, stderr.String(), line.Tokens["demo"])
	assert.NotContains(t, stderr.String(), s.WidgetURL)
}

func TestRun_exitCodes(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	env := func(values ...string) func(string) string {
		return func(name string) string {
			for _, v := range values {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value
				}
			}
			return ""
		}
	}
	rows := []struct {
		name string
		args []string
		env  func(string) string
		code int
		says string
	}{
		{"help is not an error", []string{"-h"}, noEnv, exitOK, "Usage: broker"},
		{"an unknown flag", []string{"-nope"}, noEnv, exitUsage, "-nope"},
		{"an argument", []string{"x"}, noEnv, exitUsage, "unexpected argument"},
		{"live without keys", []string{"-live"}, noEnv, exitUsage, "MX_CLIENT_ID"},
		{"Redis without a key", []string{"-redis", "127.0.0.1:1"}, noEnv, exitUsage, "BROKER_KEY"},
		{"a short key", nil, env("BROKER_KEY=00ff"), exitUsage, "64 hexadecimal digits"},
		{"a short token", nil, env("BROKER_TOKENS=alice=short"), exitUsage, "16 characters"},
		{"a short webhook secret", []string{"-addr", "127.0.0.1:0"}, env("BROKER_WEBHOOK_SECRET=short"), exitUsage, "config_invalid"},
		{"http on a public address", []string{"-addr", "127.0.0.1:0", "-public", "http://broker.example"}, noEnv, exitUsage, "config_invalid"},
		{"an address that is taken", []string{"-addr", taken.Addr().String()}, noEnv, exitFailed, "cannot be listened on"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			assert.Equal(t, row.code, run(t.Context(), row.args, row.env, &stdout, &stderr), stderr.String())
			assert.Contains(t, stderr.String(), row.says)
			assert.NotContains(t, stderr.String(), "=short")
			assert.Empty(t, stdout.String())
		})
	}
}
