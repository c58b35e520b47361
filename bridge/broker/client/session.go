package client

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// Status is how far a session has come.
type Status string

// The statuses, in their order.
const (
	Created  Status = "created"  // the widget URL waits to be claimed
	Open     Status = "open"     // the widget URL was given out
	Returned Status = "returned" // the user came back from a bank
	Ended    Status = "ended"    // there is an outcome
)

// Session is a session as the broker keeps it.
type Session struct {
	ID       string    `json:"id"`
	Provider string    `json:"provider"`
	Status   Status    `json:"status"`
	Visit    *Visit    `json:"visit"`   // nil until a return link arrived at the broker's landing page
	Outcome  *Outcome  `json:"outcome"` // nil until it has ended
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires"`
	Version  int64     `json:"version"` // starts at one, and rises with each change
}

// Visit is the result that the return link of a bank's site told.
type Visit struct {
	Success    bool      `json:"success"`
	Unknown    bool      `json:"unknown"` // the link said nothing of the result
	MemberGUID string    `json:"member_guid"`
	Reason     string    `json:"error_reason"` // in the provider's words
	At         time.Time `json:"at"`
}

// Outcome is how a session ended.
type Outcome struct {
	Result     session.Result `json:"result"`
	MemberGUID string         `json:"member_guid,omitempty"` // of the member that is connected
	Reason     fault.Code     `json:"reason,omitempty"`      // when nothing was connected
	// Verified is set when the provider was asked and knows the member as one
	// of this user. Without it the outcome is what the app said.
	Verified bool `json:"verified,omitzero"`
}

// Request is a request for a session. The zero value is usable.
type Request struct {
	Widget provider.WidgetRequest // of which UserGUID and UserID are sent with Options.NameUser only
	// ClaimLater keeps the widget URL with the broker, for a few minutes, until
	// Claim asks for it.
	ClaimLater bool
	// Key is an Idempotency-Key of 1 to 128 visible characters, for an app that
	// sends the same request again after it was restarted; default one of its
	// own for each call. A session that the key made before comes without its
	// widget URL.
	Key string
}

// Opened is a session that was made, or that Request.Key made before.
type Opened struct {
	Session
	URL    secret.String // of the widget; zero with ClaimLater and for a repetition
	Return provider.Return
}

// created is the broker's answer to POST /sessions and to a claim.
type created struct {
	Session
	WidgetURL secret.String `json:"widget_url"`
	Return    handle        `json:"return"`
}

var (
	sessionID = regexp.MustCompile(`^[0-9a-f]{32}$`)
	keySyntax = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)
)

// Create makes a session. The app has to hear of its user's return at one of
// the ReturnBases: the broker makes the nonce, and the answer's Return has both.
//
// Besides the errors of the broker there are fault.ProviderInputInvalid for a
// request that a broker does not take, and fault.ConfigInvalid when the broker
// leads users back to an address that is not among the ReturnBases.
func (c *Client) Create(ctx context.Context, r Request) (Opened, error) {
	if r.Key == "" {
		r.Key = rand.Text()
	}
	if !keySyntax.MatchString(r.Key) {
		return Opened{}, fault.Newf(fault.ProviderInputInvalid, nil, "The key has 1 to 128 visible characters.")
	}
	body, err := c.sessionBody(r)
	if err != nil {
		return Opened{}, err
	}
	k := call{method: http.MethodPost, path: "/sessions", body: body, key: r.Key}
	var made created
	if err := c.do(ctx, k, &made); err != nil {
		return Opened{}, err
	}
	back, err := made.way(r.Widget, body.ReturnKind)
	if err == nil && !sessionID.MatchString(made.ID) {
		err = k.badAnswer(0, "a session without an identifier")
	}
	if err != nil {
		c.abandon(ctx, made.ID)
		return Opened{}, err
	}
	return Opened{Session: made.Session, URL: made.WidgetURL, Return: back}, nil
}

// Renew asks for another widget URL of a session that lasts: the page was
// reloaded, or a member needs its user. The way back stays what it was. Of the
// request the way back is not sent; if there are ReturnBases the session's way
// has to be among them. fault.SessionEnded and fault.BrokerNotFound mean that a
// new session is needed.
func (c *Client) Renew(ctx context.Context, id string, w provider.WidgetRequest) (Opened, error) {
	if err := checkID(id); err != nil {
		return Opened{}, err
	}
	k := call{method: http.MethodPost, path: "/sessions/{id}/widget", id: id, body: c.widgetBody(w), repeat: true}
	var made created
	if err := c.do(ctx, k, &made); err != nil {
		return Opened{}, err
	}
	back, err := made.way(w, made.Return.Kind)
	if err == nil && (made.ID != id || made.WidgetURL.IsZero()) {
		err = k.badAnswer(0, "no widget URL of this session")
	}
	if err != nil {
		return Opened{}, err
	}
	return Opened{Session: made.Session, URL: made.WidgetURL, Return: back}, nil
}

// Claim takes the widget URL of a session that was made with ClaimLater, once.
// fault.BrokerWidgetURLClaimed means that it was taken before, or waited too long.
func (c *Client) Claim(ctx context.Context, id string) (secret.String, error) {
	if err := checkID(id); err != nil {
		return secret.String{}, err
	}
	k := call{method: http.MethodPost, path: "/sessions/{id}/claim", id: id}
	var claimed created
	if err := c.do(ctx, k, &claimed); err != nil {
		return secret.String{}, err
	}
	if claimed.WidgetURL.IsZero() {
		return secret.String{}, k.badAnswer(0, "no widget URL")
	}
	return claimed.WidgetURL, nil
}

// Session reads a session. The broker forgets it some time after its end:
// fault.BrokerNotFound.
func (c *Client) Session(ctx context.Context, id string) (Session, error) {
	if err := checkID(id); err != nil {
		return Session{}, err
	}
	var s Session
	err := c.do(ctx, call{method: http.MethodGet, path: "/sessions/{id}", id: id}, &s)
	return s, err
}

// End gives a session up. One that has an outcome keeps it.
func (c *Client) End(ctx context.Context, id string) error {
	if err := checkID(id); err != nil {
		return err
	}
	c.kept.forget(id)
	return c.do(ctx, call{method: http.MethodDelete, path: "/sessions/{id}", id: id}, nil)
}

// abandon ends a session that nobody can use, as well as it goes: it expires
// otherwise.
func (c *Client) abandon(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := c.End(ctx, id); err != nil {
		c.o.Logger.Debug("a session was left to expire", "error", err)
	}
}

func checkID(id string) error {
	if !sessionID.MatchString(id) {
		return fault.Newf(fault.ProviderInputInvalid, nil, "This is not the identifier of a broker's session.")
	}
	return nil
}
