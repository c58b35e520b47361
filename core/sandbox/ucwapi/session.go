package ucwapi

import (
	"errors"
	"maps"
	"net/http"
	"sync"
	"time"
)

// sessionIdle is how long an opened widget may rest.
const sessionIdle = 30 * time.Minute

// session is one opened widget.
type session struct {
	params
	seen time.Time
}

// sessions holds the opened widgets by the value of their meta header.
type sessions struct {
	now    func() time.Time
	mu     sync.Mutex
	byMeta map[string]*session
}

func (s *sessions) open(p params) (meta string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	maps.DeleteFunc(s.byMeta, func(_ string, old *session) bool { return now.Sub(old.seen) > sessionIdle })
	meta = newUUID()
	s.byMeta[meta] = &session{params: p, seen: now}
	return meta
}

func (s *sessions) find(meta string) (*session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.byMeta[meta]
	if !ok || s.now().Sub(found.seen) > sessionIdle {
		return nil, false
	}
	found.seen = s.now()
	return &session{params: found.params}, true
}

// errNoSuch is a thing that the widget asked for and that is not there. The
// real server answers 500 for it.
var errNoSuch = errors.New("no such thing")

// forWidget makes a handler for the widget's page, which the meta header
// identifies.
func (f *Face) forWidget(serve func(*http.Request, *session) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, ok := f.sessions.find(r.Header.Get("meta"))
		if !ok {
			writeJSON(w, http.StatusInternalServerError, object{"error": "The widget's session is missing."})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
		answer, err := serve(r, s)
		switch {
		case errors.Is(err, errBadRequest):
			writeJSON(w, http.StatusBadRequest, object{"error": "The request cannot be read."})
		case err != nil:
			f.Log.Info("ucw widget call failed", "route", r.Pattern)
			writeJSON(w, http.StatusInternalServerError, object{"error": "Something went wrong."})
		default:
			writeJSON(w, http.StatusOK, answer)
		}
	})
}
