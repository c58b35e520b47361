package instance

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
)

// maxServed bounds the processes that are served at once.
const maxServed = 8

// server takes what later processes hand over on connections.
type server struct {
	listener net.Listener
	log      *slog.Logger
	peer     func(net.Conn) error // refuses other users
	take     func([]string) bool
	slots    chan struct{}
	serving  sync.WaitGroup
	ctx      context.Context // until Close
	stop     context.CancelFunc
}

func serve(l net.Listener, log *slog.Logger, peer func(net.Conn) error, take func([]string) bool) *server {
	s := &server{listener: l, log: log, peer: peer, take: take, slots: make(chan struct{}, maxServed)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.serving.Go(s.accept)
	return s
}

func (s *server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				s.log.Error("the app cannot be reached by links any more", "cause", err)
			}
			return
		}
		s.slots <- struct{}{}
		s.serving.Go(func() {
			defer func() { <-s.slots }()
			defer func() { _ = conn.Close() }()
			defer context.AfterFunc(s.ctx, func() { _ = conn.Close() })()
			if err := s.answer(conn); err != nil {
				s.log.Warn("another process was refused", "cause", err)
			}
		})
	}
}

// answer takes one process's links.
func (s *server) answer(conn net.Conn) error {
	if err := s.peer(conn); err != nil {
		return err
	}
	if err := setDeadline(context.Background(), conn); err != nil {
		return err
	}
	links, err := readLinks(conn)
	if err != nil {
		return err
	}
	answer := byte(answerTaken)
	if !s.take(links) {
		answer = answerBusy
	}
	_, err = conn.Write([]byte{answer})
	return err
}

// Close stops serving.
func (s *server) Close() error {
	err := s.listener.Close()
	s.stop()
	s.serving.Wait()
	return err
}
