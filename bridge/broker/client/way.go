package client

import (
	"slices"
	"strings"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/traits"
)

// The kinds of return, in the broker's words.
const (
	returnLoopback = "loopback" // an address that the app listens on
	returnApp      = "app"      // the app's own link
	returnLanding  = "landing"  // the broker's page, which opens the app
	returnProvider = "provider" // the provider's default, without a nonce
)

// sessionBody is the body of POST /sessions.
type sessionBody struct {
	Provider     string               `json:"provider"`
	Products     []provider.Product   `json:"products,omitempty"`
	User         userFields           `json:"user,omitzero"`
	Institution  institution          `json:"institution,omitzero"`
	MemberGUID   string               `json:"member_guid,omitempty"`
	Locale       string               `json:"locale,omitempty"`
	Theme        provider.ColorScheme `json:"theme,omitempty"`
	MobileView   bool                 `json:"mobile_webview,omitzero"`
	TargetOrigin string               `json:"target_origin,omitempty"`
	EventScheme  string               `json:"event_scheme,omitempty"`
	ReturnKind   string               `json:"return_kind,omitempty"`
	ReturnURL    string               `json:"return_url,omitempty"`
	ClaimLater   bool                 `json:"claim_later,omitzero"`
}

type userFields struct {
	GUID string `json:"guid,omitempty"`
	ID   string `json:"id,omitempty"`
}

type institution struct {
	GUID     string `json:"guid,omitempty"`
	Code     string `json:"code,omitempty"`
	NoSearch bool   `json:"no_search,omitzero"`
}

// handle is the broker's description of a way back.
type handle struct {
	Kind     string        `json:"kind"`
	URL      secret.String `json:"url"`
	Base     string        `json:"base"`
	Nonce    secret.String `json:"nonce"`
	Handover string        `json:"handover"`
}

// sessionBody puts a neutral request into the broker's words.
func (c *Client) sessionBody(r Request) (sessionBody, error) {
	out := c.widgetBody(r.Widget)
	out.ClaimLater = r.ClaimLater
	var err error
	out.ReturnKind, err = c.kindOf(r.Widget)
	if out.ReturnKind == returnLoopback {
		out.ReturnURL = r.Widget.ReturnBases[0]
	}
	return out, err
}

// widgetBody is sessionBody without a way back.
func (c *Client) widgetBody(w provider.WidgetRequest) sessionBody {
	out := sessionBody{
		Provider: c.o.Provider, Products: w.Products, MemberGUID: w.MemberGUID, Locale: w.Locale, Theme: w.ColorScheme,
		Institution: institution{w.InstitutionGUID, w.InstitutionCode, w.NoSearch},
		MobileView:  w.MobileWebView, TargetOrigin: w.TargetOrigin, EventScheme: w.EventScheme,
	}
	if c.o.NameUser {
		out.User = userFields{GUID: w.UserGUID, ID: w.UserID}
		if _, ours := sessionOf(w.UserGUID); ours {
			out.User.GUID = "" // it names a session, and not a user
		}
	}
	return out
}

// kindOf chooses the kind of return by the base that the app prefers. A
// ReturnURL with a nonce of the app's own cannot be sent: the broker makes the
// nonce.
func (c *Client) kindOf(w provider.WidgetRequest) (string, error) {
	switch {
	case c.o.Traits.Return == traits.ReturnNone:
		return returnProvider, nil
	case len(w.ReturnBases) == 0 && !w.ReturnURL.IsZero():
		return "", fault.Newf(fault.ProviderInputInvalid, nil, "A broker makes the return URL: name ReturnBases in the place of ReturnURL.")
	case len(w.ReturnBases) == 0:
		return returnProvider, nil
	case strings.HasPrefix(w.ReturnBases[0], "http://"):
		return returnLoopback, nil
	case c.o.Landing:
		return returnLanding, nil
	}
	return returnApp, nil
}

// way checks the way back that a broker answered with. It must be of the kind
// that was asked for, and one that the app hears at.
func (m created) way(w provider.WidgetRequest, kind string) (provider.Return, error) {
	h := m.Return
	if kind == returnProvider && h.Kind == kind {
		return provider.Return{}, nil
	}
	k := call{method: "POST", path: "/sessions"}
	link, err := oauth.ReturnURL(h.Base, h.Nonce)
	if err != nil || h.Kind != kind || h.Nonce.IsZero() || !link.Equal(h.URL) {
		return provider.Return{}, k.badAnswer(0, "a return link that does not fit the request")
	}
	bases := []string{h.Base}
	if h.Handover != "" {
		bases = append(bases, h.Handover)
	}
	if len(w.ReturnBases) > 0 && !slices.ContainsFunc(bases, func(base string) bool { return heardAt(base, w.ReturnBases) }) {
		return provider.Return{}, fault.Newf(fault.ConfigInvalid, nil,
			"The broker leads back to an address that is not among the ReturnBases: compare them with its App.ReturnURL.")
	}
	return provider.Return{Bases: bases, Nonce: h.Nonce}, nil
}

// heardAt reports whether one of the app's bases is the place of a link.
func heardAt(base string, bases []string) bool {
	return slices.ContainsFunc(bases, func(own string) bool { return oauth.IsReturn(base, own) })
}
