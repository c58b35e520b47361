package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

const (
	// maxMessage bounds what a process hands over, in bytes.
	maxMessage = 64 << 10
	// exchangeWithin is how long one process may talk to another.
	exchangeWithin = 2 * time.Second
)

// The first process answers one byte.
const answerTaken, answerBusy = '+', '-'

// message is what a later process sends, as JSON.
type message struct {
	Links []string `json:"links"`
}

// sendLinks hands links over on a connection to the first process.
func sendLinks(ctx context.Context, c net.Conn, links []string) error {
	if links == nil {
		links = []string{}
	}
	data, err := json.Marshal(message{links})
	if err != nil {
		return err
	}
	if err := setDeadline(ctx, c); err != nil {
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
		return errBusy
	}
	return nil
}

var errBusy = errors.New("the running app is busy")

func setDeadline(ctx context.Context, c net.Conn) error {
	until := time.Now().Add(exchangeWithin)
	if at, ok := ctx.Deadline(); ok && at.Before(until) {
		until = at
	}
	return c.SetDeadline(until)
}

// readLinks reads what another process hands over. It fails for anything
// except one message, and for one that is too large.
func readLinks(r io.Reader) ([]string, error) {
	d := json.NewDecoder(io.LimitReader(r, maxMessage))
	d.DisallowUnknownFields()
	var m message
	if err := d.Decode(&m); err != nil {
		return nil, errors.New("it is not a message") // the decoder's error may repeat it
	}
	if len(m.Links) > maxArguments {
		return nil, errTooMany
	}
	return m.Links, nil
}

var errTooMany = errors.New("it has too many links")
