package uba

import (
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/uri"
	"github.com/connecthost/connecthost/core/sandbox/bank/site"
	"github.com/connecthost/connecthost/core/secret"
)

// maxSessions bounds the sessions that are remembered. trace is how long one
// that is over is told apart from one that never was.
const (
	maxSessions = 10_000
	trace       = time.Hour
)

// Options are what a session is asked for with.
type Options struct {
	User         string // the app's own name, or UBA's identifier; created when it is new
	Management   bool   // begin with the overview of the user's bank logins
	AddBankLogin bool   // skip it
	Multiple     bool   // several bank logins in one session
	Recurring    bool   // keep synchronizing
	StoreSecrets bool   // keep the credentials for that
	Return       string // where the user goes in the end; "" for a page that says so
}

// Session is what a session is asked for to get.
type Session struct {
	ID             secret.String // a JWT
	UserIdentifier string
	Address        secret.String // of the pages
}

// step is where a session stands.
type step string

const (
	stepOverview    step = "overview"
	stepSearch      step = "search"
	stepType        step = "type"
	stepCredentials step = "credentials"
	stepCode        step = "code"  // embedded
	stepPhone       step = "phone" // decoupled
	stepAway        step = "away"  // redirected
	stepFailed      step = "failed"
	stepEnded       step = "ended"
)

// session is a session as it is remembered. The UBA's mutex guards what
// stands below the empty line.
type session struct {
	handle, token, cookie string
	options               Options
	user                  *user
	expires               time.Time

	opened      bool // some browser has the cookie
	step        step
	bank        testBank
	accountType string
	renews      string // the login whose consent is renewed
	made        string // the login that was connected last
	tries       int    // wrong codes
	visit       string // state of the visit to the bank's own site
	address     secret.String
	phone       string // id of the question on the phone
	alert       string // shown on the next page
	reason      string // why the session ended without a login
	leave       bool   // the next page load goes back to the app
}

// Open begins a session. It fails with input_invalid when the user or the
// return address is not usable, and with other when there are too many
// sessions or no randomness.
func (u *UBA) Open(o Options) (Session, error) {
	if o.User == "" || len(o.User) > 256 || !canReturn(o.Return) {
		return Session{}, fault.Newf(fault.InputInvalid, nil, "The user or the return address is not usable.")
	}
	s := &session{options: o, step: stepSearch, expires: u.cfg.Now().Add(u.cfg.SessionTTL)}
	for _, text := range []*string{&s.handle, &s.token, &s.cookie} {
		var err error
		if *text, err = site.Secret(u.cfg.Random); err != nil {
			return Session{}, fault.New(fault.Other, err)
		}
	}
	if o.Management && !o.AddBankLogin {
		s.step = stepOverview
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.sweep()
	if len(u.sessions) >= maxSessions {
		return Session{}, fault.Newf(fault.Other, nil, "There are too many sessions.")
	}
	s.user = u.ensure(o.User)
	id, err := u.sign(s)
	if err != nil {
		return Session{}, fault.New(fault.Other, err)
	}
	u.sessions[s.handle] = s
	return Session{
		ID: secret.New(id), UserIdentifier: s.user.Identifier,
		Address: secret.New(u.cfg.Origin + "/auth?sessionId=" + url.QueryEscape(id)),
	}, nil
}

// canReturn reports whether an address can be redirected to: an absolute one
// that is a page or belongs to an app.
func canReturn(raw string) bool {
	if raw == "" {
		return true
	}
	to, err := url.Parse(raw)
	if err != nil || to.Scheme == "" || to.Fragment != "" || to.User != nil || strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false
	}
	if scheme := uri.Lower(to.Scheme); scheme != "http" && scheme != "https" {
		return uri.IsOwn(scheme)
	}
	return to.Hostname() != ""
}

// sweep forgets sessions that have been over for long.
func (u *UBA) sweep() {
	now := u.cfg.Now()
	if now.Sub(u.swept) < time.Minute {
		return
	}
	u.swept = now
	over := func(_ string, s *session) bool { return now.Sub(s.expires) > trace }
	maps.DeleteFunc(u.sessions, over)
	maps.DeleteFunc(u.visits, over)
}

// claims are what a session's id says.
type claims struct {
	jwt.Claims
	Handle string `json:"sid"`
}

// sign makes the JWT (RFC 7519) that names a session.
func (u *UBA) sign(s *session) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: u.key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims{
		jwt.Claims{Subject: s.user.Identifier, Issuer: u.cfg.Origin, Expiry: jwt.NewNumericDate(s.expires)}, s.handle,
	}).Serialize()
}

// named returns the handle in a JWT that this UBA signed. Whether the session
// still lives is the session's to say.
func (u *UBA) named(id string) (handle string, ok bool) {
	token, err := jwt.ParseSigned(id, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return "", false
	}
	var c claims
	if token.Claims(u.key, &c) != nil {
		return "", false
	}
	return c.Handle, c.Handle != ""
}

// to returns where the user goes in the end.
func (u *UBA) to(s *session) string {
	if s.options.Return == "" || !u.cfg.ReturnStatus {
		return s.options.Return
	}
	q := url.Values{}
	if s.reason == "" {
		q.Set("status", "success")
		if s.made != "" {
			q.Set("member_guid", s.made)
		}
	} else {
		q.Set("status", "error")
		q.Set("error_reason", s.reason)
	}
	join := "?"
	if strings.Contains(s.options.Return, "?") {
		join = "&"
	}
	return s.options.Return + join + q.Encode()
}
