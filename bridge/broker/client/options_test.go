package client_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

func secretOf(s string) secret.String { return secret.New(s) }

func TestNewRefusesIncompleteSettings(t *testing.T) {
	for name, change := range map[string]func(*client.Options){
		"no address":                    func(o *client.Options) { o.URL = "" },
		"http on a public address":      func(o *client.Options) { o.URL = "http://broker.example" },
		"a scheme of an app's":          func(o *client.Options) { o.URL = "piggy://broker" },
		"an address with a user":        func(o *client.Options) { o.URL = "https://canary:canary@broker.example" },
		"an address with a query":       func(o *client.Options) { o.URL = "https://broker.example?canary=1" },
		"an address with a bare query":  func(o *client.Options) { o.URL = "https://broker.example?" },
		"an address with a fragment":    func(o *client.Options) { o.URL = "https://broker.example#canary" },
		"an address that is not one":    func(o *client.Options) { o.URL = "https://%zz" },
		"nobody who signs in":           func(o *client.Options) { o.Authorize = nil },
		"no provider":                   func(o *client.Options) { o.Provider = "" },
		"an unknown provider":           func(o *client.Options) { o.Provider = "none" },
		"traits of another provider":    func(o *client.Options) { o.Traits = traits.Fino() },
		"traits that contradict itself": func(o *client.Options) { o.Traits = traits.Traits{Provider: "mx", Talks: true} },
	} {
		t.Run(name, func(t *testing.T) {
			o := client.Options{URL: "https://broker.example", Provider: "mx", Authorize: as("alice")}
			change(&o)
			c, err := client.New(o)
			assert.Nil(t, c)
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			assert.NotContains(t, err.Error(), "canary")
		})
	}
}

func TestABrokerMayHaveAPath(t *testing.T) {
	h := serve(t, func(o *broker.Options) { o.PublicURL += "/api" }, nil)
	for _, url := range []string{h.server.URL + "/api", h.server.URL + "/api/"} {
		c := open(t, url)
		require.NoError(t, c.Ready(t.Context()))
		made, err := c.Create(t.Context(), client.Request{})
		require.NoError(t, err)
		require.NoError(t, c.End(t.Context(), made.ID))
	}
}

// The app's own client is used, and left as it is.
func TestTheAppsOwnHTTPClientIsUsed(t *testing.T) {
	h := serve(t, nil, nil)
	transport := &counting{next: http.DefaultTransport.(*http.Transport).Clone()}
	t.Cleanup(transport.next.CloseIdleConnections)
	own := &http.Client{Transport: transport}
	c := h.client("mx", func(o *client.Options) { o.HTTP = own })
	require.NoError(t, c.Ready(t.Context()))
	assert.Equal(t, 1, transport.count)
	assert.Nil(t, own.CheckRedirect)
}

// counting is a transport that counts.
type counting struct {
	next  *http.Transport
	count int
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.count++
	return c.next.RoundTrip(r)
}
