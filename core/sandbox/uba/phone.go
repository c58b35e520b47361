package uba

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/bank/site"
)

// Question is what a bank asks on the user's phone.
type Question struct {
	ID   string `json:"id"`
	Bank string `json:"bank"`
	Code string `json:"code"` // the same is shown on UBA's page
}

// askPhone puts a question on the phone, and waits.
func (u *UBA) askPhone(s *session) {
	id, err := site.Secret(u.cfg.Random)
	if err != nil {
		u.fail(s, serverError, "UBA cannot answer at the moment.")
		return
	}
	s.step, s.phone = stepPhone, id
}

// code is what the user compares.
func (s *session) code() string { return strings.ToUpper(s.phone[:4]) }

// Questions returns what is open on the phone of the sandbox, which all users
// share.
func (u *UBA) Questions() []Question {
	u.mu.Lock()
	defer u.mu.Unlock()
	open := []Question{}
	for _, s := range u.sessions {
		if _, why := u.live(s.handle); why == nil && s.step == stepPhone {
			open = append(open, Question{s.phone, s.bank.Name, s.code()})
		}
	}
	slices.SortFunc(open, func(a, b Question) int { return cmp.Compare(a.ID, b.ID) })
	return open
}

// Answer approves or refuses what a bank asks on the phone. It reports false
// when there is no such question.
func (u *UBA) Answer(id string, approve bool) bool {
	u.mu.Lock()
	var notices []Notice
	found := false
	for _, s := range u.sessions {
		if _, why := u.live(s.handle); why != nil || s.step != stepPhone || !site.Same(s.phone, id) {
			continue
		}
		found = true
		if approve {
			notices = u.succeed(s)
			s.leave = s.step == stepEnded
		} else {
			u.fail(s, "DENIED", "You refused on your phone.")
		}
	}
	u.mu.Unlock()
	u.tell(notices)
	return found
}

// phonePage is the phone: for people, and for programs that ask for JSON.
func (u *UBA) phonePage(w http.ResponseWriter, r *http.Request) {
	open := u.Questions()
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"questions": open}) // an error means that the client is gone
		return
	}
	site.Write(w, http.StatusOK, pages, "phone.html", &page{Title: "Your phone", Refresh: 2, Questions: open})
}

// answerPhone takes the phone's form. A caller who knows a
// question's id has seen the phone.
func (u *UBA) answerPhone(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, site.MaxBody)
	if err := r.ParseForm(); err != nil {
		refuse(w, unreadable)
		return
	}
	decision := r.PostForm.Get("decision")
	switch {
	case decision != "approve" && decision != "refuse":
		refuse(w, unreadable)
	case !u.Answer(r.PathValue("id"), decision == "approve"):
		refuse(w, unknown)
	default:
		site.Redirect(w, "/phone")
	}
}
