package ucwapi

import (
	"fmt"
	"slices"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/sandbox/world"
	"github.com/connecthost/connecthost/core/secret"
)

// Connect makes a connection as a user would in the widget, for tests that
// begin with one. It takes the app's own id of the user and a UCP id, and
// returns what memberConnected says. The connection is ready once the world's
// delay has passed. A bank that is not known is an error.
func (f *Face) Connect(userID, ucpID string, jobs ...string) (event.Connection, error) {
	i := slices.IndexFunc(banks, func(b bank) bool { return b.id == ucpID })
	if i < 0 {
		return event.Connection{}, fmt.Errorf("no bank has the UCP id %q", ucpID)
	}
	in, err := f.World.Institution(banks[i].code)
	if err != nil {
		return event.Connection{}, err
	}
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	c, err := f.connect(&session{params: params{UserID: userID, JobTypes: jobs}}, banks[i], right(in))
	if err != nil {
		return event.Connection{}, err
	}
	c.answered = true
	return event.Connection{
		UCPInstitutionID: c.bank.id, ConnectionID: secret.New(c.id),
		AggregatorUserID: c.aggregatorUser(), Aggregator: c.bank.aggregator,
	}, nil
}

// right are the answers that an institution accepts.
func right(in world.Institution) []world.Answer {
	var answers []world.Answer
	for _, c := range in.Credentials {
		answers = append(answers, world.Answer{GUID: c.GUID, Value: rightAnswer})
	}
	return answers
}
