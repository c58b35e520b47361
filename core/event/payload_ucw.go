package event

import "github.com/connecthost/connecthost/core/secret"

// Connection says which connection a UCW event is about.
type Connection struct {
	UCPInstitutionID string
	ConnectionID     secret.String // the aggregator's; an access token with some of them
	AggregatorUserID string
	Aggregator       string // such as mx, plaid or sophtron, also their test names
}

// Payloads of the events that UCW sends in its own shape.
type (
	// UCWMemberStatusUpdate belongs to ConnectMemberStatusUpdate of UCW.
	UCWMemberStatusUpdate struct {
		Connection
		ConnectionStatus int
	}

	// UCWMemberConnected belongs to ConnectMemberConnected of UCW.
	UCWMemberConnected struct{ Connection }
)

func newUCWMemberStatusUpdate(v values) any {
	return UCWMemberStatusUpdate{v.connection(), v.integer("connectionStatus")}
}

func newUCWMemberConnected(v values) any { return UCWMemberConnected{v.connection()} }

func (v *values) connection() Connection {
	return Connection{
		UCPInstitutionID: v.string("ucpInstitutionId"),
		ConnectionID:     secret.New(v.string("connectionId")),
		AggregatorUserID: v.string("aggregatorUserId"),
		Aggregator:       v.string("aggregator"),
	}
}
