// Package redistest starts a real Redis server for a test.
package redistest

import (
	"context"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/connecthost/connecthost/bridge/broker/redisstore"
)

// Server is a redis-server that writes everything to disk before it answers.
type Server struct {
	Addr string

	t       testing.TB
	folder  string
	command *exec.Cmd
}

// Start runs a server on a free port of this machine until the test ends. It
// fails the test when there is no redis-server: the Debian package of that
// name has it. With -short it skips the test.
func Start(t testing.TB) *Server {
	t.Helper()
	if testing.Short() {
		t.Skip("needs redis-server")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Addr: listener.Addr().String(), t: t, folder: t.TempDir()}
	listener.Close()
	t.Cleanup(s.Kill)
	s.Up()
	return s
}

// Up starts the server again, on the same port and with what it wrote.
func (s *Server) Up() {
	s.t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		s.t.Fatalf("redis-server is missing: %v", err)
	}
	host, port, _ := net.SplitHostPort(s.Addr)
	s.command = exec.Command(path, "--bind", host, "--port", port, "--dir", s.folder, "--save", "",
		"--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--loglevel", "warning")
	s.command.Stderr = os.Stderr
	if err := s.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.await()
}

// await returns when the server answers.
func (s *Server) await() {
	s.t.Helper()
	client := s.Client()
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for client.Ping(ctx).Err() != nil {
		select {
		case <-ctx.Done():
			s.t.Fatal("redis-server does not answer")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill ends the server without warning (SIGKILL).
func (s *Server) Kill() {
	if s.command == nil {
		return
	}
	_ = s.command.Process.Kill()
	_ = s.command.Wait()
	s.command = nil
}

// Client returns a client, which the caller closes.
func (s *Server) Client() redis.UniversalClient {
	return redis.NewUniversalClient(redisstore.ClientOptions(s.Addr))
}
