package broker

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/connecthost/connecthost/core/fault"
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

// parseSession reads the body of POST /sessions. It refuses what is not
// exactly described: a name in another case, one that is given twice or is
// unknown, a null.
func parseSession(body []byte) (sessionRequest, error) {
	var s sessionRequest
	if err := parse(body, &s); err != nil {
		return s, err
	}
	return s, s.check()
}

// parse reads a JSON object strictly.
func parse(body []byte, into any) error {
	if err := json.Unmarshal(body, into, json.RejectUnknownMembers(true)); err != nil {
		return invalid("The body is not the JSON object that is described.")
	}
	// An absent value and a null would mean the same.
	for d := jsontext.NewDecoder(bytes.NewReader(body)); ; {
		token, err := d.ReadToken()
		if err == io.EOF {
			return nil
		}
		if err != nil || token.Kind() == 'n' {
			return invalid("The body has a null.")
		}
	}
}

func (s sessionRequest) check() error {
	switch {
	case !providerName.MatchString(s.Provider):
		return invalid("The provider is missing or malformed.")
	case len(s.Products) > len(products) || !distinct(s.Products) || !within(s.Products, products):
		return invalid("The products are unknown or named twice.")
	case !slices.Contains(themes, s.Theme):
		return invalid("The theme is unknown.")
	case !slices.Contains(kinds, s.ReturnKind):
		return invalid("The return kind is unknown.")
	case s.Locale != "" && !localeTag.MatchString(s.Locale):
		return invalid("The locale is not a language tag.")
	case len(s.ReturnURL) > 512:
		return invalid("The return URL is too long.")
	case (s.ReturnURL != "") != (s.ReturnKind == ReturnLoopback):
		return contradictory("A return URL belongs to the return kind loopback.")
	case len(s.TargetOrigin) > 256:
		return invalid("The target origin is too long.")
	}
	for _, id := range []string{s.User.GUID, s.User.ID, s.Institution.GUID, s.Institution.Code, s.MemberGUID} {
		if id != "" && !identifier.MatchString(id) {
			return invalid("An identifier is malformed.")
		}
	}
	if s.Institution.NoSearch && s.Institution.GUID == "" && s.Institution.Code == "" && s.MemberGUID == "" {
		return contradictory("Without a search the institution or the member is needed.")
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

// readBody reads a JSON body of limited size.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		f := invalid("The body must be application/json.")
		f.status = http.StatusUnsupportedMediaType
		return nil, f
	}
	return readLimited(w, r, limit)
}

// readLimited reads a body that is not compressed, up to limit bytes.
func readLimited(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		f := invalid("The body must not be compressed.")
		f.status = http.StatusUnsupportedMediaType
		return nil, f
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		f := invalid("The body is too large.")
		f.status = http.StatusRequestEntityTooLarge
		return nil, f
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, fault.InputInvalid, nil)
	}
	return body, nil
}
