package fino

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// SessionRequest asks for a session on UBA, fino's hosted pages. User is
// required. Options that are nil are not sent.
type SessionRequest struct {
	User         string // the app's own identifier of the user
	Multiple     *bool  // several bank logins in one session
	Recurring    *bool  // keep synchronizing
	StoreSecrets *bool  // keep the credentials for that
	// AddBankLogin skips the overview of a management session and goes to
	// adding a bank login. A connect session has no such option.
	AddBankLogin *bool
	// ReturnURL is where UBA sends the user in the end. It is secret because
	// it may hold the nonce that the session expects. See Fields.Return.
	ReturnURL secret.String
}

// Session is a session on UBA.
type Session struct {
	ID             secret.String `json:"sessionId"`      // a JWT
	UserIdentifier string        `json:"userIdentifier"` // fino's own, a hash
	URL            secret.String `json:"redirectURL"`    // open it for the user
}

// ConnectSession asks for a session in which the user connects a bank login.
// fino creates a user that it does not know.
func (c *Client) ConnectSession(ctx context.Context, req SessionRequest) (Session, error) {
	if req.AddBankLogin != nil {
		return Session{}, refuse("A connect session has no option addBankLogin.")
	}
	return c.session(ctx, c.cfg.Paths.Connect, req)
}

// ManagementSession asks for a session in which a user who has bank logins
// sees and renews them, or adds one.
func (c *Client) ManagementSession(ctx context.Context, req SessionRequest) (Session, error) {
	return c.session(ctx, c.cfg.Paths.Management, req)
}

func (c *Client) session(ctx context.Context, path string, req SessionRequest) (Session, error) {
	call, err := c.sessionCall(path, req)
	if err != nil {
		return Session{}, err
	}
	answer, err := c.do(ctx, call)
	if err != nil {
		return Session{}, err
	}
	var s Session
	if err := object(answer, "session", &s); err != nil {
		return Session{}, err
	}
	switch {
	case s.ID.IsZero():
		return Session{}, answer.BadAnswer("a session without id")
	case !usable(s.URL.Reveal()):
		return Session{}, answer.BadAnswer("a session without a usable address")
	}
	return s, nil
}

func (c *Client) sessionCall(path string, req SessionRequest) (rest.Call, error) {
	if req.User == "" {
		return rest.Call{}, refuse("The user is missing.")
	}
	if !req.ReturnURL.IsZero() && !absolute(req.ReturnURL.Reveal()) {
		return rest.Call{}, refuse("The return URL is not usable.")
	}
	body := map[string]any{c.cfg.Fields.User: req.User}
	call := rest.Call{Method: http.MethodPost, Path: path, Body: body, Query: url.Values{}, Hide: []string{req.ReturnURL.Reveal()}}
	if !req.ReturnURL.IsZero() && c.cfg.Fields.Return != "-" {
		body[c.cfg.Fields.Return] = req.ReturnURL.Reveal()
	}
	for name, value := range map[string]*bool{
		"multiple": req.Multiple, "recurring": req.Recurring,
		"storeSecrets": req.StoreSecrets, "addBankLogin": req.AddBankLogin,
	} {
		switch {
		case value == nil:
		case c.cfg.OptionsInQuery:
			call.Query.Set(name, strconv.FormatBool(*value))
		default:
			body[name] = *value
		}
	}
	return call, nil
}

// usable reports whether an address can be shown to the user.
func usable(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && rest.Secure(u)
}

// notScript keeps out the schemes that no app returns by.
var notScript = regexp.MustCompile(`(?i)^(javascript|data|file|blob|about|vbscript)$`)

func absolute(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Scheme != "" && u.Fragment == "" && u.User == nil && !notScript.MatchString(u.Scheme)
}

// refuse is the error for an argument that fino would refuse.
func refuse(format string, args ...any) error {
	return fault.Newf(fault.ProviderInputInvalid, nil, format, args...)
}
