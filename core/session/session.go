// Package session is the state machine of one widget presentation, from its
// URL to its outcome. It has no goroutine, clock, socket or view: inputs go in
// with the time at which they happened, and decisions and effects come out.
// The same inputs give the same effects.
package session

import (
	"encoding/json"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// phase is where a session stands.
type phase uint8

const (
	created phase = iota // no Start yet
	away                 // there is no widget: it was restored, or waits for a fresh URL
	loading              // the widget is loading
	open                 // the widget spoke: it is there
	ended                // the outcome is out
)

// expiryWarning is how long before the end by inactivity the app is warned.
const expiryWarning = 30 * time.Second

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

	links    []secret.String // that bring the user back, with their nonce; the provider has the first
	restored bool            // made by Restore
	visiting bool            // a VisitBegun has not ended
	checking []string        // members whose state was asked for
	setback  setback         // that the user met last

	minted    time.Time // when the widget URL at hand was made
	stale     int       // widget URLs in a row that came too late
	wanted    bool      // a fresh widget URL was asked for
	wantedFor string    // the member that it is to repair

	loadBy   time.Time // zero when it does not matter any more
	backBy   time.Time // when the widget must have answered Back; zero when it was not asked
	activeAt time.Time // last sign of the user
	warned   bool      // that the time is nearly over

	messages  bucket    // what the widget may say
	warnings  bucket    // what the app is told of refused input
	outside   bucket    // what may open outside
	lastOpen  opened    // what was opened outside last
	touchedAt time.Time // last Touch
}

// opened is an address that was opened outside, and when.
type opened struct {
	url secret.String
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
	s, err := newSession(cfg)
	if err != nil {
		return nil, err
	}
	return s, s.useURL(cfg.WidgetURL)
}

// newSession returns a session without a widget URL.
func newSession(cfg Config) (*Session, error) {
	parser, err := cfg.parser()
	if err != nil {
		return nil, err
	}
	if err := cfg.Traits.Check(); err != nil {
		return nil, err
	}
	links, err := cfg.links()
	if err != nil {
		return nil, err
	}
	return &Session{
		cfg: cfg, parser: parser, links: links, minted: cfg.MintedAt,
		messages: newBucket(messageBurst, messageEvery),
		warnings: newBucket(warningBurst, warningEvery),
		outside:  newBucket(outsideBurst, outsideEvery),
	}, nil
}

// Step takes one input that happened at the given time and returns what to do
// about it. Inputs after the end change nothing and are answered with
// session_ended.
func (s *Session) Step(at time.Time, in Input) Answer {
	if at.After(s.now) {
		s.now = at
	}
	t := turn{Session: s}
	if s.phase == created {
		t.received(s.minted)
	}
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

// ReturnURL is the link that brings the user back, with its nonce. Give it to
// a provider that lets the client choose the return URL.
func (s *Session) ReturnURL() secret.String { return s.links[0] }

// Note is what the app noted in the settings, also after a restart.
func (s *Session) Note() secret.String { return s.cfg.Note }

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
	case Back:
		t.goBack()
	case Reload:
		t.reload()
	case FreshURL:
		t.reopen(in)
	case MemberChecked:
		t.memberChecked(in)
	case Message:
		t.message(in)
	case ReturnLink:
		t.returned(in.URL, false)
	case PageFailed:
		t.fail(in.Err)
	case Crashed:
		t.fail(fault.New(fault.WidgetCrashed, nil))
	case Touch:
		t.active()
		t.touchedAt = t.now
	case Dismiss:
		t.finish(ByUser)
	case Close:
		t.finish(ByApp)
	case PageLoaded:
		t.pageLoaded()
	case Tick:
	default:
		t.refuse(fault.New(fault.InputInvalid, nil))
	}
}

// start loads the widget, once: its URL is good for one use.
func (t *turn) start() {
	switch {
	case t.phase == created && t.restored:
		t.recover()
	case t.phase == created:
		t.present()
	case t.phase == away && t.restored: // a return link has begun it
	default:
		t.refuse(fault.Newf(fault.InputInvalid, nil, "The session has started already."))
	}
}

// load shows the widget's page and waits for its first event.
func (t *turn) load() {
	t.active()
	t.phase, t.checking, t.stale, t.wantedFor = loading, nil, 0, ""
	if t.cfg.Timeouts.Load > 0 {
		t.loadBy = t.now.Add(t.cfg.Timeouts.Load)
	}
	t.do(Load{URL: t.cfg.WidgetURL, Origin: t.origin})
}

// pageLoaded ends the wait for a widget that does not say that it is there.
func (t *turn) pageLoaded() {
	if t.phase == loading && !t.cfg.Traits.Talks {
		t.phase, t.loadBy = open, time.Time{}
	}
}

// active notes a sign of the user.
func (t *turn) active() { t.activeAt, t.warned = t.now, false }

// post sends a message to the widget's page.
func (t *turn) post(data json.RawMessage) { t.do(Post{Data: data, Origin: t.origin}) }

func (t *turn) do(e Effect) { t.answer.Effects = append(t.answer.Effects, e) }

// refuse answers an input with an error and tells the app, unless a flood of
// such inputs would drown it.
func (t *turn) refuse(err error) {
	t.answer.Err = err
	if t.warnings.take(t.now) {
		t.do(Warn{Err: err})
	}
}

// refuseEnded answers an input after the end. There is nobody left to warn.
func (t *turn) refuseEnded(in Input) {
	var err error = fault.New(fault.SessionEnded, nil)
	if link, ok := in.(ReturnLink); ok && t.attempt != nil {
		// A link that comes once more is told apart even now. A copy judges
		// it: nothing changes after the end.
		attempt := *t.attempt
		if _, again := attempt.Accept(t.now, link.URL.Reveal()); again != nil {
			err = again
		}
	}
	if t.answer.Err == nil {
		t.answer.Err = err
	}
	if _, ok := in.(Navigate); ok {
		t.answer.Decision = navigation.Decision{Action: navigation.Block, Err: err}
	}
}
