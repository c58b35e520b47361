package finoapi

import (
	"cmp"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/httpjson"
	"github.com/connecthost/connecthost/core/sandbox/uba"
)

// createUser serves POST /users.
func (f *Face) createUser(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Type     string `json:"type"`
		Analysis string `json:"automaticAnalysis"`
	}
	if !read(w, r, &in) {
		return
	}
	in.Type, in.Analysis = cmp.Or(in.Type, "person"), cmp.Or(in.Analysis, "active")
	switch {
	case in.Type != "person" && in.Type != "company":
		badRequest(w, "The type must be person or company.")
		return
	case in.Analysis != "active" && in.Analysis != "suspended":
		badRequest(w, "The automaticAnalysis must be active or suspended.")
		return
	}
	user, err := f.cfg.UBA.NewUser(in.Type, in.Analysis)
	if err != nil {
		broken(w)
		return
	}
	httpjson.Write(w, http.StatusOK, map[string]string{
		"userIdentifier": user.Identifier, "type": user.Type, "automaticAnalysis": user.Analysis,
	})
}

func broken(w http.ResponseWriter) {
	fail(w, http.StatusInternalServerError, "server_error", "Something went wrong.")
}

// session serves the two calls for a session on UBA.
func (f *Face) session(management bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			User         string `json:"userId"`
			Return       string `json:"returnUrl"`
			Multiple     bool   `json:"multiple"`
			Recurring    bool   `json:"recurring"`
			StoreSecrets bool   `json:"storeSecrets"`
			AddBankLogin bool   `json:"addBankLogin"`
		}
		if !read(w, r, &in) {
			return
		}
		if management && !f.hasLogins(in.User) {
			fail(w, http.StatusNotFound, "not_found", "This user has no bank logins.")
			return
		}
		query := func(name string) bool { return r.URL.Query().Get(name) == "true" }
		opened, err := f.cfg.UBA.Open(uba.Options{
			User: in.User, Management: management, Return: in.Return,
			AddBankLogin: in.AddBankLogin || query("addBankLogin"),
			Multiple:     in.Multiple || query("multiple"),
			Recurring:    in.Recurring || query("recurring"),
			StoreSecrets: in.StoreSecrets || query("storeSecrets"),
		})
		switch {
		case fault.CodeOf(err) == fault.InputInvalid:
			badRequest(w, "The userId or the returnUrl is not usable.")
		case err != nil:
			broken(w)
		default:
			httpjson.Write(w, http.StatusOK, map[string]string{
				"sessionId": opened.ID.Reveal(), "userIdentifier": opened.UserIdentifier, "redirectURL": opened.Address.Reveal(),
			})
		}
	}
}

func (f *Face) hasLogins(user string) bool {
	all, _ := f.cfg.UBA.Logins(user)
	return len(all) > 0
}

// loginJSON is a bank login as the API shows it.
type loginJSON struct {
	ID           string     `json:"id"`
	BankName     string     `json:"bankName"`
	AccountType  string     `json:"accountType,omitempty"`
	CreatedAt    time.Time  `json:"createdAt"`
	Status       string     `json:"status"`
	Active       bool       `json:"active"`
	Synchronized *time.Time `json:"lastSynchronization"`
}

func showLogin(l uba.Login) loginJSON {
	out := loginJSON{ID: l.ID, BankName: l.Bank, AccountType: l.AccountType, CreatedAt: l.Created.UTC(), Status: l.Status, Active: l.Active}
	if !l.Synchronized.IsZero() {
		at := l.Synchronized.UTC()
		out.Synchronized = &at
	}
	return out
}

// logins serves the bank logins of a user.
func (f *Face) logins(w http.ResponseWriter, r *http.Request) {
	all, ok := f.cfg.UBA.Logins(r.PathValue("user"))
	if !ok {
		fail(w, http.StatusNotFound, "not_found", "There is no such user.")
		return
	}
	shown := []loginJSON{}
	for _, l := range all {
		shown = append(shown, showLogin(l))
	}
	httpjson.Write(w, http.StatusOK, map[string]any{"bankLogins": shown})
}

// login serves one of them.
func (f *Face) login(w http.ResponseWriter, r *http.Request) {
	l, ok := f.cfg.UBA.Login(r.PathValue("user"), r.PathValue("login"))
	if !ok {
		fail(w, http.StatusNotFound, "not_found", "There is no such bank login.")
		return
	}
	httpjson.Write(w, http.StatusOK, showLogin(l))
}
