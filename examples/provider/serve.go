package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/secret"
)

// start serves Acme and its bank on free ports of a loopback address and
// returns the provider for it. stop ends both.
func start(ctx context.Context) (acme Acme, stop func(), err error) {
	acmes, err := listen(ctx)
	if err != nil {
		return acme, nil, err
	}
	banks, err := listen(ctx)
	if err != nil {
		return acme, nil, errors.Join(err, acmes.Close())
	}
	key := rand.Text()
	origin, bankOrigin := "http://"+acmes.Addr().String(), "http://"+banks.Addr().String()
	servers := []*http.Server{
		serve(acmes, newService(origin, bankOrigin, key).Handler()),
		serve(banks, newBank(origin+"/back").Handler()),
	}
	transport := &http.Transport{}
	stop = func() {
		transport.CloseIdleConnections()
		for _, s := range servers {
			_ = s.Close()
		}
	}
	return Acme{BaseURL: origin, Key: secret.New(key), Client: &http.Client{Transport: transport}}, stop, nil
}

func listen(ctx context.Context) (net.Listener, error) {
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", "127.0.0.1:0")
}

func serve(l net.Listener, h http.Handler) *http.Server {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.Serve(l) }()
	return s
}
