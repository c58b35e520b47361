package journeytest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// frame is a widget: what it says goes to its parent, which is itself when it
// has none.
const frame = `<!doctype html><meta charset="utf-8"><title>widget</title><body><script>
const say = (type, metadata) => parent.postMessage({ mx: true, type: 'mx/' + type, metadata }, '*')
const step = (current) => say('connect/stepChange', { previous: 'before', current })
addEventListener('DOMContentLoaded', () => { %s })
</script>`

// pages serves one widget under any number of URLs, each good for one use.
type pages struct {
	*httptest.Server
	mu   sync.Mutex
	made int
	used map[string]bool
}

func servePages(t testing.TB, script string) *pages {
	p := &pages{used: map[string]bool{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		known := strings.HasPrefix(r.URL.Path, "/connect/")
		used := p.used[r.URL.Path]
		p.used[r.URL.Path] = known
		p.mu.Unlock()
		if !known || used {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprintf(w, frame, script)
	}))
	t.Cleanup(func() {
		p.CloseClientConnections()
		p.Close()
	})
	return p
}

func (p *pages) origin() string { return p.URL }

// next is a fresh widget URL.
func (p *pages) next() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made++
	return fmt.Sprintf("%s/connect/token-of-the-widget-%d", p.URL, p.made)
}

// served is how many widget URLs were used.
func (p *pages) served() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, known := range p.used {
		if known {
			n++
		}
	}
	return n
}
