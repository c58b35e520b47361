package ucwapi

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// maxRequest is the largest body that is read.
const maxRequest = 100 << 10

var errBadRequest = errors.New("the request cannot be read")

// widgetURL: POST /widgetUrl
func (f *Face) widgetURL(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		writeText(w, http.StatusRequestEntityTooLarge, "request entity too large")
		return
	}
	p, refusal := readParams(r.Header.Get("Content-Type"), body)
	if refusal != "" {
		writeRefusal(w, refusal)
		return
	}
	id := f.tokens.mint(p, callerToken(r))
	writeJSON(w, http.StatusOK, object{"widgetUrl": f.HostURL + "/widget?token=" + id})
}

// readParams reads and checks a body. The refusal is the server's message, ""
// for a good body.
func readParams(contentType string, body []byte) (p params, refusal string) {
	fields := object{}
	switch kind, _, _ := mime.ParseMediaType(contentType); kind {
	case "application/json":
		value, refusal := decode(body)
		if refusal != "" {
			return params{}, refusal
		}
		object, ok := value.(object)
		if !ok {
			return params{}, `"value" must be of type object`
		}
		fields = object
	case "application/x-www-form-urlencoded":
		fields = formFields(body)
	}
	return check(fields)
}

// decode reads a JSON object or array; like the real server it takes no other
// document. The messages for broken JSON are the parser's there; only the one
// for a body that ends too early is the same here.
func decode(body []byte) (value any, refusal string) {
	text := strings.TrimSpace(string(body))
	if text == "" {
		return object{}, ""
	}
	err := json.Unmarshal([]byte(text), &value)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(text)) && syntax.Error() == "unexpected end of JSON input":
		return nil, "Unexpected end of JSON input"
	case err != nil, text[0] != '{' && text[0] != '[':
		return nil, "Unexpected token in JSON"
	}
	return value, ""
}

// formFields reads a form: name[] is a list, and so is a name that comes more
// than once.
func formFields(body []byte) object {
	values, _ := url.ParseQuery(string(body)) // what can be read counts
	fields := object{}
	for name, list := range values {
		name, isList := strings.CutSuffix(name, "[]")
		if !isList && len(list) == 1 {
			fields[name] = list[0]
			continue
		}
		items := make([]any, len(list))
		for i, item := range list {
			items[i] = item
		}
		fields[name] = items
	}
	return fields
}

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
