package ucw_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
)

func TestNewRefusesHalfASetup(t *testing.T) {
	rows := []struct {
		name  string
		cfg   ucw.Config
		names string // what the message names; "" when accepted
	}{
		{"an address is enough", ucw.Config{BaseURL: "https://ucw.example"}, ""},
		{"a path is kept", ucw.Config{BaseURL: "https://ucw.example/connect/"}, ""},
		{"loopback http", ucw.Config{BaseURL: "http://localhost:8080"}, ""},
		{"no address", ucw.Config{}, "base URL"},
		{"plain http elsewhere", ucw.Config{BaseURL: "http://ucw.example"}, "base URL"},
		{"a negative time limit", ucw.Config{BaseURL: "https://ucw.example", Timeout: -1}, "time limit"},
		{"keys that are none", ucw.Config{BaseURL: "https://ucw.example", VCKeys: []byte(`{"keys":[{}]}`)}, "keys"},
		{"no keys in a set", ucw.Config{BaseURL: "https://ucw.example", VCKeys: []byte(`{"keys":[]}`)}, "keys"},
		{"a shared secret as key", ucw.Config{BaseURL: "https://ucw.example", VCKeys: []byte(`{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}`)}, "keys"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, err := ucw.New(row.cfg)
			if row.names == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			assert.Contains(t, err.Error(), row.names)
		})
	}
}
