// Package tryout gives the examples a provider: MX's own when the environment
// names an account there, else a sandbox in this process.
package tryout

import (
	"context"
	"os"

	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
)

// The environment variables of MX.
const (
	EnvBaseURL  = "MX_BASE_URL"
	EnvClientID = "MX_CLIENT_ID"
	EnvAPIKey   = "MX_API_KEY"
)

// MX returns a provider for MX's API at MX_BASE_URL, with the credentials in
// MX_CLIENT_ID and MX_API_KEY. Without MX_BASE_URL it starts a sandbox with its
// own widget, which lives until end is called; end waits for what is under way.
// Errors: config_invalid for an unusable environment, sandbox_bind_failed.
//
// It is for trying out. A shipped app holds no key of a provider: it asks its
// backend, as bridge/broker/client does.
func MX(ctx context.Context) (p *mx.Adapter, end func(), err error) {
	url := os.Getenv(EnvBaseURL)
	id, key := os.Getenv(EnvClientID), secret.New(os.Getenv(EnvAPIKey))
	end = func() {}
	if url == "" {
		s, err := sandbox.Start(ctx, sandbox.Options{UI: sandbox.UIBasic})
		if err != nil {
			return nil, end, err
		}
		end = func() { _ = s.Close(context.WithoutCancel(ctx)) }
		url = s.BaseURL()
		id, key = s.Credentials()
	}
	client, err := mx.New(mx.Config{BaseURL: url, ClientID: id, APIKey: key})
	if err != nil {
		end()
		return nil, func() {}, err
	}
	return client.Provider(), end, nil
}
