package secrettest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
)

// verbs are the ways of fmt to look at a value, the wrong ones included: they
// print what they were given. %p is left out: it asks no type how to print
// itself.
var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%+q", "%x", "% X", "%d", "%t", "%T"}

// Output collects what a program prints. The zero value is empty. It is safe
// for concurrent use.
type Output struct {
	mu   sync.Mutex
	text strings.Builder
	seen map[string]struct{}
}

// Write adds text, as a log handler's writer. What was written before in one
// call is not written again.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, ok := o.seen[string(p)]; ok {
		return len(p), nil
	}
	if o.seen == nil {
		o.seen = map[string]struct{}{}
	}
	o.seen[string(p)] = struct{}{}
	return o.text.Write(p)
}

// String returns everything so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// Logger returns a logger at debug level whose text and JSON lines both go to
// the output, without the time.
func (o *Output) Logger() *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: untimed}
	return slog.New(slog.NewMultiHandler(slog.NewTextHandler(o, options), slog.NewJSONHandler(o, options)))
}

func untimed(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// Print adds each value in all the ways in which a program may print it:
// the verbs of fmt, by value, by pointer and inside of other values, both
// handlers of log/slog, and encoding/json. An error is printed with its whole
// chain. Values that JSON refuses are skipped there.
func (o *Output) Print(values ...any) {
	log := o.Logger()
	for _, v := range values {
		if v == nil {
			continue
		}
		if err, ok := v.(error); ok {
			o.chain(err)
		}
		wrapped := []any{v, &v, []any{v}, map[string]any{"v": v}, struct{ V any }{v}}
		for _, w := range wrapped {
			for _, verb := range verbs {
				fmt.Fprintf(o, verb+"\n", w)
			}
			log.Debug("value", "v", w, slog.Group("g", slog.Any("v", w)))
			_ = json.NewEncoder(o).Encode(w)
		}
		panicked(o, v)
	}
}

// chain prints an error and everything that it wraps.
func (o *Output) chain(err error) {
	log := o.Logger()
	for ; err != nil; err = errors.Unwrap(err) {
		for _, verb := range verbs {
			fmt.Fprintf(o, verb+"\n", err)
		}
		log.Error("failed", "err", err)
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range joined.Unwrap() {
				o.chain(e)
			}
		}
	}
}

// panicked prints a value the way a recovered panic does.
func panicked(w io.Writer, v any) {
	defer func() { fmt.Fprintln(w, "recovered:", recover()) }()
	panic(v)
}

// Check fails the test for each canary that came out, and when nothing did:
// then the test looked at nothing.
func (o *Output) Check(t testing.TB, c *Canaries) {
	t.Helper()
	text := o.String()
	if text == "" {
		t.Errorf("nothing was printed")
	}
	c.Check(t, t.Name(), text)
}
