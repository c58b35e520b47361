// Package openapi has the description of the broker's API.
package openapi

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

//go:embed openapi.json
var description []byte

// ProviderPattern is what a provider's name looks like. The description has it
// where a provider is meant.
const ProviderPattern = `^[a-z][a-z0-9_-]{0,31}$`

// Description returns the OpenAPI 3.1 description of every broker, as JSON.
func Description() []byte { return slices.Clone(description) }

// For returns the description of one broker: with the names of its providers,
// and its paths below a prefix such as /api, or "" for none.
func For(providers []string, prefix string) ([]byte, error) {
	var d map[string]any
	if err := json.Unmarshal(description, &d); err != nil {
		return nil, fault.New(fault.Other, err)
	}
	nameProviders(d, slices.Sorted(slices.Values(providers)))
	if prefix != "" {
		d["paths"] = below(prefix, d["paths"].(map[string]any))
	}
	return json.Marshal(d)
}

// nameProviders puts the providers' names where a provider is meant.
func nameProviders(node any, names []string) {
	switch node := node.(type) {
	case map[string]any:
		if pattern, ok := node["pattern"].(string); ok && pattern == ProviderPattern {
			delete(node, "pattern")
			delete(node, "examples")
			node["enum"] = names
		}
		for _, child := range node {
			nameProviders(child, names)
		}
	case []any:
		for _, child := range node {
			nameProviders(child, names)
		}
	}
}

// below moves paths under a prefix. The association files stay where the
// systems look for them.
func below(prefix string, paths map[string]any) map[string]any {
	moved := map[string]any{}
	for path, item := range paths {
		if !strings.HasPrefix(path, "/.well-known/") {
			path = prefix + path
		}
		moved[path] = item
	}
	return moved
}
