package broker

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
)

//go:embed openapi.json
var description []byte

// Description returns the OpenAPI 3.1 description of every broker, as JSON.
// The one that a broker serves at /openapi.json names its own providers and
// paths.
func Description() []byte { return slices.Clone(description) }

// describe returns the description of this broker.
func (b *Broker) describe() ([]byte, error) {
	var d map[string]any
	if err := json.Unmarshal(description, &d); err != nil {
		return nil, fault.New(fault.Other, err)
	}
	var names []string
	for name := range b.mounts {
		names = append(names, name)
	}
	slices.Sort(names)
	nameProviders(d, names)
	if b.public.Path != "" {
		d["paths"] = below(b.public.Path, d["paths"].(map[string]any))
	}
	return json.Marshal(d)
}

// nameProviders puts the providers' names where a provider is meant.
func nameProviders(node any, names []string) {
	switch node := node.(type) {
	case map[string]any:
		if pattern, ok := node["pattern"].(string); ok && pattern == providerName.String() {
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

// serveDescription answers with what describe returned.
func serveDescription(text []byte) endpoint {
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(text)
		return nil
	}
}
