package shell

import (
	"context"
	"sync"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// visit is the bank's page to which the widget sent the user last. The widget
// says that it does (an event), and the session has the address opened (an
// effect); the two arrive on goroutines of their own, in either order. It is
// safe for concurrent use.
type visit struct {
	mu      sync.Mutex
	asked   string // by the widget
	opened  string // by the session
	away    bool   // the user was sent and is not known to be back
	address secret.String
}

// ask notes the address that the widget asked for and reports whether the
// user is on the way there.
func (v *visit) ask(address secret.String) bool {
	canonical := address.Reveal()
	if u, err := navigation.Read(canonical); err == nil {
		canonical = u.String()
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.asked = canonical
	return v.begun()
}

// open notes the address that the session has opened, in the same way.
func (v *visit) open(address string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.opened = address
	return v.begun()
}

func (v *visit) begun() bool {
	if v.asked == "" || v.asked != v.opened {
		return false
	}
	v.away, v.address = true, secret.New(v.asked)
	return true
}

// end reports whether there was a visit that was not over.
func (v *visit) end() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	was := v.away
	v.away = false
	return was
}

// last is the bank's page that was opened last.
func (v *visit) last() secret.String {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.address
}

const atTheBank = "Finish at your bank, in the browser. The widget then goes on by itself."

// leave opens an address that the session allowed. It is the window's opener.
func (j *journey) leave(ctx context.Context, address string) error {
	j.note(Entry{Kind: KindNavigation, Type: "external", Detail: "opened in the browser: " + secret.Origin(address)})
	j.persist() // before the user is gone, and the app perhaps
	if j.visit.open(address) {
		j.say(Bank, atTheBank)
	}
	return j.cfg.Opener.Open(ctx, address)
}

// openAgain opens the bank's page once more, for a user who lost it.
func (j *journey) openAgain(ctx context.Context) {
	address := j.visit.last()
	if address.IsZero() || j.board.phase() != Bank {
		return
	}
	j.note(Entry{Kind: KindNavigation, Type: "external", Detail: "opened once more: " + secret.Origin(address.Reveal())})
	if err := j.cfg.Opener.Open(ctx, address.Reveal()); err != nil {
		j.warn(fault.From(err))
	}
}

// returned hands a return link to the session, which alone decides whether to
// believe it, and shows what it decided. The error is for whoever brought the
// link, and safe to show.
func (j *journey) returned(link string) error {
	window := j.shown()
	if window == nil {
		return j.unexpected()
	}
	if err := window.Return(link); err != nil {
		return j.refused(fault.From(err)) // the session has warned of it
	}
	j.persist() // before anybody hears that the link counted
	j.visit.end()
	j.judged(nil)
	j.board.move(func(s State) (State, bool) {
		return State{Phase: Open, Message: "You are back from your bank. Continue in the widget's window."}, s.Phase == Bank
	})
	window.Focus()
	return nil
}

// comeBack brings the shell to the front when a session ends that sent its
// user to the bank: the browser was used later than the shell, and would be
// what the widget's window leaves behind. Who cancels is in the shell already,
// and a session that expires calls nobody.
func (j *journey) comeBack(o session.Outcome) {
	if j.visit.last().IsZero() || o.Reason.By == session.ByApp {
		return
	}
	if o.Result == session.Connected || o.Result == session.Exited {
		j.cfg.front()
	}
}

// settled ends a visit whose result the widget has learned, without a link
// back: nobody else brings the user's attention to it.
func (j *journey) settled() {
	if !j.visit.end() {
		return
	}
	if w := j.shown(); w != nil && j.link.IsZero() {
		j.note(Entry{Kind: KindNavigation, Type: "front", Detail: "the widget has heard of the bank; its window came to the front"})
		w.Focus()
	}
}

// judged shows what the session made of a link.
func (j *journey) judged(err *fault.Error) {
	if err != nil {
		_ = j.refused(err) // the session has warned of it
		return
	}
	j.note(Entry{Kind: KindNavigation, Type: "return", Detail: "back from the bank"})
}

// unexpected refuses a link that no session waits for.
func (j *journey) unexpected() error {
	err := fault.New(fault.ReturnUnexpected, nil)
	j.warn(err)
	return j.refused(err)
}

// refused says in words what became of a link. Whatever goes on, goes on.
func (j *journey) refused(err *fault.Error) error {
	j.notice("A return link was refused. ", err)
	return err
}

// notice tells the user of something that ends nothing by itself.
func (j *journey) notice(what string, err *fault.Error) {
	j.board.move(func(s State) (State, bool) {
		s.Notice = trouble(err)
		s.Notice.Message = what + err.Message
		return s, true
	})
}
