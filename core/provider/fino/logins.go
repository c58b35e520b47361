package fino

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// LoginStatus is how a bank login stands.
type LoginStatus string

// The documented statuses. An expired consent shows as SCARequired.
const (
	OK          LoginStatus = "OK"
	SCARequired LoginStatus = "SCA_REQUIRED"
	SyncFailed  LoginStatus = "SYNC_FAILED"
)

// Login is a user's bank login. Status, Active and LastSynchronization are
// documented; the names of the other fields are not verified.
type Login struct {
	ID                  string      `json:"id"`
	BankName            string      `json:"bankName"`
	Created             Time        `json:"createdAt"`
	Status              LoginStatus `json:"status"`
	Active              bool        `json:"active"`
	LastSynchronization Time        `json:"lastSynchronization"` // zero: never
}

// Login reads the state of a bank login. The user is named by fino's own
// identifier, see Session.UserIdentifier.
func (c *Client) Login(ctx context.Context, user, login string) (Login, error) {
	var out Login
	answer, err := c.do(ctx, get(c.cfg.Paths.Login, user, login))
	if err != nil {
		return out, err
	}
	err = object(answer, "bank login", &out)
	if err == nil && out.Status == "" {
		return Login{}, answer.BadAnswer("a bank login without status")
	}
	if out.ID == "" {
		out.ID = login
	}
	return out, err
}

// Logins reads all bank logins of a user, in fino's order.
func (c *Client) Logins(ctx context.Context, user string) ([]Login, error) {
	answer, err := c.do(ctx, get(c.cfg.Paths.Logins, user, ""))
	if err != nil {
		return nil, err
	}
	envelope, err := answer.Envelope()
	if err != nil {
		return nil, err
	}
	var all []Login
	err = envelope.Objects(c.cfg.Fields.Logins, func(decode func(any) error) error {
		var l Login
		err := decode(&l)
		all = append(all, l)
		return err
	})
	return all, err
}

var part = regexp.MustCompile(`\{[a-z_]+\}`)

// get makes the call for a GET of a path template, whose parts may come in
// any order.
func get(template, user, login string) rest.Call {
	call := rest.Call{Method: http.MethodGet, Path: template}
	for _, name := range part.FindAllString(template, -1) {
		call.Params = append(call.Params, strings.NewReplacer("{user_identifier}", user, "{login_id}", login).Replace(name))
	}
	return call
}
