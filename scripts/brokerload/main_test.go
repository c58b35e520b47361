package main

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker/redisstore/redistest"
)

// TestMain is a server when the program under test launches itself.
func TestMain(m *testing.M) {
	if os.Getenv(serverMark) != "" {
		if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func TestRunPrintsEveryRow(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the resident memory is read from /proc")
	}
	redis := redistest.Start(t)
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-time", "200ms", "-rounds", "1", "-clients", "4", "-live", "500", "-redis", redis.Addr}, &out))
	for _, name := range names {
		assert.Regexp(t, regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(name)+` +[1-9]\d* +\S+s +\S+s +\d+\.\d\d$`), out.String())
	}
	assert.Contains(t, out.String(), "500 live sessions")
}

func TestAnAnswerThatIsNoSessionIsAnError(t *testing.T) {
	server, err := launch(t.Context(), "bare", "")
	require.NoError(t, err)
	defer server.stop()
	_, err = ask(t.Context(), server.url+"/x?", 1, forCount(1))
	require.NoError(t, err, "the bare server has one answer")
	server.stop()
	_, err = ask(t.Context(), server.url, 1, forCount(1))
	assert.Error(t, err)
}

func TestSummary(t *testing.T) {
	var all []time.Duration
	for i := 100; i > 0; i-- {
		all = append(all, time.Duration(i)*time.Millisecond)
	}
	assert.Equal(t, result{100, 50, 50 * time.Millisecond, 99 * time.Millisecond}, summary(all, 2*time.Second))
	assert.Zero(t, summary(nil, time.Second))
}

func TestUnknownFlagsAreErrors(t *testing.T) {
	assert.ErrorContains(t, run(t.Context(), []string{"-nope"}, &bytes.Buffer{}), "nope")
}
