package mx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

func TestNewRefusesHalfASetup(t *testing.T) {
	good := Config{ClientID: "client", APIKey: secret.New(apiKey)}
	rows := []struct {
		name   string
		change func(*Config)
		names  string // what the message names; "" when accepted
	}{
		{"id and key are enough", func(*Config) {}, ""},
		{"production", func(c *Config) { c.BaseURL = Production }, ""},
		{"loopback http", func(c *Config) { c.BaseURL = "http://127.0.0.1:1" }, ""},
		{"the older version", func(c *Config) { c.Version = V20111101 }, ""},
		{"no client id", func(c *Config) { c.ClientID = "" }, "client id"},
		{"a client id with a colon", func(c *Config) { c.ClientID = "a:b" }, "client id"},
		{"a client id with a line break", func(c *Config) { c.ClientID = "a\r\nX: y" }, "client id"},
		{"no key", func(c *Config) { c.APIKey = secret.String{} }, "API key"},
		{"a key with a space around", func(c *Config) { c.APIKey = secret.New(apiKey + " ") }, "API key"},
		{"plain http elsewhere", func(c *Config) { c.BaseURL = "http://api.mx.com" }, "base URL"},
		{"credentials in the URL", func(c *Config) { c.BaseURL = "https://a:b@api.mx.com" }, "base URL"},
		{"a version that is none", func(c *Config) { c.Version = "2025" }, "version"},
		{"a version with a line break", func(c *Config) { c.Version = "v20250224\n" }, "version"},
		{"a negative timeout", func(c *Config) { c.Timeout = -1 }, "time limit"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			cfg := good
			row.change(&cfg)
			_, err := New(cfg)
			if row.names == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			assert.Contains(t, err.Error(), row.names)
			assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, cfg), strings.TrimSpace(apiKey))
		})
	}
}

func TestVersionChoosesTheHeaders(t *testing.T) {
	rows := []struct{ version, accept, acceptVersion string }{
		{"", "application/json", "v20250224"},
		{V20250224, "application/json", "v20250224"},
		{"v20991231", "application/json", "v20991231"},
		{V20111101, "application/vnd.mx.api.v1+json", ""},
	}
	for _, row := range rows {
		t.Run(row.version, func(t *testing.T) {
			var requests []seen
			c := serve(t, recorder(&requests, 200, `{"user":{"guid":"USR-1"}}`), func(c *Config) { c.Version = row.version })
			_, err := c.ReadUser(t.Context(), "USR-1")
			require.NoError(t, err)
			h := requests[0].header
			assert.Equal(t, row.accept, h.Get("Accept"))
			assert.Equal(t, row.acceptVersion, h.Get("Accept-Version"))
			assert.Equal(t, "connecthost", h.Get("User-Agent"))
			assert.Equal(t, "Basic Y2xpZW50OmNhbmFyeS1rZXktNw==", h.Get("Authorization"))
		})
	}
}
