package broker

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/traits"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
)

// land is where a bank's site sends the user back to. The link is believed
// when it carries the nonce of a session that lasts, says something definite,
// and said nothing of the kind before. A success uses it up. After a failure
// the widget lets the user try again with the same return link, so another
// result is accepted then.
func (b *Broker) land(w http.ResponseWriter, r *http.Request) error {
	mount, ok := b.mounts[r.PathValue("provider")]
	if !ok {
		return notFound()
	}
	if purpose := r.Header.Get("Sec-Purpose"); purpose != "" {
		return invalid("Nobody is there yet.") // a browser that fetches ahead
	}
	name := mount.Provider.Name()
	nonce, result, err := b.believe(r, mount)
	code := fault.CodeOf(err)
	if f := (*fault.Error)(nil); err != nil && !errors.As(err, &f) {
		b.landed(w, r, http.StatusServiceUnavailable, page{Title: "One moment", Text: "This page is not available. Load it again in a few seconds."})
		b.metrics.returns.WithLabelValues(name, string(fault.BrokerUnavailable)).Inc()
		note(r, fault.New(fault.BrokerUnavailable, err))
		b.o.Logger.Warn("a return link could not be looked up", "error", err)
		return nil
	}
	if err != nil {
		b.metrics.returns.WithLabelValues(name, string(code)).Inc()
		note(r, fault.From(err))
		b.landed(w, r, landingStatus(code), refusedPage(code))
		return nil
	}
	b.metrics.returns.WithLabelValues(name, "accepted").Inc()
	b.landed(w, r, http.StatusOK, b.handoverPage(r, result, nonce))
	return nil
}

// landingStatus tells a link that came too late or twice from one that never
// was good.
func landingStatus(code fault.Code) int {
	switch code {
	case fault.ReturnReplayed, fault.ReturnExpired:
		return http.StatusGone
	case fault.ReturnForged:
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}

// believe judges a return link and notes what it says. Errors are those of
// oauth.Attempt.Accept, and the store's.
func (b *Broker) believe(r *http.Request, m Mount) (secret.String, oauth.Result, error) {
	nonce, ok := nonceOfLink(r.PathValue("nonce"), r.URL.RawQuery)
	if !ok {
		return nonce, oauth.Result{}, fault.New(fault.ReturnInvalid, nil)
	}
	ctx := r.Context()
	id, err := b.o.Store.ByReturn(ctx, returnKey(nonce))
	if errors.Is(err, ErrNotFound) {
		return nonce, oauth.Result{}, fault.New(fault.ReturnForged, nil)
	}
	if err != nil {
		return nonce, oauth.Result{}, err
	}
	s, err := b.o.Store.Session(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nonce, oauth.Result{}, fault.New(fault.ReturnExpired, nil)
	}
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
	return nonce, result, b.spend(ctx, id, result, now)
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
	said := digest(result.MemberGUID, string(result.Reason), boolText(result.Success), boolText(result.Unknown))
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
