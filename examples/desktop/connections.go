package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
)

// connections are UCW's, under names of our own: a connection's id can be an
// access token and is no name. An app keeps them encrypted and for good; this
// one forgets them when it ends. The zero value is empty. It is safe for
// concurrent use.
type connections struct {
	mu   sync.Mutex
	list []ucw.Connection
}

const connectionPrefix = "connection-"

// keep adds a connection unless it is there, and returns its name.
func (c *connections) keep(_ context.Context, user string, said event.Connection) (string, error) {
	made := ucw.ConnectionOf(user, said)
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.list, func(o ucw.Connection) bool {
		return o.UserID == made.UserID && o.Aggregator == made.Aggregator && o.InstitutionID == made.InstitutionID && o.ID.Equal(made.ID)
	})
	if i < 0 {
		i = len(c.list)
		c.list = append(c.list, made)
	}
	return connectionPrefix + strconv.Itoa(i+1), nil
}

// find returns the connection of a name. Error: member_unknown, also for the
// connection of another user.
func (c *connections) find(_ context.Context, user, name string) (ucw.Connection, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	number, named := strings.CutPrefix(name, connectionPrefix)
	i, err := strconv.Atoi(number)
	if !named || err != nil || i < 1 || i > len(c.list) || c.list[i-1].UserID != user {
		return ucw.Connection{}, fault.New(fault.MemberUnknown, nil)
	}
	return c.list[i-1], nil
}
