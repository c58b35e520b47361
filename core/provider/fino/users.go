package fino

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// UserType is the kind of a user.
type UserType string

// The kinds of users.
const (
	Person  UserType = "person"
	Company UserType = "company"
)

// Analysis says whether fino analyses a user's transactions by itself.
type Analysis string

// The settings of the analysis.
const (
	AnalysisActive    Analysis = "active"
	AnalysisSuspended Analysis = "suspended"
)

// User is a user of fino. Empty fields are not sent, and neither is
// Identifier, which is fino's own: in which field it is answered is not
// verified, and userIdentifier, userId and id are read, in this order.
type User struct {
	Identifier        string   `json:"-"`
	Type              UserType `json:"type,omitempty"`
	AutomaticAnalysis Analysis `json:"automaticAnalysis,omitempty"`
}

// UnmarshalJSON reads the identifier from whichever field it is in.
func (u *User) UnmarshalJSON(data []byte) error {
	type fields User // without this method
	var in struct {
		UserIdentifier string `json:"userIdentifier"`
		UserID         string `json:"userId"`
		ID             string `json:"id"`
		fields
	}
	err := json.Unmarshal(data, &in)
	*u = User(in.fields)
	u.Identifier = cmp.Or(in.UserIdentifier, in.UserID, in.ID)
	return err
}

// CreateUser creates a user (POST /users). It is never tried again by itself.
// A session creates the user too: this call is for other kinds than the
// default one.
func (c *Client) CreateUser(ctx context.Context, user User) (User, error) {
	var out User
	answer, err := c.do(ctx, rest.Call{Method: http.MethodPost, Path: c.cfg.Paths.Users, Body: user})
	if err != nil {
		return out, err
	}
	if err := object(answer, "user", &out); err != nil {
		return User{}, err
	}
	if out.Identifier == "" {
		return User{}, answer.BadAnswer("a user without identifier")
	}
	return out, nil
}

// object decodes an answer that is one object.
func object(a rest.Answer, name string, v any) error {
	envelope, err := a.Envelope()
	if err != nil {
		return err
	}
	return envelope.Decode(name, json.RawMessage(a.Body), v)
}
