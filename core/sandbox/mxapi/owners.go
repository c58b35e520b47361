package mxapi

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// ownerShape is an account's owner as the API gives it.
type ownerShape struct {
	GUID        string `json:"guid"`
	AccountGUID string `json:"account_guid"`
	MemberGUID  string `json:"member_guid"`
	UserGUID    string `json:"user_guid"`
	OwnerName   string `json:"owner_name"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	Email       string `json:"email"`
	Phone       string `json:"phone"`
	Address     string `json:"address"`
	City        string `json:"city"`
	State       string `json:"state"`
	PostalCode  string `json:"postal_code"`
	Country     string `json:"country"`
}

func ownerOf(o world.Owner) ownerShape {
	return ownerShape{
		o.GUID, o.AccountGUID, o.MemberGUID, o.UserGUID, o.Name(), o.First, o.Last,
		o.Email, o.Phone, o.Address, o.City, o.State, o.Postal, o.Country,
	}
}

// listAccountOwners: GET /users/{…}/members/{…}/account_owners
func (f *face) listAccountOwners(r *http.Request, a *reply) error {
	list, err := f.World.Owners(r.PathValue("user"), r.PathValue("member"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "account_owners", list, ownerOf))
}
