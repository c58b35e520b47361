package mxwidget

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// bootMarker is the part of index.html that the server replaces.
const bootMarker = `<script type="application/json" id="boot">null</script>`

// UI is a user interface for the widget: a folder with an index.html that has
// a place for the boot data, and the files that it loads from /md/ui/.
type UI struct {
	before, after []byte // index.html around the boot data
	folder        fs.FS
}

// NewUI reads index.html from the folder. It fails when there is none, or when
// it has no place for the boot data. The other files are read when they are
// asked for.
func NewUI(folder fs.FS) (UI, error) {
	index, err := fs.ReadFile(folder, "index.html")
	if err != nil {
		return UI{}, err
	}
	before, after, found := bytes.Cut(index, []byte(bootMarker))
	if !found {
		return UI{}, errors.New("index.html has no place for the boot data")
	}
	return UI{before: before, after: after, folder: folder}, nil
}

// page returns index.html with the boot data in it. encoding/json escapes what
// could end the script element.
func (u UI) page(boot []byte) []byte {
	return bytes.Join([][]byte{
		u.before, []byte(`<script type="application/json" id="boot">`), boot, []byte(`</script>`), u.after,
	}, nil)
}

// files serves the folder without listings. The paths under which the open
// connect UI looks for pictures of MX's content host always answer one: it
// asks again for ever when it gets an error.
func (u UI) files() http.Handler {
	server := http.StripPrefix("/md/ui/", http.FileServerFS(u.folder))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		name := strings.TrimPrefix(r.URL.Path, "/md/ui/")
		switch {
		case strings.HasPrefix(name, "mxcontent/"), strings.HasPrefix(name, "mxicons/"):
			h.Set("Content-Type", "image/svg+xml")
			w.Write([]byte(neutralImage))
		case name == "", strings.HasSuffix(name, "/"), strings.HasSuffix(name, "index.html"):
			http.NotFound(w, r)
		default:
			if kind, ok := contentTypes[strings.ToLower(path.Ext(name))]; ok {
				h.Set("Content-Type", kind)
			}
			server.ServeHTTP(w, r)
		}
	})
}

// contentTypes are those that a browser insists on. The system's own table is
// not asked: on some machines it calls a script plain text. It is read-only.
var contentTypes = map[string]string{
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// neutralImage is a building in grey.
const neutralImage = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">` +
	`<rect width="24" height="24" rx="5" fill="#e6e9ee"/>` +
	`<path fill="#8a94a3" d="M12 5 4.5 9v1.5h15V9zM6 12h2v5H6zm5 0h2v5h-2zm5 0h2v5h-2zM5 18h14v1.5H5z"/></svg>`
