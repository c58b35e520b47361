package faults

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/httpjson"
)

// Wrap stands before a server: a request gets the fault that its header asks
// for, else that of the rule that fits.
func (s *Rules) Wrap(server string, refuse Refuse, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if text := r.Header.Get(Header); text != "" {
			fault, err := Parse(text)
			if err != nil {
				http.Error(w, Header+": "+err.Error(), http.StatusBadRequest)
				return
			}
			fault.apply(w, r, refuse, next)
			return
		}
		if fault, found := s.take(server, r); found {
			fault.apply(w, r, refuse, next)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Message is what a refusal says, in whatever form.
const Message = "The sandbox was asked to fail."

// Text refuses in plain text.
func Text(w http.ResponseWriter, status int) { http.Error(w, Message, status) }

// JSON refuses with an object that has a message.
func JSON(w http.ResponseWriter, status int) {
	httpjson.Write(w, status, map[string]string{"message": Message})
}

// Admin serves the rules: GET lists them, POST adds the one in the body, DELETE
// removes all. It checks no credentials: the server that mounts it does.
func (s *Rules) Admin() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet:
			httpjson.Write(w, http.StatusOK, map[string]any{"faults": s.List()})
		case http.MethodPost:
			s.post(w, r)
		case http.MethodDelete:
			s.Clear()
			w.WriteHeader(http.StatusNoContent)
		default:
			w.Header().Set("Allow", "GET, POST, DELETE")
			httpjson.Write(w, http.StatusMethodNotAllowed, map[string]string{"message": "Use GET, POST or DELETE."})
		}
	})
}

func (s *Rules) post(w http.ResponseWriter, r *http.Request) {
	var rule Rule
	err := httpjson.Read(w, r, 1<<12, &rule)
	if err == nil {
		err = s.Add(rule)
	}
	if err != nil {
		httpjson.Write(w, http.StatusBadRequest, map[string]string{"message": err.Error()})
		return
	}
	httpjson.Write(w, http.StatusCreated, map[string]any{"faults": s.List()})
}
