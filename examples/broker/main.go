// Command broker runs a broker: the backend that gives an app its widget URLs
// and keeps the provider's keys to itself. Without flags it runs against a
// sandbox in its own process and keeps everything in memory.
//
// When it is ready it prints one line of JSON that says where it is and, when
// it made some up, with which token to ask. It serves until it is interrupted.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/fault"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// patience is how long requests may take to end after an interrupt.
const patience = 10 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) int {
	s, err := parseSettings(args, stderr, env)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err != nil {
		fmt.Fprintln(stderr, "broker:", err)
		return exitUsage
	}
	err = serve(ctx, s, stdout, slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: s.logLevel})))
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(stderr, "broker:", err)
	if cause := fault.From(err).Cause; cause != nil {
		fmt.Fprintln(stderr, "  cause:", cause)
	}
	if fault.CodeOf(err) == fault.ConfigInvalid {
		return exitUsage
	}
	return exitFailed
}

// ready is the line that says where the broker is.
type ready struct {
	URL     string            `json:"url"`    // where apps and banks reach it
	Listen  string            `json:"listen"` // where it is
	Metrics string            `json:"metrics,omitempty"`
	Tokens  map[string]string `json:"tokens,omitempty"` // by user; only those that were made up
}

// serve runs the broker until the context ends.
func serve(ctx context.Context, s settings, stdout io.Writer, log *slog.Logger) (err error) {
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("the address cannot be listened on: %w", err)
	}
	defer listener.Close()
	b := &backend{settings: s, log: log, registry: prometheus.NewRegistry()}
	defer func() { err = errors.Join(err, b.close()) }()
	if s.public == "" {
		s.public = "http://" + listener.Addr().String()
	}
	handler, err := b.open(ctx, s.public)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeBroker(handler)) }()
	line := ready{URL: s.public, Listen: listener.Addr().String(), Tokens: s.madeUp}
	if s.metrics != "" {
		metrics, err := net.Listen("tcp", s.metrics)
		if err != nil {
			return fmt.Errorf("the address for metrics cannot be listened on: %w", err)
		}
		defer metrics.Close()
		line.Metrics = "http://" + metrics.Addr().String() + "/metrics"
		defer serveMetrics(metrics, b.registry)()
	}
	if err := json.NewEncoder(stdout).Encode(line); err != nil {
		return err
	}
	return until(ctx, handler, listener)
}

// until serves until the context ends, then lets requests end. Streams are
// ended: their clients come back, to another instance.
func until(ctx context.Context, handler *broker.Broker, listener net.Listener) error {
	server := handler.Server()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := server.Shutdown(ending)
	<-failed
	return err
}

func closeBroker(handler *broker.Broker) error {
	ending, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return handler.Close(ending)
}

// serveMetrics serves the metrics on an address of their own: they are nobody's
// business outside. It returns what ends it.
func serveMetrics(listener net.Listener, registry *prometheus.Registry) func() {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener)
	}()
	return func() {
		_ = server.Close()
		<-ended
	}
}
