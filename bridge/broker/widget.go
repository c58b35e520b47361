package broker

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/body"
	"github.com/connecthost/connecthost/bridge/broker/internal/idempotency"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
)

// created is the answer to POST /sessions, and to a repetition of it.
type created struct {
	view
	WidgetURL string  `json:"widget_url,omitempty"` // only in the first answer
	Return    *handle `json:"return,omitempty"`
}

// createSession mints a widget URL and stores a session for it.
func (b *Broker) createSession(w http.ResponseWriter, r *http.Request, user string) error {
	text, err := body.JSON(w, r, b.o.Limits.Body)
	if err != nil {
		return err
	}
	request, err := parseSession(text)
	if err != nil {
		return err
	}
	mount, ok := b.mounts[request.Provider]
	if !ok {
		return answer.Contradictory("There is no such provider.")
	}
	if err := b.allow(r.Context(), "sessions:"+user, b.o.Limits.SessionsOf); err != nil {
		return err
	}
	id, err := b.newID()
	if err != nil {
		return err
	}
	key, earlier, err := b.claimKey(r, user, string(text), id)
	if err != nil {
		return err
	}
	if earlier.ID != "" {
		return b.repeat(w, earlier)
	}
	out, err := b.open(r.Context(), id, user, mount, request)
	if err != nil {
		key.Release()
		return err
	}
	w.Header().Set("Location", b.public.Path+"/sessions/"+id)
	answer.JSON(w, http.StatusCreated, out)
	return nil
}

// errRandom is answered 503, as a store that is away.
var errRandom = errors.New("there is no randomness")

// newID returns 128 random bits, so that identifiers cannot be guessed.
func (b *Broker) newID() (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(b.o.Random, id[:]); err != nil {
		return "", errRandom
	}
	return hex.EncodeToString(id[:]), nil
}

// claimKey keeps the request's Idempotency-Key for the session that it is going
// to make. The session that was made with it before is returned, if any.
func (b *Broker) claimKey(r *http.Request, user, text, id string) (key idempotency.Key, earlier Session, err error) {
	key, _, err = idempotency.Claim(r.Context(), b.o.Store, idempotency.Request{
		Header: r.Header, User: user, Body: text, ID: id, Now: b.o.Now(),
		Keep: b.o.SessionTTL + b.o.Keep, Busy: 2 * b.o.CallTTL,
		Made: func(ctx context.Context, id string) (bool, error) {
			s, err := b.owned(ctx, user, id)
			if errors.Is(err, ErrNotFound) {
				return false, nil
			}
			earlier = s
			return err == nil, err
		},
	})
	return key, earlier, err
}

// repeat answers with the session that an earlier request made, without its
// widget URL: that was given out, or waits to be claimed.
func (b *Broker) repeat(w http.ResponseWriter, s Session) error {
	nonce, err := b.nonceOf(s)
	if err != nil {
		return err
	}
	w.Header().Set("Location", b.public.Path+"/sessions/"+s.ID)
	w.Header().Set("Idempotency-Replayed", "true")
	answer.JSON(w, http.StatusOK, created{view: s.view(), Return: b.handleOf(s, nonce)})
	return nil
}

// open asks the provider for a widget and stores the session. When the store
// fails then, the widget URL is given to nobody and expires.
func (b *Broker) open(ctx context.Context, id, user string, m Mount, request sessionRequest) (created, error) {
	back, err := b.returnOf(request)
	if err != nil {
		return created{}, err
	}
	widget, err := b.mint(ctx, user, m.Provider, request, back)
	if err != nil {
		return created{}, err
	}
	now := b.o.Now().UTC().Truncate(time.Millisecond)
	s := Session{
		ID: id, User: user, Provider: request.Provider, ProviderUser: widget.UserGUID,
		Status: Open, ReturnKind: back.kind, ReturnBase: back.base,
		Created: now, Expires: now.Add(b.o.SessionTTL), Version: 1,
	}
	n := NewSession{ReturnKey: back.key(), Keep: b.o.SessionTTL + b.o.Keep}
	out := created{WidgetURL: widget.URL.Reveal(), Return: b.handleOf(s, back.nonce)}
	if request.ClaimLater {
		s.Status, out.WidgetURL, n.URLTTL = Created, "", b.o.URLTTL
	}
	if err := b.keep(ctx, n, s, widget.URL, back.nonce); err != nil {
		return created{}, err
	}
	out.view = s.view()
	b.metrics.Sessions.WithLabelValues(s.Provider).Inc()
	return out, nil
}

// keep seals the secrets of a new session and stores it. The widget URL is kept
// only when it waits to be claimed.
func (b *Broker) keep(ctx context.Context, n NewSession, s Session, widget, nonce secret.String) (err error) {
	if !nonce.IsZero() {
		if s.SealedNonce, err = b.seal(nonce.Reveal(), "nonce "+s.ID); err != nil {
			return err
		}
	}
	if s.Status == Created {
		if n.SealedURL, err = b.seal(widget.Reveal(), "url "+s.ID); err != nil {
			return err
		}
	}
	n.Session = s
	return b.o.Store.Create(ctx, n)
}

