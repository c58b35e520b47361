package mx

import (
	"context"
	"iter"
	"net/http"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// User is a person whose accounts are connected.
type User struct {
	GUID       string `json:"guid"`
	ID         string `json:"id"` // the app's own identifier
	Email      string `json:"email"`
	IsDisabled bool   `json:"is_disabled"` // a disabled user is not updated and gives little data
	Metadata   string `json:"metadata"`    // the app's own text, commonly JSON
}

// UserFields are what an app says of a user. A nil field is not sent: a new
// user gets MX's default, and one that is changed keeps what it has.
type UserFields struct {
	ID         *string `json:"id,omitempty"`
	Email      *string `json:"email,omitempty"`
	IsDisabled *bool   `json:"is_disabled,omitempty"`
	Metadata   *string `json:"metadata,omitempty"`
}

// UsersQuery filters users. Empty fields do not filter.
type UsersQuery struct {
	PageQuery
	ID         string
	Email      string
	IsDisabled *bool
}

const (
	usersPath = "/users"
	userPath  = "/users/{user_identifier}"
)

// CreateUser creates a user (POST /users). It is never tried again by
// itself: after a failure without an answer, look for the user by ID.
func (c *Client) CreateUser(ctx context.Context, user UserFields) (User, error) {
	body := map[string]any{"user": user}
	return object[User](ctx, c, rest.Call{Method: http.MethodPost, Path: usersPath, Body: body}, "user")
}

// Users goes through all users that fit the query (GET /users).
func (c *Client) Users(ctx context.Context, query UsersQuery) iter.Seq2[User, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[User], error) {
		query.PageQuery = p
		return c.UsersPage(ctx, query)
	})
}

// UsersPage reads one page of Users.
func (c *Client) UsersPage(ctx context.Context, query UsersQuery) (Page[User], error) {
	call := get(usersPath)
	call.Query = query.values()
	set(call.Query, "id", query.ID)
	set(call.Query, "email", query.Email)
	setBool(call.Query, "is_disabled", query.IsDisabled)
	return list[User](ctx, c, call, "users")
}

// ReadUser reads a user by the MX guid or, since v20250224, the app's own id
// (GET /users/{user_identifier}).
func (c *Client) ReadUser(ctx context.Context, user string) (User, error) {
	return object[User](ctx, c, get(userPath, user), "user")
}

// UpdateUser changes a user (PUT /users/{user_identifier}).
func (c *Client) UpdateUser(ctx context.Context, user string, change UserFields) (User, error) {
	body := map[string]any{"user": change}
	return object[User](ctx, c, rest.Call{Method: http.MethodPut, Path: userPath, Params: []string{user}, Body: body}, "user")
}

// DeleteUser deletes a user with all members and data, for good (DELETE
// /users/{user_identifier}). A fault.ProviderNotFound error may mean that an
// earlier attempt got through.
func (c *Client) DeleteUser(ctx context.Context, user string) error {
	return c.done(ctx, rest.Call{Method: http.MethodDelete, Path: userPath, Params: []string{user}})
}
