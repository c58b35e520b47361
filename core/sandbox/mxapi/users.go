package mxapi

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// userShape is a user as the API gives it.
type userShape struct {
	GUID       string  `json:"guid"`
	ID         *string `json:"id"`
	Email      *string `json:"email"`
	IsDisabled bool    `json:"is_disabled"`
	Metadata   *string `json:"metadata"`
}

func userOf(u world.User) userShape {
	return userShape{u.GUID, orNull(u.ID), orNull(u.Email), u.IsDisabled, orNull(u.Metadata)}
}

// orNull returns nil for the empty string.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func oneUser(a *reply, u world.User, err error) error {
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"user": userOf(u)})
}

// userBody is the body of the operations that write a user.
type userBody struct {
	User *struct {
		ID         *string `json:"id"`
		Email      *string `json:"email"`
		IsDisabled *bool   `json:"is_disabled"`
		Metadata   *string `json:"metadata"`
	} `json:"user"`
}

func readUserBody(r *http.Request, a *reply) (world.UserFields, error) {
	var body userBody
	if err := a.read(r, &body); err != nil {
		return world.UserFields{}, err
	}
	if body.User == nil {
		return world.UserFields{}, refuse(http.StatusBadRequest, "The field user is missing.")
	}
	u := body.User
	return world.UserFields{ID: u.ID, Email: u.Email, IsDisabled: u.IsDisabled, Metadata: u.Metadata}, nil
}

// createUser: POST /users. An id that is taken is a 409.
func (f *face) createUser(r *http.Request, a *reply) error {
	fields, err := readUserBody(r, a)
	if err != nil {
		return err
	}
	u, err := f.World.CreateUser(fields)
	return oneUser(a, u, err)
}

// listUsers: GET /users
func (f *face) listUsers(r *http.Request, a *reply) error {
	query := r.URL.Query()
	filter := world.UserFilter{ID: param(query, "id"), Email: param(query, "email")}
	if s := query.Get("is_disabled"); s != "" {
		disabled, err := strconv.ParseBool(s)
		if err != nil {
			return refuse(http.StatusBadRequest, "The parameter is_disabled must be true or false.")
		}
		filter.IsDisabled = &disabled
	}
	return a.ok(paged(query, maxPerPage, "users", f.World.Users(filter), userOf))
}

// readUser: GET /users/{guid or id}
func (f *face) readUser(r *http.Request, a *reply) error {
	u, err := f.World.User(r.PathValue("user"))
	return oneUser(a, u, err)
}

// updateUser: PUT /users/{guid or id}
func (f *face) updateUser(r *http.Request, a *reply) error {
	fields, err := readUserBody(r, a)
	if err != nil {
		return err
	}
	u, err := f.World.UpdateUser(r.PathValue("user"), fields)
	return oneUser(a, u, err)
}

// deleteUser: DELETE /users/{guid or id}
func (f *face) deleteUser(r *http.Request, a *reply) error {
	if err := needsAccept(r); err != nil {
		return err
	}
	if err := f.World.DeleteUser(r.PathValue("user")); err != nil {
		return err
	}
	return a.noContent()
}

// param returns a query parameter, nil when it is not there.
func param(query url.Values, name string) *string {
	if !query.Has(name) {
		return nil
	}
	value := query.Get(name)
	return &value
}
