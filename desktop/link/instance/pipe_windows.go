package instance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// pipe is a meeting point under a name that Windows gives to one process at a
// time. It is free again however that process ends.
type pipe struct {
	app string
	log *slog.Logger
}

func meetingPoints(app string, log *slog.Logger) []meetingPoint {
	return []meetingPoint{pipe{app, log}}
}

// path has the user in it: names of pipes are for the whole machine.
func (p pipe) path(user *windows.SID) string {
	return `\\.\pipe\connecthost-` + nameOf(p.app) + "-" + user.String()
}

// access is a security descriptor that lets the user in, and nobody from the
// network.
func access(user *windows.SID) string {
	return "O:" + user.String() + "D:P(D;;GA;;;NU)(A;;GA;;;" + user.String() + ")"
}

func (p pipe) claim(_ context.Context, take func([]string) bool) (io.Closer, error) {
	user, err := currentUser()
	if err != nil {
		return nil, err
	}
	l, err := winio.ListenPipe(p.path(user), &winio.PipeConfig{SecurityDescriptor: access(user)})
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_PIPE_BUSY) {
		return nil, errTaken // the first instance of a name is one process's own
	}
	if err != nil {
		return nil, err
	}
	return serve(l, p.log, everybody, take), nil
}

// everybody is let in: the pipe's access list refuses other users.
func everybody(net.Conn) error { return nil }

func (p pipe) handOver(ctx context.Context, links []string) error {
	user, err := currentUser()
	if err != nil {
		return err
	}
	c, err := winio.DialPipeContext(ctx, p.path(user))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	handle, ok := c.(interface{ Fd() uintptr })
	if !ok {
		return errors.New("the user of the pipe is unknown")
	}
	if err := ownedBy(windows.Handle(handle.Fd()), user); err != nil { // a link is secret
		return err
	}
	letToFront(windows.Handle(handle.Fd()))
	return sendLinks(ctx, c, links)
}

// ownedBy refuses a pipe that another user made under the app's name.
func ownedBy(pipe windows.Handle, user *windows.SID) error {
	info, err := windows.GetSecurityInfo(pipe, windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("the user of the pipe is unknown: %w", err)
	}
	owner, _, err := info.Owner()
	if err != nil || !owner.Equals(user) {
		return errors.Join(errors.New("it is a pipe of another user"), err)
	}
	return nil
}

// letToFront lets the first process bring its windows to the front. Windows
// grants that to the process that the user has just started, which may pass it
// on. Without that the taskbar blinks.
func letToFront(pipe windows.Handle) {
	var process uint32
	if windows.GetNamedPipeServerProcessId(pipe, &process) == nil {
		_, _, _ = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow").Call(uintptr(process))
	}
}

func currentUser() (*windows.SID, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, err
	}
	return user.User.Sid, nil
}
