package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestRun_printsOneLineAndServesUntilInterrupted(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, interrupt := context.WithTimeout(t.Context(), 30*time.Second)
	defer interrupt()
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"-ui", "basic", "-addr", "127.0.0.1:0"}, writer, &stderr)
		writer.Close()
	}()
	lines := bufio.NewScanner(reader)
	require.True(t, lines.Scan())
	var line struct {
		MX struct {
			BaseURL  string `json:"base_url"`
			ClientID string `json:"client_id"`
			APIKey   string `json:"api_key"`
		} `json:"mx"`
		UCW struct {
			BaseURL string `json:"base_url"`
		} `json:"ucw"`
		Fino struct {
			BaseURL      string `json:"base_url"`
			ClientID     string `json:"client_id"`
			ClientSecret string `json:"client_secret"`
			PhoneURL     string `json:"phone_url"`
		} `json:"fino"`
		Bank struct {
			BaseURL string `json:"base_url"`
		} `json:"bank"`
	}
	decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&line))
	for address, status := range map[string]int{
		line.UCW.BaseURL + "/health": 200, line.Fino.BaseURL + "/users/u/logins": 401, line.Fino.PhoneURL: 200, line.Bank.BaseURL + "/style.css": 200,
	} {
		answer, err := http.Get(address)
		require.NoError(t, err)
		answer.Body.Close()
		assert.Equal(t, status, answer.StatusCode, address)
	}

	r, err := http.NewRequestWithContext(ctx, "GET", line.MX.BaseURL+"/institutions", nil)
	require.NoError(t, err)
	r.SetBasicAuth(line.MX.ClientID, line.MX.APIKey)
	r.Header.Set("Accept-Version", "v20250224")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	answer.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	assert.Equal(t, http.StatusOK, answer.StatusCode)

	interrupt()
	assert.False(t, lines.Scan(), "nothing but the one line")
	assert.Equal(t, exitOK, <-code)
	assert.Contains(t, stderr.String(), "basic UI")
}

func TestRun_exitCodes(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	t.Chdir(t.TempDir()) // where no connect UI is built
	for _, row := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"help_0", []string{"-h"}, 0, "Usage: sandbox"},
		{"unknownFlag_2", []string{"-nope"}, 2, "-nope"},
		{"argument_2", []string{"basic"}, 2, "unexpected argument"},
		{"otherRealm_2", []string{"-ucw-auth", "general,nothing"}, 2, "the realms are general, data and delete"},
		{"otherSameSite_2", []string{"-ucw-cookie-samesite", "loose"}, 2, "it is strict, lax or none"},
		{"otherMachinesUCWAddress_2", []string{"-ui", "basic", "-ucw-addr", "0.0.0.0:0"}, 2, "config_invalid"},
		{"takenBankAddress_1", []string{"-ui", "basic", "-bank-addr", taken.Addr().String()}, 1, "sandbox_bind_failed"},
		{"otherUI_2", []string{"-ui", "fancy"}, 2, "config_invalid"},
		{"otherMachinesAddress_2", []string{"-addr", "0.0.0.0:0"}, 2, "config_invalid"},
		{"takenAddress_1", []string{"-ui", "basic", "-addr", taken.Addr().String()}, 1, "sandbox_bind_failed"},
		{"connectUINotBuilt_1", []string{"-ui", "connect"}, 1, "sandbox_ui_missing"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			assert.Equal(t, row.code, run(t.Context(), row.args, &stdout, &stderr))
			assert.Contains(t, stderr.String(), row.says)
			assert.Empty(t, stdout.String())
		})
	}
}
