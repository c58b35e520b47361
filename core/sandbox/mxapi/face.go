// Package mxapi serves the part of MX's Platform API, version v20250224, that
// the sandbox's journeys need, over the sandbox's world. A request in the
// manner of the older version v20111101 is answered in its media type, and
// institutions in its shape.
//
// MX documents its answers to good requests only. How this package refuses bad
// ones is our choice, not MX's contract: a JSON object with a "message", and
// the HTTP status that fits best.
package mxapi

import (
	"log/slog"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
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
	Mint  func(userGUID, locale string, cfg mxwidget.Config) (path string)
	OAuth *mxoauth.Face
	Log   *slog.Logger
}

// Handler returns the handler of the whole face. It answers every path.
func Handler(cfg Config) http.Handler {
	f := &face{cfg}
	mux := http.NewServeMux()
	for _, routes := range []map[string]operation{f.userRoutes(), f.memberRoutes(), f.dataRoutes()} {
		for pattern, serve := range routes {
			mux.Handle(pattern, f.guard(serve))
		}
	}
	mux.Handle("/", f.guard(noSuchPath))
	return mux
}

// operation answers one kind of request.
type operation = func(*http.Request, *reply) error

func (f *face) userRoutes() map[string]operation {
	return map[string]operation{
		"POST /users":                    f.createUser,
		"GET /users":                     f.listUsers,
		"GET /users/{user}":              f.readUser,
		"PUT /users/{user}":              f.updateUser,
		"DELETE /users/{user}":           f.deleteUser,
		"POST /users/{user}/widget_urls": f.requestWidgetURL,

		"GET /institutions":                           f.listInstitutions,
		"GET /institutions/{institution}":             f.readInstitution,
		"GET /institutions/{institution}/credentials": f.listCredentials,

		"POST /users/{user}/micro_deposits":          f.createMicrodeposit,
		"GET /users/{user}/micro_deposits":           f.listMicrodeposits,
		"GET /users/{user}/micro_deposits/{guid}":    f.readMicrodeposit,
		"DELETE /users/{user}/micro_deposits/{guid}": f.deleteMicrodeposit,
		"PUT /micro_deposits/{guid}/verify":          f.verifyMicrodeposit,
	}
}

func (f *face) memberRoutes() map[string]operation {
	const member = "/users/{user}/members/{member}"
	routes := map[string]operation{
		"POST /users/{user}/members":          f.createMember,
		"GET /users/{user}/members":           f.listMembers,
		"GET " + member:                       f.readMember,
		"PUT " + member:                       f.updateMember,
		"DELETE " + member:                    f.deleteMember,
		"GET " + member + "/status":           f.readMemberStatus,
		"GET " + member + "/credentials":      f.listMemberCredentials,
		"GET " + member + "/challenges":       f.listChallenges,
		"PUT " + member + "/resume":           f.resume,
		"GET " + member + "/oauth_window_uri": f.oauthWindow,
	}
	for name, job := range jobs {
		routes["POST "+member+"/"+name] = f.startJob(job)
	}
	return routes
}

func (f *face) dataRoutes() map[string]operation {
	const user, member = "/users/{user}", "/users/{user}/members/{member}"
	return map[string]operation{
		"GET " + user + "/accounts":                           f.listUserAccounts,
		"GET " + user + "/accounts/{account}":                 f.readAccount,
		"GET " + member + "/accounts":                         f.listMemberAccounts,
		"GET " + member + "/accounts/{account}":               f.readAccount,
		"GET " + member + "/account_numbers":                  f.listAccountNumbers,
		"GET " + user + "/accounts/{account}/account_numbers": f.listAccountNumbers,
		"GET " + member + "/account_owners":                   f.listAccountOwners,

		"GET " + user + "/transactions":                      f.listTransactions,
		"GET " + user + "/transactions/{transaction}":        f.readTransaction,
		"GET " + member + "/transactions":                    f.listTransactions,
		"GET " + user + "/accounts/{account}/transactions":   f.listTransactions,
		"GET " + member + "/accounts/{account}/transactions": f.listTransactions,

		"GET " + member + "/statements":             f.listStatements,
		"GET " + member + "/statements/{statement}": f.readStatement,

		"GET " + user + "/investment_holdings":                    f.listHoldings,
		"GET " + user + "/investment_holdings/{holding}":          f.readHolding,
		"GET " + member + "/investment_holdings":                  f.listHoldings,
		"GET " + user + "/accounts/{account}/investment_holdings": f.listHoldings,

		"GET " + member + "/rewards":          f.listRewards,
		"GET " + member + "/rewards/{reward}": f.readReward,
	}
}

type face struct{ Config }

func noSuchPath(*http.Request, *reply) error {
	return refuse(http.StatusNotFound, "The sandbox does not have this operation.")
}