// claimURL gives out the widget URL of a session that was made with
// claim_later, to the first who asks.
func (b *Broker) claimURL(w http.ResponseWriter, r *http.Request, user string) error {
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	if s.Status == Ended {
		return fault.New(fault.SessionEnded, nil)
	}
	sealed, err := b.o.Store.ClaimURL(r.Context(), s.ID)
	if errors.Is(err, ErrNotFound) {
		return answer.Refuse(http.StatusGone, fault.BrokerWidgetURLClaimed, nil)
	}
	if err != nil {
		return err
	}
	url, err := b.unseal(sealed, "url "+s.ID)
	if err != nil {
		return err
	}
	s, err = b.o.Store.Change(r.Context(), s.ID, func(s *Session) error {
		if s.Status == Created {
			s.Status = Open
		}
		return nil
	})
	if err != nil {
		return err
	}
	answer.JSON(w, http.StatusOK, created{view: s.at(b.o.Now()).view(), WidgetURL: url})
	return nil
}

// renewWidget mints another widget URL for a session that lasts, because the one
// before was used up: its page was reloaded, or a member needs its user. The
// way back stays what it was, and its nonce too.
func (b *Broker) renewWidget(w http.ResponseWriter, r *http.Request, user string) error {
	text, err := body.JSON(w, r, b.o.Limits.Body)
	if err != nil {
		return err
	}
	request, err := parseSession(text)
	if err != nil {
		return err
	}
	s, err := b.owned(r.Context(), user, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := request.checkRenewal(s); err != nil {
		return err
	}
	if err := b.allow(r.Context(), "sessions:"+user, b.o.Limits.SessionsOf); err != nil {
		return err
	}
	out, err := b.renew(r.Context(), s, request)
	if err != nil {
		return err
	}
	answer.JSON(w, http.StatusOK, out)
	return nil
}

// renew asks the provider for a widget of the same user, with the way back that
// the session has.
func (b *Broker) renew(ctx context.Context, s Session, request sessionRequest) (created, error) {
	nonce, err := b.nonceOf(s)
	if err != nil {
		return created{}, err
	}
	h := b.handleOf(s, nonce)
	back := returning{kind: s.ReturnKind, base: s.ReturnBase, url: secret.New(h.URL), nonce: nonce}
	widget, err := b.mint(ctx, s.User, b.mounts[s.Provider].Provider, request, back)
	if err != nil {
		return created{}, err
	}
	if widget.UserGUID != s.ProviderUser {
		return created{}, answer.Contradictory("The session belongs to another user at the provider.")
	}
	s, err = b.o.Store.Change(ctx, s.ID, func(s *Session) error {
		if s.at(b.o.Now()).Status == Ended {
			return fault.New(fault.SessionEnded, nil)
		}
		if s.Status == Created {
			s.Status = Open
		}
		return nil
	})
	return created{view: s.view(), WidgetURL: widget.URL.Reveal(), Return: h}, err
}

// mint asks the provider for a widget URL.
func (b *Broker) mint(ctx context.Context, user string, p provider.Provider, request sessionRequest, back returning) (provider.Widget, error) {
	if request.TargetOrigin != "" && !slices.Contains(b.o.App.TargetOrigins, request.TargetOrigin) {
		return provider.Widget{}, answer.Contradictory("The target origin is not one of the app's.")
	}
	ctx, cancel := context.WithTimeout(ctx, b.o.CallTTL)
	defer cancel()
	fields, err := b.o.ProviderUser(ctx, user, p.Name(), request.User)
	if err != nil {
		return provider.Widget{}, forbidden(err)
	}
	widget, err := p.Widget(ctx, provider.WidgetRequest{
		UserGUID: fields.GUID, UserID: fields.ID,
		EventScheme: cmp.Or(request.EventScheme, b.o.App.EventScheme), MobileWebView: request.MobileView, TargetOrigin: request.TargetOrigin,
		Locale: request.Locale, ColorScheme: request.Theme, Products: request.Products,
		MemberGUID: request.MemberGUID, InstitutionGUID: request.Institution.GUID,
		InstitutionCode: request.Institution.Code, NoSearch: request.Institution.NoSearch,
		ReturnURL: back.url,
	})
	if err != nil {
		return provider.Widget{}, fault.From(err)
	}
	if widget.URL.IsZero() {
		return provider.Widget{}, fault.New(fault.ProviderBadAnswer, nil)
	}
	return widget, nil
}

// forbidden keeps an error that has a code, and takes any other one for a
// refusal.
func forbidden(err error) error {
	if f := fault.From(err); f.Code != fault.Other {
		return f
	}
	return answer.Refuse(http.StatusForbidden, fault.BrokerForbidden, err)
}

// sameUser is the default of Options.ProviderUser.
func sameUser(_ context.Context, user, _ string, asked UserFields) (UserFields, error) {
	if asked.GUID != "" || asked.ID != "" && asked.ID != user {
		return UserFields{}, fault.New(fault.BrokerForbidden, nil)
	}
	return UserFields{ID: user}, nil
}
