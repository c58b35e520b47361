package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/providertest"
	"github.com/connecthost/connecthost/core/secret"
)

func TestConformance(t *testing.T) {
	var key secret.String
	providertest.Run(t, providertest.Suite{
		New: func(t testing.TB) provider.Provider {
			acme := acmeFor(t)
			key = acme.Key
			return acme
		},
		Secrets: func() []string { return []string{key.Reveal()} },
		Connect: func(t testing.TB, _ provider.Provider, w provider.Widget) string { return customerFor(t).connect(w) },
		Silent: func(testing.TB) (provider.Provider, <-chan struct{}) {
			silence := providertest.NewSilence()
			return Acme{BaseURL: "https://acme.example", Client: &http.Client{Transport: silence}}, silence.Asked()
		},
	})
}

func TestRefusalsOfAcme(t *testing.T) {
	acme := acmeFor(t)
	other := acme
	other.Key = secret.New("another")
	nowhere := acme
	nowhere.BaseURL = "http://127.0.0.1:1"
	unusable := acme
	unusable.BaseURL = "://"
	elsewhere := acme
	elsewhere.BaseURL += "/elsewhere"
	for name, row := range map[string]struct {
		acme Acme
		req  provider.WidgetRequest
		code fault.Code
	}{
		"another key":          {other, provider.WidgetRequest{UserID: "ada"}, fault.ProviderUnauthorized},
		"a link of nobody":     {acme, provider.WidgetRequest{UserID: "ada", MemberGUID: "link-none"}, fault.ProviderNotFound},
		"nobody answers":       {nowhere, provider.WidgetRequest{UserID: "ada"}, fault.ProviderUnreachable},
		"somebody else's page": {elsewhere, provider.WidgetRequest{UserID: "ada"}, fault.ProviderNotFound},
		"no address":           {unusable, provider.WidgetRequest{UserID: "ada"}, fault.ConfigInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := row.acme.Widget(t.Context(), row.req)
			require.Equal(t, row.code, fault.CodeOf(err))
		})
	}
}
