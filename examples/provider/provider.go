package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// Acme is the provider: three methods, and the traits that one of them returns.
// It is safe for concurrent use.
type Acme struct {
	BaseURL string        // of Acme's API
	Key     secret.String // of the app's backend at Acme
	Client  *http.Client
}

var _ provider.Provider = Acme{}

// Name returns "acme".
func (a Acme) Name() string { return a.Traits().Provider }

// Traits say what Acme's widget can do.
func (a Acme) Traits() traits.Traits {
	return traits.Traits{
		Provider: "acme",

		// The widget posts events, all of them under names of its own.
		Talks:   true,
		Dialect: event.Custom,
		Own: []event.Own{
			{Name: "acme/ready"}, // nothing follows from it, except that the widget is there
			{Name: "acme/bank", Is: event.ConnectOAuthRequested, Paths: map[string]string{"url": "at", "member_guid": "link.id"}},
			{Name: "acme/linked", Is: event.ConnectMemberConnected, Paths: map[string]string{"member_guid": "link.id"}},
			{Name: "acme/refused", Is: event.ConnectOAuthError, Paths: map[string]string{"error_reason": "why", "member_guid": "link.id"}},
			{Name: "acme/done", Is: event.ConnectConnectedPrimaryAction},
		},

		// acme/linked names the link, and Acme has no call that tells of one.
		NamesMember: true,
		Ask:         traits.AskNever,

		// The bank leads back with ?status=success or error.
		Return:      traits.ReturnSays,
		URLLifetime: 5 * time.Minute,
	}
}

// Widget asks Acme for a widget URL, for a link to log in to again when the
// request names one.
func (a Acme) Widget(ctx context.Context, req provider.WidgetRequest) (provider.Widget, error) {
	user := cmp.Or(req.UserGUID, req.UserID)
	if user == "" {
		return provider.Widget{}, fault.Newf(fault.ProviderInputInvalid, nil, "The user is missing.")
	}
	var answer struct {
		URL secret.String `json:"url"`
	}
	err := a.post(ctx, "/api/widgets", newWidget{User: user, Link: req.MemberGUID, ReturnURL: req.ReturnURL.Reveal()}, &answer)
	if err != nil {
		return provider.Widget{}, err
	}
	return provider.Widget{URL: answer.URL, UserGUID: user, UserID: user}, nil
}

// post makes a call. Its errors are *fault.Error, and hold neither the key nor
// a URL: those of net/http quote it.
func (a Acme) post(ctx context.Context, path string, body, answer any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fault.New(fault.ProviderInputInvalid, nil)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.BaseURL+path, bytes.NewReader(data))
	if err != nil {
		return fault.Newf(fault.ConfigInvalid, nil, "Acme's address is not usable.")
	}
	r.Header.Set("Authorization", "Bearer "+a.Key.Reveal())
	resp, err := a.Client.Do(r)
	if err != nil {
		return fault.New(whyNot(ctx, fault.ProviderUnreachable), nil)
	}
	defer resp.Body.Close()
	if code, failed := statusCodes[resp.StatusCode]; failed || resp.StatusCode != http.StatusOK {
		return fault.New(cmp.Or(code, fault.ProviderUnavailable), nil)
	}
	if json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(answer) != nil {
		return fault.New(whyNot(ctx, fault.ProviderBadAnswer), nil)
	}
	return nil
}

// statusCodes are the codes for Acme's refusals.
var statusCodes = map[int]fault.Code{
	http.StatusBadRequest:   fault.ProviderRejected,
	http.StatusUnauthorized: fault.ProviderUnauthorized,
	http.StatusNotFound:     fault.ProviderNotFound,
}

// whyNot tells a caller who changed their mind, or whose time is over, from
// everything else.
func whyNot(ctx context.Context, otherwise fault.Code) fault.Code {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fault.ProviderCanceled
	case ctx.Err() != nil:
		return fault.ProviderTimeout
	}
	return otherwise
}
