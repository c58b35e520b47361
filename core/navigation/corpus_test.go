package navigation_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// urlRow is a row of testdata/urls.json, which other languages read too.
type urlRow struct {
	Input  string
	Valid  bool
	Origin string
	Why    string
}

// decisionTable is testdata/decisions.json.
type decisionTable struct {
	Policy struct {
		WidgetURL       string   `json:"widget_url"`
		ReturnURLs      []string `json:"return_urls"`
		InView          []string `json:"in_view"`
		ExternalSchemes []string `json:"external_schemes"`
	}
	Rows []decisionRow
}

type decisionRow struct {
	Name        string
	URL         string
	Frame       string
	NewWindow   bool `json:"new_window"`
	UserGesture bool `json:"user_gesture"`
	Redirect    bool
	Response    bool

	Action  string
	Recheck bool
	Code    fault.Code
	Open    string
}

func (r decisionRow) request() navigation.Request {
	frames := map[string]navigation.Frame{
		"main": navigation.FrameMain, "sub": navigation.FrameSub, "unknown": navigation.FrameUnknown,
	}
	return navigation.Request{
		URL: secret.New(r.URL), Frame: frames[r.Frame], NewWindow: r.NewWindow,
		UserGesture: r.UserGesture, Redirect: r.Redirect, Response: r.Response,
	}
}

func (d decisionTable) config() navigation.Config {
	return navigation.Config{
		WidgetURL: d.Policy.WidgetURL, ReturnURLs: d.Policy.ReturnURLs,
		InView: d.Policy.InView, ExternalSchemes: d.Policy.ExternalSchemes,
	}
}

func urlRows(t testing.TB) []urlRow {
	var rows []urlRow
	readJSON(t, "testdata/urls.json", &rows)
	require.Greater(t, len(rows), 80)
	return rows
}

func decisions(t testing.TB) decisionTable {
	var table decisionTable
	readJSON(t, "testdata/decisions.json", &table)
	require.Greater(t, len(table.Rows), 500)
	return table
}

func readJSON(t testing.TB, path string, into any) {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into))
}

func mustRead(t testing.TB, raw string) navigation.URL {
	u, err := navigation.Read(raw)
	require.NoError(t, err, raw)
	return u
}

func mustPolicy(t testing.TB, cfg navigation.Config) *navigation.Policy {
	p, err := navigation.NewPolicy(cfg)
	require.NoError(t, err)
	return p
}
