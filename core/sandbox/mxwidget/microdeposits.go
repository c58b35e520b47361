package mxwidget

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// microdepositShape is a verification as the widget reads it.
type microdepositShape struct {
	GUID            string                   `json:"guid"`
	Status          world.MicrodepositStatus `json:"status"`
	StatusName      string                   `json:"status_name"`
	ErrorMessage    *string                  `json:"error_message"`
	InstitutionName *string                  `json:"institution_name"`
	AccountName     string                   `json:"account_name"`
	AccountNumber   string                   `json:"account_number"`
	AccountType     int                      `json:"account_type"`
	RoutingNumber   string                   `json:"routing_number"`
	Email           string                   `json:"email"`
	FirstName       string                   `json:"first_name"`
	LastName        string                   `json:"last_name"`
	CanAutoVerify   bool                     `json:"can_auto_verify"`
}

// accountTypes are the widget's numbers. They are read-only.
var accountTypes = map[int]string{1: "CHECKING", 2: "SAVINGS"}

func microdepositOf(m world.Microdeposit) microdepositShape {
	d := m.Details
	shape := microdepositShape{
		GUID: m.GUID, Status: m.Status, StatusName: m.Status.String(),
		ErrorMessage: orNull(m.Message), InstitutionName: orNull(m.InstitutionName),
		AccountName: d.AccountName, AccountNumber: d.AccountNumber, RoutingNumber: d.RoutingNumber,
		Email: d.Email, FirstName: d.FirstName, LastName: d.LastName,
	}
	for number, name := range accountTypes {
		if name == d.AccountType {
			shape.AccountType = number
		}
	}
	return shape
}

// microdepositInput is what the widget sends about a verification.
type microdepositInput struct {
	AccountName   string `json:"account_name"`
	AccountNumber string `json:"account_number"`
	AccountType   int    `json:"account_type"`
	RoutingNumber string `json:"routing_number"`
	Email         string `json:"email"`
	FirstName     string `json:"first_name"`
	LastName      string `json:"last_name"`
}

func (c call) microdepositInput(i int) (world.MicrodepositDetails, error) {
	var in microdepositInput
	err := c.param(i, &in)
	return world.MicrodepositDetails{
		AccountName: in.AccountName, AccountNumber: in.AccountNumber, AccountType: accountTypes[in.AccountType],
		RoutingNumber: in.RoutingNumber, Email: in.Email, FirstName: in.FirstName, LastName: in.LastName,
	}, err
}

// wrapped resolves with {micro_deposit}. The widget looks into a failure for
// one, too, without checking that it is there.
func wrapped(m world.Microdeposit, err error) (any, error) {
	var refusal *world.Error
	if errors.As(err, &refusal) && refusal.Reason == world.Invalid {
		return nil, &callError{Status: http.StatusBadRequest, Message: refusal.Message, Data: object{"micro_deposit": object{}}}
	}
	if err != nil {
		return nil, err
	}
	return object{"micro_deposit": microdepositOf(m)}, nil
}

func createMicrodeposit(c call) (any, error) {
	details, err := c.microdepositInput(0)
	if err != nil {
		return nil, err
	}
	return wrapped(c.world.CreateMicrodeposit(c.session.user, details))
}

func updateMicrodeposit(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	details, err := c.microdepositInput(1)
	if err != nil {
		return nil, err
	}
	return wrapped(c.world.UpdateMicrodeposit(c.session.user, guid, details))
}

// loadMicrodeposit resolves with the bare verification.
func loadMicrodeposit(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	m, err := c.world.Microdeposit(c.session.user, guid)
	if err != nil {
		return nil, err
	}
	return microdepositOf(m), nil
}

// verifyMicrodeposit takes the digits behind the point, as text.
func verifyMicrodeposit(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	var in struct {
		First  string `json:"deposit_amount_1"`
		Second string `json:"deposit_amount_2"`
	}
	if err := c.param(1, &in); err != nil {
		return nil, err
	}
	first, badFirst := strconv.ParseUint(in.First, 10, 7)
	second, badSecond := strconv.ParseUint(in.Second, 10, 7)
	if badFirst != nil || badSecond != nil {
		return nil, &callError{Status: http.StatusBadRequest, Message: "An amount is not a number of cents."}
	}
	return wrapped(c.world.VerifyMicrodeposit(c.session.user, guid, world.Cents(first), world.Cents(second)))
}

// verifyRoutingNumber resolves with an empty object when the number can be
// used.
func verifyRoutingNumber(c call) (any, error) {
	number, err := c.text(0)
	if err != nil {
		return nil, err
	}
	verdict := c.world.CheckRouting(number)
	if verdict == world.RoutingGood {
		return object{}, nil
	}
	return object{"blocked_routing_number": object{"guid": nil, "reason": int(verdict), "reason_name": verdict.String()}}, nil
}
