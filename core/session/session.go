// Package session is the state machine of one widget presentation, from its
// URL to its outcome. It has no goroutine, clock, socket or view: inputs go
// in with the time at which they happened, decisions and effects come out.
// The same inputs give the same effects.
package session

import (
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
)

// phase is where a session stands.
type phase uint8

const (
	created phase = iota // no Start yet
	loading              // the widget is loading
	open                 // the widget spoke: it is there
	ended                // the outcome is out
)

// Session is the state machine. It is not safe for concurrent use: its host
// feeds it one input at a time. Use New to make one.
type Session struct {
	cfg    Config
	policy *navigation.Policy
	parser *event.Parser
	origin string // of the widget

	phase   phase
	now     time.Time // never goes back
	members []Member
	attempt *oauth.Attempt // the visit to a bank, nil when there is none

	loadBy   time.Time // zero when it does not matter any more
	activeAt time.Time // last sign of the user

	messages bucket // what the widget may say
	warnings bucket // what the app is told of refused input
	outside  bucket // what may open outside
	lastOpen opened // what was opened outside last
}

// opened is an address that was opened outside, and when.
type opened struct {
	url string
	at  time.Time
}

// The rates at which a page may make its host do something. They are well
// above what widgets need: MX's pace is an event per 10 ms in short bursts.
const (
	messageBurst, messageEvery = 200, 20 * time.Millisecond
	warningBurst, warningEvery = 20, time.Second
	outsideBurst, outsideEvery = 5, 2 * time.Second
	// sameOpen is the time in which the same address is opened only once: a
	// widget may announce an address and open it as well.
	sameOpen = 2 * time.Second
	// maxMembers bounds what a hostile page can make a session remember.
	maxMembers = 64
)

// New returns a session that has not started. Errors: widget_url_invalid when
// the widget URL is neither https nor http on a loopback address,
// config_invalid when another setting is unusable.
func New(cfg Config) (*Session, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	policy, err := cfg.policy()
	if err != nil {
		return nil, err
	}
	parser, err := cfg.parser()
	if err != nil {
		return nil, err
	}
	widget, err := navigation.Read(cfg.WidgetURL.Reveal())
	if err != nil {
		return nil, fault.New(fault.WidgetURLInvalid, nil)
	}
	return &Session{
		cfg: cfg, policy: policy, parser: parser, origin: widget.Origin(),
		messages: newBucket(messageBurst, messageEvery),
		warnings: newBucket(warningBurst, warningEvery),
		outside:  newBucket(outsideBurst, outsideEvery),
	}, nil
}

// Step takes one input that happened at the given time and returns what to do
// about it. Inputs after the end change nothing and answer session_ended.
func (s *Session) Step(at time.Time, in Input) Answer {
	if at.After(s.now) {
		s.now = at
	}
	t := turn{Session: s}
	if s.phase != ended {
		t.expire()
	}
	if s.phase == ended {
		t.refuseEnded(in)
	} else {
		t.take(in)
	}
	return t.answer
}

// Ended reports whether the outcome is out.
func (s *Session) Ended() bool { return s.phase == ended }

// turn is one step: the session with the answer that it is making.
type turn struct {
	*Session
	answer Answer
}

func (t *turn) take(in Input) {
	switch in := in.(type) {
	case Start:
		t.start()
	case Navigate:
		t.navigate(in.Request)
	case Message:
		t.message(in)
	case ReturnLink:
		t.returned(in.URL)
	case PageFailed:
		t.fail(in.Err)
	case Crashed:
		t.fail(fault.New(fault.WidgetCrashed, nil))
	case Touch:
		t.activeAt = t.now
	case Dismiss, Close:
		t.finish()
	case PageLoaded, Tick:
	default:
		t.refuse(fault.New(fault.InputInvalid, nil))
	}
}

// start loads the widget, once: its URL is good for one use.
func (t *turn) start() {
	if t.phase != created {
		t.refuse(fault.Newf(fault.InputInvalid, nil, "The session has started already."))
		return
	}
	t.phase = loading
	t.activeAt = t.now
	if t.cfg.Timeouts.Load > 0 {
		t.loadBy = t.now.Add(t.cfg.Timeouts.Load)
	}
	t.do(Load{URL: t.cfg.WidgetURL})
}

func (t *turn) do(e Effect) { t.answer.Effects = append(t.answer.Effects, e) }

// refuse answers an input with an error and tells the app, unless a flood of
// such inputs would drown it.
func (t *turn) refuse(err *fault.Error) {
	t.answer.Err = err
	if t.warnings.take(t.now) {
		t.do(Warn{Err: err})
	}
}

// refuseEnded answers an input after the end. There is nobody left to warn.
func (t *turn) refuseEnded(in Input) {
	err := fault.New(fault.SessionEnded, nil)
	if t.answer.Err == nil {
		t.answer.Err = err
	}
	if _, ok := in.(Navigate); ok {
		t.answer.Decision = navigation.Decision{Action: navigation.Block, Err: err}
	}
}
