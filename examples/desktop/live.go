package main

import (
	"fmt"

	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/secret"
)

// account is where a live provider is and who we are to it.
type account struct {
	url string
	id  string
	key secret.String
}

// variables are the names of an account's parts in the environment; one without
// a name is not needed.
type variables struct{ url, id, key string }

func variablesOf(provider string) variables {
	switch provider {
	case providerUCW:
		return variables{url: "UCW_BASE_URL"}
	case providerFino:
		return variables{"FINO_BASE_URL", "FINO_CLIENT_ID", "FINO_CLIENT_SECRET"}
	}
	return variables{"MX_BASE_URL", "MX_CLIENT_ID", "MX_API_KEY"}
}

// defaultURL is the provider's environment for trials; "" when everybody runs
// a server of their own.
func defaultURL(provider string) string {
	switch provider {
	case providerMX:
		return mx.Integration
	case providerFino:
		return fino.Test
	}
	return ""
}

// accountFrom reads the account that the environment gives. Error: what is
// missing in it.
func accountFrom(env func(string) string, provider string) (account, error) {
	names := variablesOf(provider)
	a := account{url: env(names.url), id: env(names.id), key: secret.New(env(names.key))}
	if a.url == "" {
		a.url = defaultURL(provider)
	}
	switch {
	case a.url == "":
		return a, fmt.Errorf("-live needs %s in the environment", names.url)
	case names.id != "" && (a.id == "" || a.key.IsZero()):
		return a, fmt.Errorf("-live needs %s and %s in the environment", names.id, names.key)
	}
	return a, nil
}
