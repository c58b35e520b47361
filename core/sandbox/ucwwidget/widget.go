// Package ucwwidget is the page that the sandbox's UCW server shows: a small
// one of our own that says what UCW's widget says, in the same order and form.
//
// It posts to the page that frames it or that opened it, with the targetOrigin
// that the widget URL was asked for with. When that is not the parent's origin
// the browser drops each message, and the page does not notice.
package ucwwidget

import (
	"bytes"
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

//go:embed ui
var files embed.FS

// DefaultPoll is how often the page asks while it connects, as UCW's does.
const DefaultPoll = 3 * time.Second

// pollMarker is the part of index.html that is replaced.
const pollMarker = `data-poll="3000"`

// Widget serves the page and its files. Use New.
type Widget struct {
	page   []byte
	assets fs.FS
}

// New returns a widget that asks every poll, DefaultPoll when it is not
// positive.
func New(poll time.Duration) Widget {
	if poll <= 0 {
		poll = DefaultPoll
	}
	folder, err := fs.Sub(files, "ui")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	page, err := fs.ReadFile(folder, "index.html")
	if err != nil {
		panic(err)
	}
	milliseconds := strconv.FormatInt(poll.Milliseconds(), 10)
	page = bytes.Replace(page, []byte(pollMarker), []byte(`data-poll="`+milliseconds+`"`), 1)
	return Widget{page: page, assets: folder}
}

// ServePage answers with the page. Like UCW's it has no policy about who may
// frame it.
func (w Widget) ServePage(rw http.ResponseWriter, _ *http.Request) {
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	rw.Write(w.page) // an error means that the client is gone
}

// contentTypes are those that a browser insists on; the system's own table is
// not asked. It is read-only.
var contentTypes = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

// Assets serves the page's files under /assets/, without listings.
func (w Widget) Assets() http.Handler {
	server := http.StripPrefix("/assets/", http.FileServerFS(w.assets))
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		kind, ok := contentTypes[strings.ToLower(path.Ext(r.URL.Path))]
		if !ok {
			http.NotFound(rw, r)
			return
		}
		rw.Header().Set("Content-Type", kind)
		rw.Header().Set("Cache-Control", "no-store")
		server.ServeHTTP(rw, r)
	})
}
