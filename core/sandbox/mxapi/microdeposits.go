package mxapi

import (
	"math"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// microdepositShape is an item of the list as the API gives it.
type microdepositShape struct {
	GUID            string  `json:"guid"`
	Status          string  `json:"status"`
	ErrorMessage    *string `json:"error_message"`
	InstitutionCode *string `json:"institution_code"`
	InstitutionName *string `json:"institution_name"`
	UpdatedAt       *string `json:"updated_at"`
	VerifiedAt      *string `json:"verified_at"`
}

// microdepositDetails is what one is made with; a single answer repeats it.
type microdepositDetails struct {
	AccountName   string `json:"account_name"`
	AccountNumber string `json:"account_number"`
	AccountType   string `json:"account_type"`
	RoutingNumber string `json:"routing_number"`
	Email         string `json:"email"`
	FirstName     string `json:"first_name"`
	LastName      string `json:"last_name"`
}

func microdepositOf(m world.Microdeposit) microdepositShape {
	return microdepositShape{
		GUID: m.GUID, Status: m.Status.String(), ErrorMessage: orNull(m.Message),
		InstitutionCode: orNull(m.InstitutionCode), InstitutionName: orNull(m.InstitutionName),
		UpdatedAt: instant(m.UpdatedAt), VerifiedAt: instant(m.VerifiedAt),
	}
}

func oneMicrodeposit(a *reply, m world.Microdeposit, err error) error {
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"micro_deposit": struct {
		microdepositShape
		microdepositDetails
	}{microdepositOf(m), microdepositDetails(m.Details)}})
}

// createMicrodeposit: POST /users/{…}/micro_deposits
func (f *face) createMicrodeposit(r *http.Request, a *reply) error {
	var body struct {
		Microdeposit *microdepositDetails `json:"micro_deposit"`
	}
	if err := a.read(r, &body); err != nil {
		return err
	}
	if body.Microdeposit == nil {
		return refuse(http.StatusBadRequest, "The field micro_deposit is missing.")
	}
	m, err := f.World.CreateMicrodeposit(r.PathValue("user"), world.MicrodepositDetails(*body.Microdeposit))
	return oneMicrodeposit(a, m, err)
}

// listMicrodeposits: GET /users/{…}/micro_deposits
func (f *face) listMicrodeposits(r *http.Request, a *reply) error {
	list, err := f.World.Microdeposits(r.PathValue("user"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "micro_deposits", list, microdepositOf))
}

// readMicrodeposit: GET /users/{…}/micro_deposits/{guid}
func (f *face) readMicrodeposit(r *http.Request, a *reply) error {
	m, err := f.World.Microdeposit(r.PathValue("user"), r.PathValue("guid"))
	return oneMicrodeposit(a, m, err)
}

// deleteMicrodeposit: DELETE /users/{…}/micro_deposits/{guid}
func (f *face) deleteMicrodeposit(r *http.Request, a *reply) error {
	if err := f.World.DeleteMicrodeposit(r.PathValue("user"), r.PathValue("guid")); err != nil {
		return err
	}
	return a.noContent()
}

// verifyMicrodeposit: PUT /micro_deposits/{guid}/verify, without a user
func (f *face) verifyMicrodeposit(r *http.Request, a *reply) error {
	var body struct {
		Microdeposit *struct {
			First  float64 `json:"deposit_amount_1"`
			Second float64 `json:"deposit_amount_2"`
		} `json:"micro_deposit"`
	}
	if err := a.read(r, &body); err != nil {
		return err
	}
	if body.Microdeposit == nil {
		return refuse(http.StatusBadRequest, "The field micro_deposit is missing.")
	}
	m, err := f.World.VerifyMicrodeposit("", r.PathValue("guid"), cents(body.Microdeposit.First), cents(body.Microdeposit.Second))
	return oneMicrodeposit(a, m, err)
}

// cents reads an amount in dollars.
func cents(dollars float64) world.Cents { return world.Cents(math.Round(dollars * 100)) }
