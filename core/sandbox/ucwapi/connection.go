package ucwapi

import (
	"errors"
	"slices"
	"sync"

	"github.com/connecthost/connecthost/core/sandbox/world"
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
