package broker

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

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
	body, err := readBody(w, r, b.o.Limits.Body)
	if err != nil {
		return err
	}
	request, err := parseSession(body)
	if err != nil {
		return err
	}
	mount, ok := b.mounts[request.Provider]
	if !ok {
		return contradictory("There is no such provider.")
	}
	if err := b.allow(r.Context(), "sessions:"+user, b.o.Limits.SessionsOf); err != nil {
		return err
	}
	id, err := b.newID()
	if err != nil {
		return err
	}
	claim, earlier, err := b.claimKey(r, user, body, id)
	if err != nil {
		return err
	}
	if earlier != nil {
		return b.repeat(w, *earlier)
	}
	out, err := b.open(r.Context(), id, user, mount, request)
	if err != nil {
		claim.release(b.o.Store)
		return err
	}
	w.Header().Set("Location", b.public.Path+"/sessions/"+id)
	answer(w, http.StatusCreated, out)
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
	if !back.nonce.IsZero() {
		if s.SealedNonce, err = b.seal(back.nonce.Reveal(), "nonce "+id); err != nil {
			return created{}, err
		}
	}
	out := created{WidgetURL: widget.URL.Reveal(), Return: b.handleOf(s, back.nonce)}
	if request.ClaimLater {
		s.Status, out.WidgetURL = Created, ""
		n.URLTTL = b.o.URLTTL
		if n.SealedURL, err = b.seal(widget.URL.Reveal(), "url "+id); err != nil {
			return created{}, err
		}
	}
	n.Session, out.view = s, s.view()
	if err := b.o.Store.Create(ctx, n); err != nil {
		return created{}, err
	}
	b.metrics.sessions.WithLabelValues(s.Provider).Inc()
	return out, nil
}

// mint asks the provider for a widget URL.
func (b *Broker) mint(ctx context.Context, user string, p provider.Provider, request sessionRequest, back returning) (provider.Widget, error) {
	if request.TargetOrigin != "" && !slices.Contains(b.o.App.TargetOrigins, request.TargetOrigin) {
		return provider.Widget{}, contradictory("The target origin is not one of the app's.")
	}
	ctx, cancel := context.WithTimeout(ctx, b.o.CallTTL)
	defer cancel()
	fields, err := b.o.ProviderUser(ctx, user, p.Name(), request.User)
	if err != nil {
		return provider.Widget{}, forbidden(err)
	}
	widget, err := p.Widget(ctx, provider.WidgetRequest{
		UserGUID: fields.GUID, UserID: fields.ID,
		EventScheme: b.o.App.EventScheme, MobileWebView: request.MobileView, TargetOrigin: request.TargetOrigin,
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
	return refuse(http.StatusForbidden, fault.BrokerForbidden, err)
}

// sameUser is the default of Options.ProviderUser.
func sameUser(_ context.Context, user, _ string, asked UserFields) (UserFields, error) {
	if asked.GUID != "" || asked.ID != "" && asked.ID != user {
		return UserFields{}, fault.New(fault.BrokerForbidden, nil)
	}
	return UserFields{ID: user}, nil
}

// returning is where one session's visit to a bank ends.
type returning struct {
	kind  ReturnKind
	base  string        // without the nonce
	url   secret.String // with it, for the provider
	nonce secret.String
}
