package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/traits"
)

// TestTheFileForInspectHasAcmesTraits keeps acme.json and the provider alike.
func TestTheFileForInspectHasAcmesTraits(t *testing.T) {
	declared := Acme{}.Traits()
	own := []map[string]any{}
	for _, e := range declared.Own {
		row := map[string]any{"name": e.Name}
		if e.Is != "" {
			row["is"] = e.Is
		}
		if e.Paths != nil {
			row["paths"] = e.Paths
		}
		own = append(own, row)
	}
	want, err := json.Marshal(map[string]any{
		"provider": declared.Provider, "events": declared.Dialect.String(), "own": own, "talks": declared.Talks,
		"names_member": declared.NamesMember, "return": "says", "url_lifetime_s": declared.URLLifetime / time.Second,
	})
	require.NoError(t, err)
	got, err := os.ReadFile("acme.json")
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
	require.Equal(t, event.Custom, declared.Dialect)
	require.Equal(t, traits.ReturnSays, declared.Return)
}

func TestInspectUnderstandsAcme(t *testing.T) {
	inspect := exec.CommandContext(t.Context(), "go", "run", "../inspect",
		"-widget-url", "https://acme.example/widget/1", "-custom", "acme.json", "-return-url", back)
	inspect.Stdin = strings.NewReader(`{"kind":"message","origin":"https://acme.example","data":{"type":"acme/bank","metadata":{"at":"https://bank.example/","link":{"id":"link-1"}}}}
{"kind":"return","url":"` + back + `?status=success&member_guid=link-1"}
{"kind":"message","origin":"https://acme.example","data":{"type":"acme/linked","metadata":{"link":{"id":"link-1"}}}}
`)
	out, err := inspect.Output()
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	require.Len(t, lines, 3)
	require.Contains(t, lines[0], `"open":"https://bank.example/"`)
	require.Contains(t, lines[1], `"oauthComplete/success"`)
	require.Contains(t, lines[2], `"type":"connect/memberConnected"`)
}
