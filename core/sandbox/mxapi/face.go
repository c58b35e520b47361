// Package mxapi serves the part of MX's Platform API, version v20250224, that
// the sandbox's journeys need, over the sandbox's world.
//
// MX documents its answers to good requests only. How this package refuses bad
// ones is our choice, not MX's contract: a JSON object with a "message", and
// the HTTP status that fits best.
package mxapi

import (
	"log/slog"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/mxwidget"
	"github.com/connecthost/connecthost/core/sandbox/world"
	"github.com/connecthost/connecthost/core/secret"
)

// Config sets up a Face. Every field is required.
type Config struct {
	World    *world.World
	ClientID string
	APIKey   secret.String
	BaseURL  string // of the sandbox, without a slash at its end
	// Mint returns the path of a new widget URL, see mxwidget.Face.Mint.
	Mint func(userGUID, locale string, cfg mxwidget.Config) (path string)
	Log  *slog.Logger
}

// Handler returns the handler of the whole face. It answers every path.
func Handler(cfg Config) http.Handler {
	f := &face{cfg}
	mux := http.NewServeMux()
	routes := map[string]func(*http.Request, *reply) error{
		"POST /users":                    f.createUser,
		"GET /users":                     f.listUsers,
		"GET /users/{user}":              f.readUser,
		"PUT /users/{user}":              f.updateUser,
		"DELETE /users/{user}":           f.deleteUser,
		"POST /users/{user}/widget_urls": f.requestWidgetURL,

		"GET /institutions":                           f.listInstitutions,
		"GET /institutions/{institution}":             f.readInstitution,
		"GET /institutions/{institution}/credentials": f.listCredentials,

		"POST /users/{user}/members":                f.createMember,
		"GET /users/{user}/members":                 f.listMembers,
		"GET /users/{user}/members/{member}":        f.readMember,
		"PUT /users/{user}/members/{member}":        f.updateMember,
		"DELETE /users/{user}/members/{member}":     f.deleteMember,
		"GET /users/{user}/members/{member}/status": f.readMemberStatus,

		"GET /users/{user}/accounts":                  f.listUserAccounts,
		"GET /users/{user}/members/{member}/accounts": f.listMemberAccounts,
	}
	for pattern, serve := range routes {
		mux.Handle(pattern, f.guard(serve))
	}
	mux.Handle("/", f.guard(noSuchPath))
	return mux
}

type face struct{ Config }

func noSuchPath(*http.Request, *reply) error {
	return refuse(http.StatusNotFound, "The sandbox does not have this operation.")
}
