//go:build unix

package instance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// socket is a meeting point in a folder of the user's own. The first process
// has a lock, which the system takes back however that process ends. The socket
// of a process that was killed stays, and the next that has the lock replaces
// it.
type socket struct {
	folder func() (string, error)
	uid    int
	log    *slog.Logger
}

const lockFile, socketFile = "lock", "links"

func (s socket) claim(_ context.Context, take func([]string) bool) (io.Closer, error) {
	dir, err := s.folder()
	if err != nil {
		return nil, err
	}
	lock, err := lockIn(dir)
	if err != nil {
		return nil, err
	}
	l, err := listenIn(dir)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &claimed{lock, serve(l, s.log, s.peer, take)}, nil
}

// lockIn takes the lock. The file stays: another that took its name would be
// another lock.
func lockIn(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(0o600 | os.ModeSticky); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return nil, errors.Join(errTaken, f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the lock cannot be taken: %w", err), f.Close())
	}
	return f, nil
}

// listenIn opens the socket for the user alone. The process that has the lock
// may remove the socket that a killed one left behind.
func listenIn(dir string) (net.Listener, error) {
	path := filepath.Join(dir, socketFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	// The sticky bit keeps a runtime folder from being tidied up (XDG Base
	// Directory Specification).
	if err := os.Chmod(path, 0o600|os.ModeSticky); err != nil { // nobody else could get as far as the folder
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// claimed is the socket of the first process.
type claimed struct {
	lock   *os.File
	server *server
}

// Close gives the socket up, and the lock last.
func (c *claimed) Close() error { return errors.Join(c.server.Close(), c.lock.Close()) }

func (s socket) handOver(ctx context.Context, links []string) error {
	dir, err := s.folder()
	if err != nil {
		return err
	}
	c, err := new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, socketFile))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if err := s.peer(c); err != nil { // a link is secret
		return err
	}
	return sendLinks(ctx, c, links)
}

// peer refuses a process of another user, on the word of the kernel.
func (s socket) peer(c net.Conn) error {
	uid, err := peerOf(c)
	if err != nil {
		return fmt.Errorf("the user of the process is unknown: %w", err)
	}
	if uid != s.uid {
		return errors.New("it is a process of another user")
	}
	return nil
}

// peerOf returns the identifier of the user whose process is at the other end.
func peerOf(c net.Conn) (int, error) {
	conn, ok := c.(*net.UnixConn)
	if !ok {
		return 0, errors.New("it is not a socket of this machine")
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var uid int
	var asked error
	if err := raw.Control(func(fd uintptr) { uid, asked = peerUID(int(fd)) }); err != nil {
		return 0, err
	}
	return uid, asked
}
