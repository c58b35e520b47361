package broker

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/digest"
	"github.com/connecthost/connecthost/bridge/broker/internal/landing"
	"github.com/connecthost/connecthost/bridge/broker/internal/observe"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// land is where a bank's site sends the user back to. The link is believed
// when it carries the nonce of a session that lasts, says something definite,
// and said nothing of the kind before. A success uses it up. After a failure
// the widget lets the user try again with the same return link, so another
// result is accepted then.
func (b *Broker) land(w http.ResponseWriter, r *http.Request) error {
	mount, ok := b.mounts[r.PathValue("provider")]
	if !ok {
		return answer.NotFound()
	}
	if purpose := r.Header.Get("Sec-Purpose"); purpose != "" {
		return answer.Invalid("Nobody is there yet.") // a browser that fetches ahead
	}
	nonce, result, err := b.believe(r, mount)
	b.metrics.Returns.WithLabelValues(mount.Provider.Name(), verdict(err)).Inc()
	page, status := b.page(r, nonce, result, err)
	page.App = b.o.App.Name
	if err := landing.Write(w, status, page); err != nil {
		b.o.Logger.Error("the landing page could not be written", "error", err)
	}
	return nil
}

// verdict is what the metrics call the end of a return link.
func verdict(err error) string {
	f := (*fault.Error)(nil)
	switch {
	case err == nil:
		return "accepted"
	case errors.As(err, &f):
		return string(f.Code)
	}
	return string(fault.BrokerUnavailable)
}

// page is what the user sees of a link that was judged, with its status. An
// error without a code is the store's.
func (b *Broker) page(r *http.Request, nonce secret.String, result oauth.Result, err error) (landing.Page, int) {
	f := (*fault.Error)(nil)
	switch {
	case err == nil:
		app := landing.App{ReturnURL: b.o.App.ReturnURL, AndroidPackage: b.o.App.AndroidPackage}
		return landing.Handover(app, r.UserAgent(), result, nonce), http.StatusOK
	case errors.As(err, &f):
		observe.Note(r, f.Code)
		return landing.Refused(f.Code)
	}
	observe.Note(r, fault.BrokerUnavailable)
	b.o.Logger.Warn("a return link could not be looked up", "error", err)
	return landing.Later(), http.StatusServiceUnavailable
}

// believe judges a return link and notes what it says. Errors are those of
// oauth.Attempt.Accept, and the store's.
func (b *Broker) believe(r *http.Request, m Mount) (secret.String, oauth.Result, error) {
	nonce, ok := nonceOfLink(r.PathValue("nonce"), r.URL.RawQuery)
	if !ok {
		return nonce, oauth.Result{}, fault.New(fault.ReturnInvalid, nil)
	}
	s, err := b.sessionOf(r.Context(), nonce)
	if err != nil {
		return nonce, oauth.Result{}, err
	}
	now := b.o.Now()
	result, err := judge(now, s, m, nonce, r)
	if err != nil {
		return nonce, result, err
	}
	if s.at(now).Status == Ended {
		return nonce, result, fault.New(fault.ReturnExpired, nil)
	}
	return nonce, result, b.spend(r.Context(), s.ID, result, now)
}

// sessionOf finds the session of a return link by its nonce.
func (b *Broker) sessionOf(ctx context.Context, nonce secret.String) (Session, error) {
	id, err := b.o.Store.ByReturn(ctx, returnKey(nonce))
	if errors.Is(err, ErrNotFound) {
		return Session{}, fault.New(fault.ReturnForged, nil)
	}
	if err != nil {
		return Session{}, err
	}
	s, err := b.o.Store.Session(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return Session{}, fault.New(fault.ReturnExpired, nil)
	}
	return s, err
}

// judge lets the core decide about a link.
func judge(now time.Time, s Session, m Mount, nonce secret.String, r *http.Request) (oauth.Result, error) {
	attempt, err := oauth.NewAttempt(s.Created, oauth.Config{
		Session: s.ID, Provider: s.Provider, ReturnURLs: []string{s.ReturnBase}, Nonce: nonce,
		TTL: s.Expires.Sub(s.Created), Silent: m.Provider.Traits().Return == traits.ReturnSilent,
	})
	if err != nil {
		return oauth.Result{}, fault.New(fault.ReturnInvalid, nil)
	}
	if s.Provider != m.Provider.Name() {
		return oauth.Result{}, fault.New(fault.ReturnForeign, nil)
	}
	link := s.ReturnBase
	if n := r.PathValue("nonce"); n != "" {
		link += "/" + n
	}
	if r.URL.RawQuery != "" {
		link += "?" + r.URL.RawQuery
	}
	return attempt.Accept(now, link)
}

// spend notes the result in the session, once.
func (b *Broker) spend(ctx context.Context, id string, result oauth.Result, now time.Time) error {
	said := digest.Of(result.MemberGUID, string(result.Reason), boolText(result.Success), boolText(result.Unknown))
	fresh, err := b.o.Store.Spend(ctx, id, said, result.Success)
	if err != nil {
		return err
	}
	if !fresh {
		return fault.New(fault.ReturnReplayed, nil)
	}
	_, err = b.o.Store.Change(ctx, id, func(s *Session) error {
		if s.at(now).Status == Ended {
			return fault.New(fault.ReturnExpired, nil)
		}
		s.Status = Returned
		s.Visit = Visit{
			Success: result.Success, Unknown: result.Unknown, MemberGUID: result.MemberGUID,
			Reason: string(result.Reason), At: now.UTC().Truncate(time.Millisecond),
		}
		return nil
	})
	return err
}

func boolText(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// nonceOfLink finds the nonce of a return link: the last segment of the path,
// or the one parameter of its name. The core reads the whole query after that,
// and refuses what two readers could take differently.
func nonceOfLink(segment, query string) (secret.String, bool) {
	found := segment
	for pair := range strings.SplitSeq(query, "&") {
		value, ok := strings.CutPrefix(pair, oauth.NonceParameter+"=")
		if !ok {
			continue
		}
		if found != "" {
			return secret.String{}, false
		}
		found = value
	}
	return secret.New(found), sessionID.MatchString(found) // 32 hexadecimal digits, too
}
