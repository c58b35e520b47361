package main

import (
	"flag"
	"fmt"
	"net/http"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
)

// ucwFlags are the flags for the settings of the Universal Connect Widget
// server. Job types are not among them: each request for a widget URL has its
// own.
func ucwFlags(flags *flag.FlagSet, cfg *ucwapi.Config) {
	flags.Var(realms{&cfg.Auth}, "ucw-auth",
		"`realms` in which UCW asks for a Bearer token: general, data, delete, with commas between them, or all; default none. The line of JSON then has a token for each")
	flags.Var(sameSite{&cfg.CookieSameSite}, "ucw-cookie-samesite",
		"SameSite `mode` of the cookie with which UCW's page carries the token: strict, lax or none; default strict")
	flags.BoolVar(&cfg.NoData, "ucw-no-data", false, "switch UCW's data endpoints off, as a real server does unless told otherwise")
	flags.BoolVar(&cfg.NoDelete, "ucw-no-delete", false, "switch UCW's deletion endpoints off, as a real server does unless told otherwise")
	flags.BoolVar(&cfg.Production, "ucw-production", false, "hide UCW's test banks, as a real server does in production: no bank is left")
	flags.IntVar(&cfg.RateLimit, "ucw-rate-limit", 0, "requests that UCW answers for one address in ten minutes, then 429; default 5000")
}

// realms reads which realms ask for a token.
type realms struct{ auth *ucwapi.Auth }

// String implements flag.Value.
func (r realms) String() string { return "" }

// Set implements flag.Value.
func (r realms) Set(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		switch strings.TrimSpace(name) {
		case "general":
			r.auth.General = true
		case "data":
			r.auth.Data = true
		case "delete":
			r.auth.Delete = true
		case "all":
			*r.auth = ucwapi.Auth{General: true, Data: true, Delete: true}
		default:
			return fmt.Errorf("the realms are general, data and delete")
		}
	}
	return nil
}

// sameSite reads the mode of a cookie.
type sameSite struct{ mode *http.SameSite }

// String implements flag.Value.
func (s sameSite) String() string { return "" }

// Set implements flag.Value.
func (s sameSite) Set(text string) error {
	mode, ok := map[string]http.SameSite{
		"strict": http.SameSiteStrictMode, "lax": http.SameSiteLaxMode, "none": http.SameSiteNoneMode,
	}[strings.ToLower(text)]
	if !ok {
		return fmt.Errorf("it is strict, lax or none")
	}
	*s.mode = mode
	return nil
}
