package mx

import (
	"context"
	"net/http"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// NewMember describes a member to create. InstitutionCode is required, and so
// are Credentials unless IsOAuth is set.
type NewMember struct {
	InstitutionCode       string
	ID                    string // the app's own identifier
	Metadata              string
	Credentials           []Answer // what InstitutionCredentials asks for
	UseCases              []UseCase
	BackgroundAggDisabled *bool
	Products              []Product // that the user is asked to share; MX's default when empty

	// IsOAuth asks for a member whose user logs in at the institution's own
	// site: the answer has OAuthWindowURI. The member stays PENDING until then.
	IsOAuth bool
	OAuth   OAuthReturn

	CallbackPayload CallbackPayload
}

// MemberUpdate changes a member. A nil field is left as it is. New
// credentials start a job.
type MemberUpdate struct {
	ID                    *string
	Metadata              *string
	Credentials           []Answer
	UseCases              []UseCase
	BackgroundAggDisabled *bool

	CallbackPayload CallbackPayload
}

// wireMember is the member part of a request.
type wireMember struct {
	InstitutionCode       string       `json:"institution_code,omitempty"`
	ID                    *string      `json:"id,omitempty"`
	Metadata              *string      `json:"metadata,omitempty"`
	Credentials           []wireAnswer `json:"credentials,omitempty"`
	UseCases              []UseCase    `json:"use_cases,omitempty"`
	BackgroundAggDisabled *bool        `json:"background_aggregation_is_disabled,omitempty"`
	IsOAuth               bool         `json:"is_oauth,omitempty"`
}

// newMemberBody has what stands beside the member in MX's request.
type newMemberBody struct {
	Member            wireMember   `json:"member"`
	DataRequest       *DataRequest `json:"data_request,omitempty"`
	ReferralSource    string       `json:"referral_source,omitempty"`
	ClientRedirectURL string       `json:"client_redirect_url,omitempty"`
	Scheme            string       `json:"ui_message_webview_url_scheme,omitempty"`
	EnableApp2App     *bool        `json:"enable_app2app,omitempty"`
}

// CreateMember connects the user to an institution, which starts a job at
// once (POST /users/{user_identifier}/members). A user who has the institution
// already gets a fault.ProviderConflict error: find the member and update it.
// It is never tried again by itself.
func (c *Client) CreateMember(ctx context.Context, user string, m NewMember) (Member, error) {
	call, err := m.CallbackPayload.in(rest.Call{
		Method: http.MethodPost, Path: membersPath, Params: []string{user}, Body: m.body(),
		Hide: append(hidden(m.Credentials), hideURL(m.OAuth.ClientRedirectURL)...),
	})
	if err != nil {
		return Member{}, err
	}
	return object[Member](ctx, c, call, "member")
}

func (m NewMember) body() newMemberBody {
	body := newMemberBody{
		Member: wireMember{
			InstitutionCode: m.InstitutionCode, ID: unlessEmpty(m.ID), Metadata: unlessEmpty(m.Metadata),
			Credentials: open(m.Credentials), UseCases: m.UseCases,
			BackgroundAggDisabled: m.BackgroundAggDisabled, IsOAuth: m.IsOAuth,
		},
		ReferralSource: m.OAuth.ReferralSource, ClientRedirectURL: m.OAuth.ClientRedirectURL.Reveal(),
		Scheme: m.OAuth.Scheme, EnableApp2App: m.OAuth.EnableApp2App,
	}
	if len(m.Products) > 0 {
		body.DataRequest = &DataRequest{Products: m.Products}
	}
	return body
}

// UpdateMember changes a member (PUT
// /users/{user_identifier}/members/{member_identifier}).
func (c *Client) UpdateMember(ctx context.Context, user, member string, change MemberUpdate) (Member, error) {
	body := map[string]wireMember{"member": {
		ID: change.ID, Metadata: change.Metadata, Credentials: open(change.Credentials),
		UseCases: change.UseCases, BackgroundAggDisabled: change.BackgroundAggDisabled,
	}}
	call, err := change.CallbackPayload.in(rest.Call{
		Method: http.MethodPut, Path: memberPath, Params: []string{user, member}, Body: body,
		Hide: hidden(change.Credentials),
		// With a wrong password a second try is a second failed login.
		Once: len(change.Credentials) > 0,
	})
	if err != nil {
		return Member{}, err
	}
	return object[Member](ctx, c, call, "member")
}

// OAuthReturn says how the user comes back from the institution's own site.
type OAuthReturn struct {
	ReferralSource string // ReferralApp or ReferralBrowser, MX's default
	// ClientRedirectURL is where the login ends; only with ReferralApp. It is
	// secret because it may hold a nonce.
	ClientRedirectURL secret.String
	Scheme            string // of the return link without ClientRedirectURL; MX's default is mx
	EnableApp2App     *bool  // MX's default is true
}

func unlessEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
