package ucwapi

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// Visit is a visit to a bank's own site.
type Visit struct {
	Institution world.Institution
	// Finish tells how the visit ended and returns the address to which the
	// bank sends the browser. The refusal is "" when access was granted, else
	// the reason, such as DENIED. The first call counts. A visit that is never
	// finished was abandoned.
	Finish func(refusal string) (returnTo string)
}

// The states of a visit, in UCW's numbers.
const (
	visitPending  = 1
	visitComplete = 2
	visitError    = 3
)

// visit is the server's side of a Visit.
type visit struct {
	guid    string
	session session
	bank    bank
	state   int
	refusal string // why not, of visitError
	made    *connection
}

// begin opens the bank. The caller holds the lock.
func (f *Face) begin(s *session, b bank) (any, error) {
	if f.OpenBank == nil || !b.oauth {
		return nil, errNoSuch
	}
	in, err := f.World.Institution(b.code)
	if err != nil {
		return nil, err
	}
	v := &visit{guid: newUUID(), session: *s, bank: b, state: visitPending}
	address, err := f.OpenBank(Visit{Institution: in, Finish: func(refusal string) string { return f.finish(v, refusal) }})
	if err != nil {
		return nil, err
	}
	f.connections.visits[v.guid] = v
	return object{"guid": v.guid, "oauth_window_uri": address}, nil
}

// finish notes how a visit ended.
func (f *Face) finish(v *visit, refusal string) (returnTo string) {
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	if v.state == visitPending {
		v.state, v.refusal = visitError, refusal
		if refusal == "" {
			v.refusal = "SERVER_ERROR" // unless the connection is made
			f.complete(v)
		}
	}
	return f.HostURL + "/oauth/" + v.bank.aggregator + "/redirect_from/?" + v.query().Encode()
}

// complete makes the connection that the bank granted. The bank has seen the
// user's password; the world is told what it accepts.
func (f *Face) complete(v *visit) {
	in, err := f.World.Institution(v.bank.code)
	if err != nil {
		return
	}
	if c, err := f.connect(&v.session, v.bank, right(in)); err == nil {
		v.state, v.made = visitComplete, c
	}
}

// query is what the aggregator puts into the return.
func (v *visit) query() url.Values {
	granted := v.state == visitComplete
	switch family(v.bank.aggregator) {
	case "akoya":
		return url.Values{"state": {v.guid}, "code": {newUUID()}}
	case "finicity":
		return url.Values{"connection_id": {v.guid}, "reason": {pick(granted, "complete", "exit")}}
	case "plaid":
		return url.Values{"connection_id": {v.guid}}
	}
	return url.Values{"member_guid": {v.guid}, "status": {pick(granted, "success", "error")}}
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// returnName is the part of a return that names the visit.
func returnName(aggregator string) string {
	switch family(aggregator) {
	case "akoya":
		return "state"
	case "finicity", "plaid":
		return "connection_id"
	}
	return "member_guid"
}

// oauthReturn is where the bank sends the browser: a page that says how it
// went, posts nothing and leads nowhere. The widget learns it by asking.
func (f *Face) oauthReturn(w http.ResponseWriter, r *http.Request) {
	aggregator := r.PathValue("aggregator")
	f.connections.mu.Lock()
	v := f.connections.visits[r.URL.Query().Get(returnName(aggregator))]
	known := v != nil && v.bank.aggregator == aggregator
	complete := known && v.state == visitComplete
	f.connections.mu.Unlock()
	if !known {
		writeText(w, http.StatusBadRequest, "Error")
		return
	}
	writeText(w, http.StatusOK, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"+
		pick(complete, "OAuth Complete", "OAuth Error")+"</title></head><body><p>"+
		pick(complete, "You can close this page and go back to the app.", "The bank did not grant access. You can close this page.")+
		"</p></body></html>\n")
}

// oauthState: GET /oauthStates/{guid}
func (f *Face) oauthState(r *http.Request, s *session) (any, error) {
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	v := f.connections.visits[r.PathValue("visit")]
	if v == nil || v.session.UserID != s.UserID {
		return nil, errNoSuch
	}
	answer := object{"auth_status": v.state}
	switch v.state {
	case visitComplete:
		answer["inbound_member_guid"] = v.made.guid
	case visitError:
		answer["error_reason"] = v.refusal
	}
	return answer, nil
}

// cookieName is the cookie that carries the caller's own token.
const cookieName = "authorizationToken"

// servePage serves the widget. Without authentication it may be loaded again
// until the page has fetched its parameters; with it the first load, a HEAD
// included, uses the widget URL up.
func (f *Face) servePage(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	if !f.Auth.General {
		if !f.tokens.alive(token) {
			writeText(w, http.StatusBadRequest, "A valid token is required")
			return
		}
		f.widget.ServePage(w, r)
		return
	}
	if token == "" {
		writeText(w, http.StatusUnauthorized, "Unauthorized")
		return
	}
	jwt, ok := f.tokens.takeJWT(token)
	if !ok {
		// The real server sends the message before it sets the status 401.
		writeText(w, http.StatusOK, "token invalid or expired")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: jwt, Path: "/", HttpOnly: true, Secure: true, SameSite: f.CookieSameSite,
	})
	f.widget.ServePage(w, r)
}

// instrumentation hands the parameters to the page: the one use of a widget
// URL. A token of the caller that nobody asked for comes back, as it does from
// the real server.
func (f *Face) instrumentation(w http.ResponseWriter, r *http.Request) {
	k, ok := f.tokens.take(r.PathValue("token"))
	if !ok {
		writeJSON(w, http.StatusBadRequest, object{
			"error": "Cannot destructure property 'jobTypes' of 'widgetParams' as it is null.",
		})
		return
	}
	answer := struct {
		params
		AuthorizationJWT string `json:"authorizationJwt,omitempty"`
		Meta             string `json:"meta"`
	}{k.params, k.jwt, f.sessions.open(k.params)}
	writeJSON(w, http.StatusOK, answer)
}

// callerToken is the token that a request for a widget URL came with.
func callerToken(r *http.Request) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return token
}
