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

// bus is a place on the session bus: the first process owns a name there,
// which the bus takes back however the process ends.
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
	d := &busDesk{bus: b, conn: c, take: take}
	if err := c.ExportMethodTable(map[string]any{busMethod: d.handOver}, busPath, busInterface); err != nil {
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
// calls and answers none.
func (b bus) connect(ctx context.Context) (*dbus.Conn, error) {
	c, err := dbus.Dial(b.address)
	if err != nil {
		return nil, fmt.Errorf("no session bus: %w", err)
	}
	late := time.AfterFunc(busWithin, func() { _ = c.Close() })
	defer late.Stop()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	if err := errors.Join(c.Auth(nil), c.Hello()); err != nil {
		return nil, errors.Join(fmt.Errorf("no session bus: %w", err), c.Close())
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
	if err := b.peer(ctx, c, owner); err != nil { // a link is not for everybody
		return err
	}
	taken, err := ask[bool](ctx, c.Object(owner, busPath), busInterface+"."+busMethod, append([]string{}, links...))
	if err == nil && !taken {
		err = errors.New("the running app is busy")
	}
	return err
}

// peer refuses a process of another user, as the bus names it.
func (b bus) peer(ctx context.Context, c *dbus.Conn, who string) error {
	uid, err := ask[uint32](ctx, c.BusObject(), "org.freedesktop.DBus.GetConnectionUnixUser", who)
	if err != nil {
		return fmt.Errorf("it is not known whose process it is: %w", err)
	}
	if int(uid) != b.uid {
		return errors.New("it is a process of another user")
	}
	return nil
}

// busDesk serves later processes on the bus.
type busDesk struct {
	bus
	conn *dbus.Conn
	take func([]string) bool
}

// handOver is called by later processes.
func (d *busDesk) handOver(links []string, sender dbus.Sender) (bool, *dbus.Error) {
	err := d.peer(context.Background(), d.conn, string(sender))
	if err == nil && (len(links) > maxArguments || sizeOf(links) > maxMessage) {
		err = errors.New("it has too many links")
	}
	if err != nil {
		d.log.Warn("another process was not heard", "cause", err)
		return false, dbus.MakeFailedError(errors.New("refused"))
	}
	return d.take(links), nil
}

func sizeOf(links []string) (sum int) {
	for _, l := range links {
		sum += len(l)
	}
	return sum
}
