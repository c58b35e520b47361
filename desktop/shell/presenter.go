package shell

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/session"
)

// presenter shows one press of "Connect an account" on the board, in the log and
// in the journal. It listens to the journey, and decides nothing.
type presenter struct {
	cfg     Config
	board   *board
	log     *slog.Logger
	started time.Time
	cancel  context.CancelFunc // gives up what comes before the journey

	ready chan struct{}    // closed when it is known whether there is a journey
	trip  *journey.Journey // nil without one; set before ready is closed
	talks bool             // the widget says what happens in it

	// Told by the journey; for its own goroutine alone.
	visited bool   // the user was sent to a bank
	last    string // the address that was opened last
	opened  bool   // something is on the screen besides the shell
}

func newPresenter(cfg Config, b *board) *presenter {
	return &presenter{cfg: cfg, board: b, log: cfg.Logger, started: cfg.Now(), cancel: func() {}, ready: make(chan struct{})}
}

// mask takes the secrets of the journey out of a string.
func (p *presenter) mask(text string) string {
	if trip := p.journey(); trip != nil {
		return trip.Mask(text)
	}
	return text
}

// stop closes the widget, or gives up asking for one.
func (p *presenter) stop() {
	p.cancel()
	if trip := p.journey(); trip != nil {
		trip.Cancel()
	}
}

func (p *presenter) say(phase Phase, message string) {
	p.board.setState(State{Phase: phase, Message: message})
}

func (p *presenter) warn(err error) {
	e := fault.From(err)
	p.log.Warn("connect", "error", e)
	p.add(Entry{Kind: KindWarning, Type: string(e.Code), Detail: e.Explain(), Code: e.Code})
}

// fail shows an error that ends what the user wanted.
func (p *presenter) fail(err error) {
	p.warn(err)
	p.board.setState(State{Phase: Failed, Message: fault.From(err).Message, Error: trouble(err)})
}

// notice tells the user of something that ends nothing by itself.
func (p *presenter) notice(what string, err error) {
	p.board.move(func(s State) (State, bool) {
		s.Notice = trouble(err)
		s.Notice.Message = what + s.Notice.Message
		return s, true
	})
}

// unexpected refuses a link that no session waits for.
func (p *presenter) unexpected() {
	err := fault.New(fault.ReturnUnexpected, nil)
	p.warn(err)
	p.Returned(err)
}

// note adds an entry to the timeline and to the log.
func (p *presenter) note(e Entry) {
	p.log.Info("connect", "kind", e.Kind, "type", e.Type, "detail", e.Detail)
	p.add(e)
}

func (p *presenter) add(e Entry) {
	e.Millis = p.millis()
	e.Type, e.Detail = p.mask(e.Type), p.mask(e.Detail)
	if e.Data != nil {
		e.Data = json.RawMessage(p.mask(string(e.Data)))
	}
	p.board.add(e)
}

func (p *presenter) millis() int64 { return p.cfg.Now().Sub(p.started).Milliseconds() }

// began says whether there is a journey.
func (p *presenter) began(trip *journey.Journey) {
	p.trip = trip
	close(p.ready)
}

// journey is the journey as soon as it is known, nil without one.
func (p *presenter) journey() *journey.Journey {
	select {
	case <-p.ready:
		return p.trip
	default:
		return nil
	}
}

// notBegun is the outcome when there is no journey.
func (p *presenter) notBegun(ctx context.Context, err error) session.Outcome {
	if ctx.Err() != nil {
		return session.Outcome{Result: session.Exited, Reason: session.Reason{By: session.ByApp, Code: fault.AppClosed}}
	}
	p.warn(err)
	return session.Outcome{Result: session.Failed, Err: err, Reason: session.Reason{Code: fault.CodeOf(err)}}
}
