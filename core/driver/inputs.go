package driver

import (
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/session"
)

// The view reports what happens in it. None of these methods blocks; a view may
// call them on its UI thread.

// Navigate decides a navigation. Allow is the only action that loads.
func (d *Driver) Navigate(r navigation.Request) navigation.Decision {
	answer := d.step(session.Navigate{Request: r})
	d.mail.put(letter{navigation: &asked{r, answer.Decision}})
	return answer.Decision
}

// Message takes a message that reached the view's top page: the serialised
// origin of its sender, whether another window than the page's own sent it, and
// its data as JSON.
func (d *Driver) Message(origin string, subFrame bool, data string) {
	d.step(session.Message{Origin: origin, SubFrame: subFrame, Data: data})
}

// Loaded says that the main frame has finished loading.
func (d *Driver) Loaded() { d.step(session.PageLoaded{}) }

// Failed says that the main frame could not be loaded.
func (d *Driver) Failed(err error) { d.step(session.PageFailed{Err: err}) }

// Crashed says that the process of the page is gone.
func (d *Driver) Crashed() { d.step(session.Crashed{}) }

// Touched says that the user did something in the view.
func (d *Driver) Touched() { d.step(session.Touch{}) }

// Dismissed says that the user wants to close the view.
func (d *Driver) Dismissed() { d.step(session.Dismiss{}) }

// Refused says that the view itself refused something that the page did.
func (d *Driver) Refused(err error) { d.warn(err) }

// Gone says that there is no view any more. It may come before Start, and more
// than once.
func (d *Driver) Gone() {
	d.goneOnce.Do(func() { close(d.gone) })
	d.finish(session.Dismiss{})
}

// The app's own wishes.

// Close ends the session because the app wants it to, and closes the view. The
// outcome reaches the listener as always. Closing twice does nothing.
func (d *Driver) Close() { d.finish(session.Close{}) }

// Back asks the widget to go back by one screen, as a back button does. At its
// first screen the widget closes.
func (d *Driver) Back() { d.step(session.Back{}) }

// Reload opens the widget once more, from its start. It needs Options.Renew.
func (d *Driver) Reload() { d.step(session.Reload{}) }

// Focus brings the view to the front.
func (d *Driver) Focus() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.view != nil && !d.ended {
		d.view.Focus()
	}
}

// OpenAgain opens the bank's page once more, for a user who lost it, and
// reports whether there is a visit.
func (d *Driver) OpenAgain() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.visit.IsZero() || d.ended {
		return false
	}
	d.openOutside(d.visit)
	return true
}

// Return hands over a URL with which the system brought the user back from a
// bank. The session decides whether it was waiting for it; the error says why
// it was not, with one of the return_ codes, or session_ended. Return waits
// until a link that was believed is written down, so that nobody hears that it
// counted before that; do not call it on a UI thread.
func (d *Driver) Return(link Link) error {
	err := d.step(session.ReturnLink{URL: link.URL}).Err
	d.answer(link, err)
	return err
}

// answer tells the sender of a link what the session made of it.
func (d *Driver) answer(link Link, verdict error) {
	if verdict == nil {
		d.saver.flush()
	}
	if link.Done != nil {
		link.Done(verdict)
	}
}
