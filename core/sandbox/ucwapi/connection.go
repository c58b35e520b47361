package ucwapi

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/sandbox/world"
	"github.com/connecthost/connecthost/core/secret"
)

// connection is a user's connection to a bank, as UCW's adapters see it.
type connection struct {
	id     string // connectionId
	guid   string // the widget's name for it
	userID string // the app's
	user   string // guid in the world
	member string // guid in the world
	bank   bank
	jobs   []string // that it was made for, the latest
	code   string   // Akoya's authorisation code

	answered bool // the bank's question was answered
	refused  bool // wrongly
}

// userKey names a user at an aggregator.
type userKey struct{ aggregator, userID string }

// connections is what UCW's aggregators know. The lock also orders what one
// call does to the world.
type connections struct {
	mu     sync.Mutex
	list   []*connection
	visits map[string]*visit  // by guid
	users  map[userKey]string // to the guid in the world
}

// ensureUser returns the world's user for an app's own id and notes that the
// aggregator knows it. The caller holds the lock.
func (f *Face) ensureUser(aggregator, userID string) (string, error) {
	u, err := f.World.CreateUser(world.UserFields{ID: &userID})
	guid := u.GUID
	var refusal *world.Error
	switch {
	case errors.As(err, &refusal) && refusal.Reason == world.Conflict:
		guid = refusal.GUID
	case err != nil:
		return "", err
	}
	f.connections.users[userKey{aggregator, userID}] = guid
	return guid, nil
}

// connect makes a connection, or renews the one that the user has at the bank.
// The caller holds the lock.
func (f *Face) connect(s *session, b bank, answers []world.Answer) (*connection, error) {
	user, err := f.ensureUser(b.aggregator, s.UserID)
	if err != nil {
		return nil, err
	}
	fields := world.MemberFields{Answers: answers}
	m, err := f.World.CreateMember(user, b.code, fields)
	var refusal *world.Error
	if errors.As(err, &refusal) && refusal.Reason == world.Conflict {
		m, err = f.World.UpdateMember(user, refusal.GUID, fields)
	}
	if err != nil {
		return nil, err
	}
	c := f.connections.find(func(c *connection) bool { return c.member == m.GUID })
	if c == nil {
		c = newConnection(b, m)
		c.userID, c.user = s.UserID, user
		f.connections.list = append(f.connections.list, c)
	}
	c.jobs, c.answered, c.refused = s.JobTypes, false, false
	return c, nil
}

// newConnection gives a connection the kind of id that its aggregator has.
func newConnection(b bank, m world.Member) *connection {
	c := &connection{guid: m.GUID, member: m.GUID, bank: b, id: m.GUID}
	switch family(b.aggregator) {
	case "plaid":
		c.id = "access-sandbox-" + newUUID()
	case "akoya":
		c.id, c.code = "mikomo", newUUID()
	case "finicity":
		c.id = newUUID()
	}
	return c
}

// find returns the first connection that fits, nil for none. The caller holds
// the lock.
func (c *connections) find(fits func(*connection) bool) *connection {
	if i := slices.IndexFunc(c.list, fits); i >= 0 {
		return c.list[i]
	}
	return nil
}

// aggregatorUser is what the aggregator calls the user.
func (c *connection) aggregatorUser() string {
	if family(c.bank.aggregator) == "plaid" {
		return c.userID
	}
	return c.user
}

// state returns how the connection is doing, and whether it may still change
// by itself.
func (f *Face) state(c *connection) (status world.Status, busy bool, err error) {
	m, err := f.World.Member(c.user, c.member)
	if err != nil {
		return 0, false, err
	}
	if m.Status != world.Connected || !c.bank.question || c.answered {
		return m.Status, m.Aggregating, nil
	}
	if c.refused {
		return world.Rejected, false, nil
	}
	return world.Challenged, false, nil
}

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
