package fino

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

func TestNew_refusesHalfASetting(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"noClientID":                   func(c *Config) { c.ClientID = "" },
		"clientIDWithALineBreak":       func(c *Config) { c.ClientID = "a\nb" },
		"noSecret":                     func(c *Config) { c.ClientSecret = secret.String{} },
		"secretWithASpace":             func(c *Config) { c.ClientSecret = secret.New("a b") },
		"plainHTTP":                    func(c *Config) { c.BaseURL = "http://os.fino.example/api" },
		"unknownGrant":                 func(c *Config) { c.Grant = 7 },
		"negativeTimeout":              func(c *Config) { c.Timeout = -1 },
		"negativeWait":                 func(c *Config) { c.RetryWait = -1 },
		"negativeRefresh":              func(c *Config) { c.RefreshBefore = -1 },
		"pathWithoutSlash":             func(c *Config) { c.Paths.Connect = "sessions" },
		"pathWithQuery":                func(c *Config) { c.Paths.Connect = "/sessions?x" },
		"pathThatClimbs":               func(c *Config) { c.Paths.Auth = "/auth/%2e%2e" },
		"pathWithAnUnknownPart":        func(c *Config) { c.Paths.Login = "/logins/{login_id}/{bank}" },
		"sessionPathWithAPart":         func(c *Config) { c.Paths.Connect = "/users/{user_identifier}" },
		"oneLoginWithoutItsID":         func(c *Config) { c.Paths.Login = "/users/{user_identifier}" },
		"allLoginsWithAnID":            func(c *Config) { c.Paths.Logins = "/logins/{login_id}" },
		"baseURLWithUser":              func(c *Config) { c.BaseURL = "https://u:p@os.fino.example" },
		"baseURLOfAnotherScheme":       func(c *Config) { c.BaseURL = "ftp://os.fino.example" },
		"baseURLThatCannotBeReadAtAll": func(c *Config) { c.BaseURL = "https://%zz" },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := Config{ClientID: "client", ClientSecret: secret.New(clientSecret)}
			change(&cfg)
			_, err := New(cfg)
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			assert.NotContains(t, err.Error(), clientSecret)
		})
	}
}

func TestNew_fillsTheGaps(t *testing.T) {
	c, err := New(Config{ClientID: "client", ClientSecret: secret.New(clientSecret), Paths: Paths{Connect: "/a"}, Fields: Fields{User: "u"}})
	require.NoError(t, err)
	assert.Equal(t, Test, c.cfg.BaseURL)
	want := DefaultPaths()
	want.Connect = "/a"
	assert.Equal(t, want, c.cfg.Paths)
	assert.Equal(t, Fields{User: "u", Return: "returnUrl", Logins: "bankLogins"}, c.cfg.Fields)
	assert.True(t, strings.HasPrefix(Production, "https://"))
}
