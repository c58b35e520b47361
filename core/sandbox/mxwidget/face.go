// Package mxwidget serves the sandbox's widget under /md/: the page behind a
// widget URL, the files of its user interface, and the callbacks that the
// interface makes.
//
// A widget URL carries a token that opens one page, once, within ten minutes.
// Opening it starts a widget session, which a cookie identifies; the callbacks
// act for that session's user and for nobody else.
package mxwidget

import (
	"log/slog"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// Face is the widget's server. Use New.
type Face struct {
	world    *world.World
	ui       UI
	oauth    *mxoauth.Face
	log      *slog.Logger
	tickets  tickets
	sessions sessions
}

// New returns the face of the given world. The users of OAuth institutions
// are sent to the bank through oauth.
func New(w *world.World, ui UI, oauth *mxoauth.Face, log *slog.Logger) *Face {
	return &Face{
		world: w, ui: ui, oauth: oauth, log: log,
		tickets:  tickets{now: w.Now, byToken: map[string]*ticket{}},
		sessions: sessions{now: w.Now, byCookie: map[string]*session{}},
	}
}

// Mint returns the path of a widget URL for a user, whose last segment is the
// token. The locale is one of the widget's: en, es, fr-ca.
func (f *Face) Mint(userGUID, locale string, cfg Config) (path string) {
	return "/md/connect/" + f.tickets.mint(ticket{user: userGUID, locale: locale, config: cfg})
}

// Handler serves everything under /md/.
func (f *Face) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /md/connect/{token}", f.servePage)
	mux.Handle("GET /md/ui/", f.ui.files())
	mux.HandleFunc("POST /md/rpc/{callback}", f.serveCall)
	return mux
}
