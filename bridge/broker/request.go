package broker

import (
	"regexp"
	"slices"

	"github.com/connecthost/connecthost/bridge/broker/internal/answer"
	"github.com/connecthost/connecthost/bridge/broker/internal/body"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/provider"
)

// UserFields name a user at a provider.
type UserFields struct {
	GUID string `json:"guid"` // the provider's identifier; wins
	ID   string `json:"id"`   // the app's identifier
}

// sessionRequest is the body of POST /sessions.
type sessionRequest struct {
	Provider     string               `json:"provider"`
	Products     []provider.Product   `json:"products"`
	User         UserFields           `json:"user"`
	Institution  institution          `json:"institution"`
	MemberGUID   string               `json:"member_guid"`
	Locale       string               `json:"locale"`
	Theme        provider.ColorScheme `json:"theme"`
	MobileView   bool                 `json:"mobile_webview"`
	TargetOrigin string               `json:"target_origin"`
	EventScheme  string               `json:"event_scheme"`
	ReturnKind   ReturnKind           `json:"return_kind"`
	ReturnURL    string               `json:"return_url"`
	ClaimLater   bool                 `json:"claim_later"`
}

type institution struct {
	GUID     string `json:"guid"`
	Code     string `json:"code"`
	NoSearch bool   `json:"no_search"`
}

var (
	identifier = regexp.MustCompile(`^[A-Za-z0-9._:@+-]{1,128}$`)
	localeTag  = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)
	products   = []provider.Product{
		provider.AccountVerification, provider.IdentityVerification, provider.Transactions, provider.TransactionHistory,
		provider.Statements, provider.Investments, provider.Rewards,
	}
	themes = []provider.ColorScheme{"", provider.Light, provider.Dark, provider.Browser}
	kinds  = []ReturnKind{"", ReturnLanding, ReturnApp, ReturnLoopback, ReturnProvider}
)

// parseSession reads the body of POST /sessions.
func parseSession(text []byte) (sessionRequest, error) {
	var s sessionRequest
	if err := body.Parse(text, &s); err != nil {
		return s, err
	}
	return s, s.check()
}

func (s sessionRequest) check() error {
	switch {
	case !providerName.MatchString(s.Provider):
		return answer.Invalid("The provider is missing or malformed.")
	case len(s.Products) > len(products) || !distinct(s.Products) || !within(s.Products, products):
		return answer.Invalid("The products are unknown or named twice.")
	case !slices.Contains(themes, s.Theme):
		return answer.Invalid("The theme is unknown.")
	case !slices.Contains(kinds, s.ReturnKind):
		return answer.Invalid("The return kind is unknown.")
	case s.Locale != "" && !localeTag.MatchString(s.Locale):
		return answer.Invalid("The locale is not a language tag.")
	case len(s.ReturnURL) > 512:
		return answer.Invalid("The return URL is too long.")
	case (s.ReturnURL != "") != (s.ReturnKind == ReturnLoopback):
		return answer.Contradictory("A return URL belongs to the return kind loopback.")
	case s.EventScheme != "" && !navigation.IsAppScheme(s.EventScheme):
		return answer.Invalid("The event scheme is not a scheme of the app's own.")
	case len(s.TargetOrigin) > 256:
		return answer.Invalid("The target origin is too long.")
	}
	for _, id := range []string{s.User.GUID, s.User.ID, s.Institution.GUID, s.Institution.Code, s.MemberGUID} {
		if id != "" && !identifier.MatchString(id) {
			return answer.Invalid("An identifier is malformed.")
		}
	}
	if s.Institution.NoSearch && s.Institution.GUID == "" && s.Institution.Code == "" && s.MemberGUID == "" {
		return answer.Contradictory("Without a search the institution or the member is needed.")
	}
	return nil
}

// checkRenewal refuses what cannot change within a session.
func (s sessionRequest) checkRenewal(of Session) error {
	switch {
	case of.Status == Ended:
		return fault.New(fault.SessionEnded, nil)
	case s.Provider != of.Provider:
		return answer.Contradictory("The session is one of another provider.")
	case s.ReturnKind != "" || s.ClaimLater:
		return answer.Contradictory("The way back is the session's own, and the widget URL is given out at once.")
	}
	return nil
}

func distinct[T comparable](values []T) bool {
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			return false
		}
	}
	return true
}

func within[T comparable](values, known []T) bool {
	return !slices.ContainsFunc(values, func(v T) bool { return !slices.Contains(known, v) })
}
