package loopback

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
)

// bindTries is how often another port is tried when one is free on the first
// address and taken on the second.
const bindTries = 16

// bind listens on one port of both loopback addresses. A port that another
// program has on either is not used: names like localhost lead to both. Port 0
// is any free one.
func bind(ctx context.Context, port int) ([]net.Listener, error) {
	config := net.ListenConfig{Control: exclusive}
	var last error
	for range bindTries {
		bound, err := bindBoth(ctx, config, port)
		if err == nil || port != 0 {
			return bound, err
		}
		last = err
	}
	return nil, last
}

func bindBoth(ctx context.Context, config net.ListenConfig, port int) ([]net.Listener, error) {
	has4, has6 := hasAddress(ctx, "127.0.0.1"), hasAddress(ctx, "::1")
	switch {
	case !has4 && !has6:
		return nil, errors.New("the machine has no loopback address")
	case !has4:
		return bindOne(ctx, config, "::1", port)
	}
	bound, err := bindOne(ctx, config, "127.0.0.1", port)
	if err != nil || !has6 {
		return bound, err
	}
	port = bound[0].Addr().(*net.TCPAddr).Port
	other, err := bindOne(ctx, config, "::1", port)
	if err != nil {
		return nil, errors.Join(err, bound[0].Close())
	}
	return append(bound, other...), nil
}

func bindOne(ctx context.Context, config net.ListenConfig, ip string, port int) ([]net.Listener, error) {
	l, err := config.Listen(ctx, "tcp", net.JoinHostPort(ip, strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("a port on %s could not be bound: %w", ip, err)
	}
	return []net.Listener{l}, nil
}

// hasAddress reports whether the machine has a loopback address of the kind.
// A datagram socket says so without a port that somebody could be using.
func hasAddress(ctx context.Context, ip string) bool {
	c, err := new(net.ListenConfig).ListenPacket(ctx, "udp", net.JoinHostPort(ip, "0"))
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}
