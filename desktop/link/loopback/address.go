package loopback

import (
	"net"
	"strconv"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// address is where a Listener is to listen.
type address struct {
	host string // "" for the IP literal
	port int    // 0 for any
	path secret.String
}

// addressFor returns the address that the settings ask for, with a path that is
// new or that of Again.
func addressFor(o Options) (address, error) {
	if !o.Again.IsZero() {
		return readAgain(o.Again.Reveal())
	}
	path, err := oauth.NewNonce(o.Rand)
	if err != nil {
		return address{}, err
	}
	a := address{path: path}
	if o.Localhost {
		a.host = "localhost"
	}
	return a, nil
}

// readAgain reads an address that a Listener had, with a session's nonce
// behind it or without.
func readAgain(raw string) (address, error) {
	u, err := navigation.Read(raw)
	path, _, _ := strings.Cut(strings.TrimPrefix(u.Path(), "/"), "/")
	switch {
	case err != nil, u.Scheme() != "http", u.Port() == 80, !isSecretPath(path):
	case u.Host() == "localhost":
		return address{host: u.Host(), port: u.Port(), path: secret.New(path)}, nil
	case u.Host() == "127.0.0.1", u.Host() == "[::1]":
		return address{port: u.Port(), path: secret.New(path)}, nil
	}
	return address{}, fault.Newf(fault.ConfigInvalid, nil, "The address to listen on again is not the URL of an earlier Listener.")
}

// isSecretPath reports whether s has the form of oauth.NewNonce.
func isSecretPath(s string) bool { return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == "" }

// at is the host and port that the URL names.
func (a address) at(bound []net.Listener) string {
	first := bound[0].Addr().(*net.TCPAddr)
	if a.host != "" {
		return net.JoinHostPort(a.host, strconv.Itoa(first.Port))
	}
	return first.String()
}
