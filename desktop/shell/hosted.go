package shell

import (
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// fino's hosted pages send no events: where they go is all that they say.

// wentTo takes a navigation of a hosted page.
func (l *listener) wentTo(r navigation.Request, d navigation.Decision) {
	switch d.Action {
	case navigation.External:
		// A new window is a link to something else, as the session sees it.
		if !r.NewWindow && l.visit.ask(secret.New(d.Open)) {
			l.say(Bank, atTheBank)
		}
	case navigation.Return:
		l.note(Entry{Kind: KindNavigation, Type: "return", Detail: "the page led back to the app"})
	case navigation.Allow:
		// Pages that wait load themselves again; the user does so by a gesture.
		l.board.move(func(s State) (State, bool) {
			return inTheWidget(), s.Phase == Loading || s.Phase == Bank && r.UserGesture
		})
	}
}
