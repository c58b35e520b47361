package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

const (
	// maxMessage bounds what a process hands over.
	maxMessage = 64 << 10
	// exchangeWithin is how long one process may talk to another.
	exchangeWithin = 2 * time.Second
	// maxTalks bounds the processes that talk at once.
	maxTalks = 8
)

// The first process answers one byte.
const answerTaken, answerBusy = '+', '-'

// message is what a later process says, as JSON.
type message struct {
	Links []string `json:"links"`
}

// tell hands links over on a connection to the first process.
func tell(ctx context.Context, c net.Conn, links []string) error {
	if links == nil {
		links = []string{}
	}
	data, err := json.Marshal(message{links})
	if err != nil {
		return err
	}
	if err := limit(ctx, c); err != nil {
		return err
	}
	if _, err := c.Write(append(data, '\n')); err != nil {
		return err
	}
	var answer [1]byte
	if _, err := io.ReadFull(c, answer[:]); err != nil {
		return fmt.Errorf("the running app did not answer: %w", err)
	}
	if answer[0] != answerTaken {
		return errors.New("the running app is busy")
	}
	return nil
}

func limit(ctx context.Context, c net.Conn) error {
	until := time.Now().Add(exchangeWithin)
	if at, ok := ctx.Deadline(); ok && at.Before(until) {
		until = at
	}
	return c.SetDeadline(until)
}

// hear reads what another process hands over. It fails for anything but one
// message, and for one that is too large.
func hear(r io.Reader) ([]string, error) {
	d := json.NewDecoder(io.LimitReader(r, maxMessage))
	d.DisallowUnknownFields()
	var m message
	if err := d.Decode(&m); err != nil {
		return nil, errors.New("it is no message") // the decoder's error may repeat it
	}
	if len(m.Links) > maxArguments {
		return nil, errors.New("it has too many links")
	}
	return m.Links, nil
}

// counter serves later processes at a listener.
type counter struct {
	listener net.Listener
	log      *slog.Logger
	peer     func(net.Conn) error // refuses other users
	take     func([]string) bool
	slots    chan struct{}
	serving  sync.WaitGroup
	ctx      context.Context // until Close
	stop     context.CancelFunc
}

func openCounter(l net.Listener, log *slog.Logger, peer func(net.Conn) error, take func([]string) bool) *counter {
	c := &counter{listener: l, log: log, peer: peer, take: take, slots: make(chan struct{}, maxTalks)}
	c.ctx, c.stop = context.WithCancel(context.Background())
	c.serving.Go(c.serve)
	return c
}

func (c *counter) serve() {
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				c.log.Error("the app cannot be reached by links any more", "cause", err)
			}
			return
		}
		c.slots <- struct{}{}
		c.serving.Go(func() {
			defer func() { <-c.slots }()
			defer func() { _ = conn.Close() }()
			defer context.AfterFunc(c.ctx, func() { _ = conn.Close() })()
			if err := c.talk(conn); err != nil {
				c.log.Warn("another process was not heard", "cause", err)
			}
		})
	}
}

func (c *counter) talk(conn net.Conn) error {
	if err := c.peer(conn); err != nil {
		return err
	}
	if err := limit(context.Background(), conn); err != nil {
		return err
	}
	links, err := hear(conn)
	if err != nil {
		return err
	}
	answer := byte(answerTaken)
	if !c.take(links) {
		answer = answerBusy
	}
	_, err = conn.Write([]byte{answer})
	return err
}

// Close stops serving.
func (c *counter) Close() error {
	err := c.listener.Close()
	c.stop()
	c.serving.Wait()
	return err
}
