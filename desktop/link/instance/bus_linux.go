package instance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/godbus/dbus/v5"
)

// bus is a meeting point on the session bus: the first process owns a name
// there, which the bus takes back however the process ends.
type bus struct {
	address string
	name    string
	uid     int
	log     *slog.Logger
}

const (
	busPath      = dbus.ObjectPath("/connecthost")
	busInterface = "connecthost.Instance"
	busMethod    = "HandOver"
	// busWithin is how long the bus may take to answer.
	busWithin = 2 * time.Second
)

func (b bus) claim(ctx context.Context, take func([]string) bool) (io.Closer, error) {
	c, err := b.connect(ctx)
	if err != nil {
		return nil, err
	}
	s := &busServer{bus: b, conn: c, take: take}
	if err := c.ExportMethodTable(map[string]any{busMethod: s.handOver}, busPath, busInterface); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	reply, err := ask[uint32](ctx, c.BusObject(), "org.freedesktop.DBus.RequestName", b.name, uint32(dbus.NameFlagDoNotQueue))
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if r := dbus.RequestNameReply(reply); r != dbus.RequestNameReplyPrimaryOwner {
		return nil, errors.Join(errTaken, c.Close())
	}
	return c, nil
}

// connect makes a connection of its own. It does not hang on a bus that takes
// calls and does not answer them.
func (b bus) connect(ctx context.Context) (*dbus.Conn, error) {
	c, err := dbus.Dial(b.address)
	if err != nil {
		return nil, fmt.Errorf("the session bus cannot be reached: %w", err)
	}
	late := time.AfterFunc(busWithin, func() { _ = c.Close() })
	defer late.Stop()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	if err := errors.Join(c.Auth(nil), c.Hello()); err != nil {
		return nil, errors.Join(fmt.Errorf("the session bus cannot be reached: %w", err), c.Close())
	}
	return c, nil
}

// ask calls a method with one result.
func ask[T any](ctx context.Context, o dbus.BusObject, method string, args ...any) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, busWithin)
	defer cancel()
	var result T
	err := o.CallWithContext(ctx, method, dbus.FlagNoAutoStart, args...).Store(&result)
	return result, err
}

func (b bus) handOver(ctx context.Context, links []string) error {
	c, err := b.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	owner, err := ask[string](ctx, c.BusObject(), "org.freedesktop.DBus.GetNameOwner", b.name)
	if err != nil {
		return err
	}
	if err := b.peer(ctx, c, owner); err != nil { // a link is secret
		return err
	}
	taken, err := ask[bool](ctx, c.Object(owner, busPath), busInterface+"."+busMethod, append([]string{}, links...))
	if err == nil && !taken {
		err = errBusy
	}
	return err
}

// peer refuses a process of another user, on the word of the bus.
func (b bus) peer(ctx context.Context, c *dbus.Conn, name string) error {
	uid, err := ask[uint32](ctx, c.BusObject(), "org.freedesktop.DBus.GetConnectionUnixUser", name)
	if err != nil {
		return fmt.Errorf("the user of the process is unknown: %w", err)
	}
	if int(uid) != b.uid {
		return errors.New("it is a process of another user")
	}
	return nil
}

// busServer takes what later processes hand over on the bus.
type busServer struct {
	bus
	conn *dbus.Conn
	take func([]string) bool
}

// handOver is called by later processes.
func (s *busServer) handOver(links []string, sender dbus.Sender) (bool, *dbus.Error) {
	err := s.peer(context.Background(), s.conn, string(sender))
	if err == nil && (len(links) > maxArguments || sizeOf(links) > maxMessage) {
		err = errTooMany
	}
	if err != nil {
		s.log.Warn("another process was refused", "cause", err)
		return false, dbus.MakeFailedError(errors.New("refused"))
	}
	return s.take(links), nil
}

func sizeOf(links []string) (sum int) {
	for _, l := range links {
		sum += len(l)
	}
	return sum
}
