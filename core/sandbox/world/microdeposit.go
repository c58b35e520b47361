package world

import (
	"slices"
	"strings"
	"time"
)

// MicrodepositStatus is how far a verification by small deposits is, in the
// numbering of MX's widget.
type MicrodepositStatus int

// The statuses, in their order.
const (
	Initiated MicrodepositStatus = iota
	Requested
	Deposited
	Verified
	Errored
	WrongAmounts // DENIED
	TooManyWrong // PREVENTED
	Conflicted
	NotAccepted // REJECTED
	Preinitiated
)

var microdepositNames = [...]string{
	"INITIATED", "REQUESTED", "DEPOSITED", "VERIFIED", "ERRORED", "DENIED", "PREVENTED", "CONFLICTED", "REJECTED", "PREINITIATED",
}

// String returns the name in the Platform API.
func (s MicrodepositStatus) String() string { return microdepositNames[s] }

// The small deposits of every verification, and how often one may be wrong
// about them.
const (
	FirstDeposit  Cents = 2
	SecondDeposit Cents = 5
	maxWrong            = 3
)

// The ends of account numbers for which a verification fails.
const (
	ErroredNumber  = "4444"
	RejectedNumber = "8888"
)

// Microdeposit is the verification of an account by two small deposits.
type Microdeposit struct {
	GUID            string
	UserGUID        string
	Status          MicrodepositStatus
	Message         string // what went wrong
	InstitutionCode string // of the routing number; "" when it is unknown
	InstitutionName string
	Details         MicrodepositDetails
	UpdatedAt       time.Time
	VerifiedAt      time.Time
}

// MicrodepositDetails are what a verification is made with.
type MicrodepositDetails struct {
	AccountName, AccountNumber, AccountType, RoutingNumber string
	Email, FirstName, LastName                             string
}

type microdeposit struct {
	Microdeposit
	requested time.Time // when the deposits were asked for; zero before
	wrong     int
}

// CreateMicrodeposit begins a verification. With the person alone it is only
// prepared. The deposits arrive after the world's delay.
func (w *World) CreateMicrodeposit(userID string, d MicrodepositDetails) (Microdeposit, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return Microdeposit{}, err
	}
	if d.AccountNumber != "" || d.RoutingNumber != "" {
		if err := w.checkDetails(d); err != nil {
			return Microdeposit{}, err
		}
	}
	m := &microdeposit{Microdeposit: Microdeposit{GUID: w.newID("MIC"), UserGUID: u.GUID, Status: Preinitiated, UpdatedAt: w.now()}}
	w.request(m, d)
	w.micro = append(w.micro, m)
	return w.settle(m), nil
}

// UpdateMicrodeposit gives a prepared verification its account, or another
// one to one that failed. The person stays when the details have none.
func (w *World) UpdateMicrodeposit(userID, guid string, d MicrodepositDetails) (Microdeposit, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.microdeposit(userID, guid)
	if err != nil {
		return Microdeposit{}, err
	}
	if err := w.checkDetails(d); err != nil {
		return Microdeposit{}, err
	}
	if d.Email == "" && d.FirstName == "" && d.LastName == "" {
		d.Email, d.FirstName, d.LastName = m.Details.Email, m.Details.FirstName, m.Details.LastName
	}
	w.request(m, d)
	return w.settle(m), nil
}

func (w *World) checkDetails(d MicrodepositDetails) error {
	switch {
	case d.AccountNumber == "":
		return invalid("The account number is missing.")
	case d.AccountType != "CHECKING" && d.AccountType != "SAVINGS":
		return invalid("The account type must be CHECKING or SAVINGS.")
	case !validRouting(d.RoutingNumber):
		return invalid("The routing number is not valid.")
	}
	return nil
}

