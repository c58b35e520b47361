package session

import (
	"strings"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/secret"
)

// Member is a connection that the session produced.
type Member struct {
	// GUID is the provider's identifier of the member. UCW has none and leaves
	// it empty.
	GUID string
	// Connection is UCW's description of the connection. Its identifier may be
	// an access token. Zero for other providers.
	Connection event.Connection
}

// same reports whether both are the same connection.
func (m Member) same(o Member) bool {
	return m.GUID == o.GUID &&
		m.Connection.Aggregator == o.Connection.Aggregator &&
		m.Connection.UCPInstitutionID == o.Connection.UCPInstitutionID &&
		m.Connection.ConnectionID.Equal(o.Connection.ConnectionID)
}

// connectedMember returns the member that a valid memberConnected names. Its
// strings are copies: those of an event keep the whole message in memory.
func connectedMember(e event.Event) (m Member, ok bool) {
	switch p := e.Payload().(type) {
	case event.MemberConnected:
		return Member{GUID: strings.Clone(p.MemberGUID)}, true
	case event.UCWMemberConnected:
		return Member{Connection: cloned(p.Connection)}, true
	}
	return Member{}, false
}

func cloned(c event.Connection) event.Connection {
	return event.Connection{
		UCPInstitutionID: strings.Clone(c.UCPInstitutionID),
		ConnectionID:     secret.New(strings.Clone(c.ConnectionID.Reveal())),
		AggregatorUserID: strings.Clone(c.AggregatorUserID),
		Aggregator:       strings.Clone(c.Aggregator),
	}
}

func (s *Session) knows(m Member) bool {
	for _, o := range s.members {
		if o.same(m) {
			return true
		}
	}
	return false
}
