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

// pipe is a place under a name that Windows gives to one process at a time. A
// process that ends, however it does, gives it back.
type pipe struct {
	app string
	log *slog.Logger
}

func places(app string, log *slog.Logger) []place { return []place{pipe{app, log}} }

// path has the user in it: names of pipes are for the whole machine.
func (p pipe) path(user *windows.SID) string {
	return `\\.\pipe\connecthost-` + nameOf(p.app) + "-" + user.String()
}

// access lets the user in, and nobody from the network.
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
	return openCounter(l, p.log, anybody, take), nil
}

// anybody refuses nobody: the pipe's access list does.
func anybody(net.Conn) error { return nil }

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
		return errors.New("it is not known whose pipe it is")
	}
	if err := ownedBy(windows.Handle(handle.Fd()), user); err != nil { // a link is not for everybody
		return err
	}
	letToFront(windows.Handle(handle.Fd()))
	return tell(ctx, c, links)
}

// ownedBy refuses a pipe that another user made under the app's name.
func ownedBy(pipe windows.Handle, user *windows.SID) error {
	info, err := windows.GetSecurityInfo(pipe, windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("it is not known whose pipe it is: %w", err)
	}
	owner, _, err := info.Owner()
	if err != nil || !owner.Equals(user) {
		return errors.Join(errors.New("it is a pipe of another user"), err)
	}
	return nil
}

// letToFront lets the first process bring its windows to the front. Windows
// grants that to the process that the user has just started, which may pass it
// on. Without it the taskbar blinks.
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
