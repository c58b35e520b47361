// Command brokerload measures a broker on this machine: sessions per second and
// the time for one, with the memory store and with Redis, beside a bare net/http
// handler that reads and writes JSON; and the memory that live sessions take.
//
// Each server is a process of its own. The provider is one in that process
// that answers at once: the broker is measured, and not a vendor. The
// clients share the processors with the servers, so the ratio between two rows
// says more than a row.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "brokerload:", err)
		os.Exit(1)
	}
}

// settings are the program's flags.
type settings struct {
	serve   string
	redis   string
	each    time.Duration
	rounds  int
	clients int
	live    int
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var s settings
	fs := flag.NewFlagSet("brokerload", flag.ContinueOnError)
	fs.StringVar(&s.serve, "serve", "", "be the `server` bare, memory or redis (used by the program itself)")
	fs.StringVar(&s.redis, "redis", "", "`address` of a Redis server; without one that row is left out")
	fs.DurationVar(&s.each, "time", 3*time.Second, "`time` for each measurement")
	fs.IntVar(&s.rounds, "rounds", 3, "measurements of each server, in turns; the best one counts")
	fs.IntVar(&s.clients, "clients", 16, "requests at once")
	fs.IntVar(&s.live, "live", 100_000, "sessions that live at the same time")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if s.serve != "" {
		return serve(ctx, s, out)
	}
	if err := throughput(ctx, s, out); err != nil {
		return err
	}
	return memory(ctx, s, out)
}

// throughput measures the servers in turns, so that whatever else the machine
// does falls on all of them.
func throughput(ctx context.Context, s settings, out io.Writer) error {
	kinds := []string{"bare", "memory"}
	if s.redis != "" {
		kinds = append(kinds, "redis")
	}
	best := map[string]result{}
	for range s.rounds {
		for _, kind := range kinds {
			r, err := measure(ctx, s, kind)
			if err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
			if r.rate > best[kind].rate {
				best[kind] = r
			}
		}
	}
	fmt.Fprintf(out, "POST /sessions, %d clients, best of %d rounds of %s; the provider is in the server's process and answers at once\n\n", s.clients, s.rounds, s.each)
	fmt.Fprintf(out, "%-28s %12s %10s %10s %8s\n", "server", "sessions/s", "p50", "p99", "ratio")
	for _, kind := range kinds {
		r := best[kind]
		fmt.Fprintf(out, "%-28s %12.0f %10s %10s %8.2f\n", names[kind], r.rate,
			r.p50.Round(time.Microsecond), r.p99.Round(time.Microsecond), r.rate/best["bare"].rate)
	}
	fmt.Fprintln(out, "\ngoal: 0.5 or more with memory")
	return nil
}

var names = map[string]string{
	"bare": "bare net/http with JSON", "memory": "broker, memory store", "redis": "broker, Redis store",
}

// measure runs one server and asks it for a while.
func measure(ctx context.Context, s settings, kind string) (result, error) {
	server, err := launch(ctx, kind, s.redis)
	if err != nil {
		return result{}, err
	}
	defer server.stop()
	if _, err := ask(ctx, server.url, s.clients, forTime(s.each/4)); err != nil { // warm up
		return result{}, err
	}
	return ask(ctx, server.url, s.clients, forTime(s.each))
}

// memory makes sessions and reads what the process holds then.
func memory(ctx context.Context, s settings, out io.Writer) error {
	server, err := launch(ctx, "memory", "")
	if err != nil {
		return err
	}
	defer server.stop()
	before, err := server.resident()
	if err != nil {
		return err
	}
	r, err := ask(ctx, server.url, s.clients, forCount(s.live))
	if err != nil {
		return err
	}
	after, err := server.resident()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%d live sessions: %d MiB resident (%d MiB before), %.0f bytes for each\ngoal: 400 MiB or less for 100000\n",
		r.count, after>>20, before>>20, float64(after-before)/float64(r.count))
	return nil
}
