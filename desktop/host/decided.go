package host

import (
	"strings"

	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/secret"
)

// decidedSize bounds what is remembered. A navigation that was forgotten is
// asked about again.
const decidedSize = 256

// decided remembers which navigations were allowed, for engines that learn the
// frame of a navigation from its response only. A response whose navigation
// it does not know as allowed for good is asked about again. The zero value
// is empty.
type decided struct {
	allowed map[entry]bool                // for good
	pending map[string]navigation.Request // by address, to be asked again
}

type entry struct {
	url   string
	frame navigation.Frame
}

// note records that r was allowed by d.
func (l *decided) note(r navigation.Request, d navigation.Decision) {
	if len(l.allowed)+len(l.pending) >= decidedSize {
		*l = decided{}
	}
	if l.allowed == nil {
		l.allowed, l.pending = map[entry]bool{}, map[string]navigation.Request{}
	}
	url := document(r.URL.Reveal())
	if d.Recheck {
		// A second frame may ask for the same address: neither may use the
		// user's gesture in the other's stead.
		if before, ok := l.pending[url]; ok && !before.UserGesture {
			r.UserGesture = false
		}
		l.pending[url] = r
		return
	}
	l.allowed[entry{url, r.Frame}] = true
}

// recall returns the question for the response at url in the given frame, and
// whether it must be asked.
func (l *decided) recall(url string, frame navigation.Frame) (navigation.Request, bool) {
	key := document(url)
	r, pending := l.pending[key]
	delete(l.pending, key)
	if !pending && (l.allowed[entry{key, frame}] || l.allowed[entry{key, navigation.FrameUnknown}]) {
		return navigation.Request{}, false
	}
	r.URL, r.Frame, r.Response = secret.New(url), frame, true
	return r, true
}

// document is an address without its fragment, which responses may lack.
func document(url string) string {
	before, _, _ := strings.Cut(url, "#")
	return before
}
