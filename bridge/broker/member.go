package broker

import (
	"context"
	"net/http"
	"regexp"
	"strconv"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/body"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// The apps have no key of the provider's, so the broker asks for them: about
// the members of a session's user, and of no one else. A session that has ended
// can be asked about as long as it can be read.

// readMember answers with the state of a member, or with all that the provider
// knows of it when details are asked for.
func (b *Broker) readMember(w http.ResponseWriter, r *http.Request, user string) error {
	s, member, err := b.memberOf(r, user)
	if err != nil {
		return err
	}
	details, err := flagOf(r, "details")
	if err != nil {
		return err
	}
	p := b.mounts[s.Provider].Provider
	reader, ok := p.(provider.MemberReader)
	if !ok {
		return unsupported("The provider cannot be asked for members.")
	}
	if member == "" && p.Traits().NamesMember {
		return answer.Contradictory("The member_guid is missing: this provider's widget names its members.")
	}
	ask := reader.MemberState
	if details {
		ask = reader.Member
	}
	ctx, cancel := context.WithTimeout(r.Context(), b.o.CallTTL)
	defer cancel()
	found, err := ask(ctx, s.ProviderUser, member)
	if err != nil {
		return ofMember(err)
	}
	answer.JSON(w, http.StatusOK, found)
	return nil
}

// accountList is the answer to GET /sessions/{id}/accounts.
type accountList struct {
	Accounts []provider.Account `json:"accounts"`
}

// readAccounts answers with the accounts of a member, or with all of the user's
// when no member is named and the provider can tell them.
func (b *Broker) readAccounts(w http.ResponseWriter, r *http.Request, user string) error {
	s, member, err := b.memberOf(r, user)
	if err != nil {
		return err
	}
	reader, ok := b.mounts[s.Provider].Provider.(provider.AccountReader)
	if !ok {
		return unsupported("The provider cannot be asked for accounts.")
	}
	ctx, cancel := context.WithTimeout(r.Context(), b.o.CallTTL)
	defer cancel()
	found, err := reader.Accounts(ctx, s.ProviderUser, member)
	if err != nil {
		return ofMember(err)
	}
	if found == nil {
		found = []provider.Account{}
	}
	answer.JSON(w, http.StatusOK, accountList{found})
	return nil
}

// connection is the body of POST /sessions/{id}/connections.
type connection struct {
	UCPInstitutionID string `json:"ucp_institution_id"`
	ConnectionID     string `json:"connection_id"`
	AggregatorUserID string `json:"aggregator_user_id"`
	Aggregator       string `json:"aggregator"`
}

// maxConnection and maxField bound the parts of a connection in bytes: the
// identifier of some aggregators is an access token.
const maxConnection, maxField = 4 << 10, 512

// printable is what the parts of a connection may have.
var printable = regexp.MustCompile(`^[\x21-\x7e]*$`)

// parseConnection reads the body of POST /sessions/{id}/connections.
func parseConnection(text []byte) (event.Connection, error) {
	var c connection
	if err := body.Parse(text, &c); err != nil {
		return event.Connection{}, err
	}
	if c.ConnectionID == "" || len(c.ConnectionID) > maxConnection || !printable.MatchString(c.ConnectionID) {
		return event.Connection{}, answer.Invalid("The connection's identifier is missing or malformed.")
	}
	for _, field := range []string{c.UCPInstitutionID, c.AggregatorUserID, c.Aggregator} {
		if len(field) > maxField || !printable.MatchString(field) {
			return event.Connection{}, answer.Invalid("A field of the connection is malformed.")
		}
	}
	return event.Connection{
		UCPInstitutionID: c.UCPInstitutionID, ConnectionID: secret.New(c.ConnectionID),
		AggregatorUserID: c.AggregatorUserID, Aggregator: c.Aggregator,
	}, nil
}

// keepConnection hands a connection that the widget described to the provider,
// which keeps it, and answers with the name to ask for its accounts by.
func (b *Broker) keepConnection(w http.ResponseWriter, r *http.Request, user string) error {
	text, err := body.JSON(w, r, b.o.Limits.Body)
	if err != nil {
		return err
	}
	described, err := parseConnection(text)
	if err != nil {
		return err
	}
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	keeper, ok := b.mounts[s.Provider].Provider.(provider.ConnectionKeeper)
	if !ok {
		return unsupported("The provider's widget names members and describes no connections.")
	}
	ctx, cancel := context.WithTimeout(r.Context(), b.o.CallTTL)
	defer cancel()
	member, err := keeper.Keep(ctx, s.ProviderUser, described)
	if err != nil {
		return fault.From(err)
	}
	answer.JSON(w, http.StatusOK, map[string]string{"member_guid": member})
	return nil
}

// memberOf reads whose session a request is about, and which member.
func (b *Broker) memberOf(r *http.Request, user string) (Session, string, error) {
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return s, "", err
	}
	given := r.URL.Query()["member_guid"]
	switch {
	case len(given) == 0:
		return s, "", nil
	case len(given) > 1 || !identifier.MatchString(given[0]):
		return s, "", answer.Invalid("The member_guid is malformed.")
	}
	return s, given[0], nil
}

// flagOf reads a parameter that is true or false, and false by default.
func flagOf(r *http.Request, name string) (bool, error) {
	given := r.URL.Query()[name]
	if len(given) == 0 {
		return false, nil
	}
	value, err := strconv.ParseBool(given[0])
	if err != nil || len(given) > 1 || given[0] != strconv.FormatBool(value) {
		return false, answer.Invalid("The parameter %s is true or false.", name)
	}
	return value, nil
}

// unsupported refuses a question that the provider has no answer to.
func unsupported(why string) *answer.Refusal {
	return answer.Refused(http.StatusConflict, fault.Newf(fault.ProviderUnsupported, nil, "%s", why))
}

// ofMember answers 404 for a member that the provider does not know.
func ofMember(err error) error {
	f := fault.From(err)
	if f.Code == fault.ProviderNotFound {
		return answer.Refused(http.StatusNotFound, f)
	}
	return f
}
