package journey_test

import (
	"fmt"
	"strings"
	"sync"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// ear is a Listener that keeps what it hears, a line for each call.
type ear struct {
	mu       sync.Mutex
	lines    []string
	warnings []error
	result   journey.Result
	hold     chan struct{} // when set, each call waits for it
}

func (e *ear) hear(format string, args ...any) {
	if e.hold != nil {
		<-e.hold
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lines = append(e.lines, strings.TrimSpace(fmt.Sprintf(format, args...)))
}

// heard are the lines so far; with prefixes, only those that begin with one.
func (e *ear) heard(prefixes ...string) (lines []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, line := range e.lines {
		found := len(prefixes) == 0
		for _, p := range prefixes {
			found = found || strings.HasPrefix(line, p)
		}
		if found {
			lines = append(lines, line)
		}
	}
	return lines
}

// stages is heard for progress, without the word.
func (e *ear) stages() (stages []string) {
	for _, line := range e.heard("progress ") {
		stages = append(stages, strings.TrimPrefix(line, "progress "))
	}
	return stages
}

func (e *ear) Progress(p journey.Progress) {
	line := "progress " + string(p.Stage)
	for word, set := range map[string]bool{" resumed": p.Resumed, " again": p.Again, " returned": p.Returned} {
		if set {
			line += word
		}
	}
	if p.Read != nil {
		line += " read " + p.Read.GUID
	}
	e.hear("%s", line)
}

func (e *ear) Event(ev event.Event) { e.hear("event %s", ev.Name) }

func (e *ear) Warning(err error) {
	e.hear("warning %s", fault.CodeOf(err))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.warnings = append(e.warnings, err)
}

func (e *ear) Result(r journey.Result, err error) {
	e.hear("result %s %s", r.Outcome.Result, fault.CodeOf(err))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.result = r
}

// bigEar hears of everything.
type bigEar struct{ ear }

func (e *bigEar) MemberState(m provider.Member) { e.hear("state %s", m.State) }
func (e *bigEar) Outcome(o session.Outcome)     { e.hear("outcome %s", o.Result) }
func (e *bigEar) Returned(err error)            { e.hear("returned %s", fault.CodeOf(err)) }
func (e *bigEar) VisitEnded(returned bool)      { e.hear("visit ended, returned %t", returned) }

func (e *bigEar) Member(m journey.Member) {
	e.hear("member %s with %d accounts %s", m.GUID, len(m.Accounts), fault.CodeOf(m.Err))
}

func (e *bigEar) VisitBegun(address secret.String) { e.hear("visit begun at %s", address.Reveal()) }

func (e *bigEar) Opened(address secret.String, err error) {
	e.hear("opened %s %s", address.Reveal(), fault.CodeOf(err))
}

func (e *bigEar) Navigation(r navigation.Request, d navigation.Decision) {
	e.hear("navigation to %s", r.URL.Reveal())
}