// request asks for the deposits once the account is known.
func (w *World) request(m *microdeposit, d MicrodepositDetails) {
	m.Details = d
	if d.AccountNumber == "" {
		return
	}
	if in, found := w.institutionAt(d.RoutingNumber); found {
		m.InstitutionCode, m.InstitutionName = in.Code, in.Name
	}
	m.requested, m.Status, m.wrong, m.Message = w.now(), Initiated, 0, ""
	if slices.ContainsFunc(w.micro, func(other *microdeposit) bool { return other != m && other.same(m) }) {
		m.Status, m.Message = Conflicted, "There is a verification of this account already."
	}
}

// same reports whether two live verifications are of one user's account.
func (m *microdeposit) same(other *microdeposit) bool {
	return m.UserGUID == other.UserGUID && m.Details.AccountNumber == other.Details.AccountNumber &&
		m.Details.RoutingNumber == other.Details.RoutingNumber && m.Status != Errored && m.Status != NotAccepted && m.Status != Conflicted
}

// settle brings a verification up to what the clock says and returns a copy.
func (w *World) settle(m *microdeposit) Microdeposit {
	elapsed := w.now().Sub(m.requested)
	switch waiting := m.Status == Initiated || m.Status == Requested; {
	case !waiting, elapsed < w.delay/2:
	case elapsed < w.delay:
		m.Status, m.UpdatedAt = Requested, m.requested.Add(w.delay/2)
	default:
		m.Status, m.UpdatedAt = Deposited, m.requested.Add(w.delay)
		switch number := m.Details.AccountNumber; {
		case strings.HasSuffix(number, ErroredNumber):
			m.Status, m.Message = Errored, "The deposits could not be made."
		case strings.HasSuffix(number, RejectedNumber):
			m.Status, m.Message = NotAccepted, "The account was not accepted."
		}
	}
	return m.Microdeposit
}

// Microdeposits returns a user's verifications, the oldest first.
func (w *World) Microdeposits(userID string) ([]Microdeposit, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.user(userID)
	if err != nil {
		return nil, err
	}
	list := []Microdeposit{}
	for _, m := range w.micro {
		if m.UserGUID == u.GUID {
			list = append(list, w.settle(m))
		}
	}
	return list, nil
}

// Microdeposit returns a verification of a user.
func (w *World) Microdeposit(userID, guid string) (Microdeposit, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.microdeposit(userID, guid)
	if err != nil {
		return Microdeposit{}, err
	}
	return w.settle(m), nil
}

// DeleteMicrodeposit removes a verification of a user.
func (w *World) DeleteMicrodeposit(userID, guid string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.microdeposit(userID, guid)
	if err != nil {
		return err
	}
	w.micro = slices.DeleteFunc(w.micro, func(other *microdeposit) bool { return other == m })
	return nil
}

// VerifyMicrodeposit takes what the user says about the deposits. The user is
// not named when userID is empty: MX's API knows the verification alone. Wrong
// amounts are counted. Before the deposits, and after the end, it is Invalid.
func (w *World) VerifyMicrodeposit(userID, guid string, first, second Cents) (Microdeposit, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.microdeposit(userID, guid)
	if err != nil {
		return Microdeposit{}, err
	}
	if w.settle(m); m.Status != Deposited && m.Status != WrongAmounts {
		return Microdeposit{}, invalid("There are no deposits to verify.")
	}
	m.UpdatedAt = w.now()
	if first == FirstDeposit && second == SecondDeposit {
		m.Status, m.VerifiedAt, m.Message = Verified, m.UpdatedAt, ""
		return m.Microdeposit, nil
	}
	m.wrong++
	m.Status, m.Message = WrongAmounts, "The amounts are wrong."
	if m.wrong >= maxWrong {
		m.Status, m.Message = TooManyWrong, "The amounts were wrong too often."
	}
	return m.Microdeposit, nil
}

// microdeposit finds a verification. The caller holds the lock.
func (w *World) microdeposit(userID, guid string) (*microdeposit, error) {
	owner := ""
	if userID != "" {
		u, err := w.user(userID)
		if err != nil {
			return nil, err
		}
		owner = u.GUID
	}
	for _, m := range w.micro {
		if m.GUID == guid && (owner == "" || m.UserGUID == owner) {
			return m, nil
		}
	}
	return nil, notFound("microdeposit")
}
