package mx

import (
	"context"
	"iter"
	"net/http"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// Member is a user's connection to one institution.
type Member struct {
	GUID                    string           `json:"guid"`
	ID                      string           `json:"id"` // the app's own identifier
	UserGUID                string           `json:"user_guid"`
	UserID                  string           `json:"user_id"`
	Name                    string           `json:"name"`
	InstitutionCode         string           `json:"institution_code"`
	InstitutionGUID         string           `json:"institution_guid"`
	ConnectionStatus        ConnectionStatus `json:"connection_status"`
	ConnectionStatusMessage string           `json:"connection_status_message"` // for the user
	IsBeingAggregated       bool             `json:"is_being_aggregated"`
	NeedsUpdatedCredentials bool             `json:"needs_updated_credentials"`
	IsOAuth                 bool             `json:"is_oauth"`
	IsManual                bool             `json:"is_manual"`
	IsManagedByUser         bool             `json:"is_managed_by_user"`
	BackgroundAggDisabled   bool             `json:"background_aggregation_is_disabled"`
	UseCases                []UseCase        `json:"use_cases"`
	Metadata                string           `json:"metadata"`
	AggregatedAt            Time             `json:"aggregated_at"`
	SuccessfullyAggregated  Time             `json:"successfully_aggregated_at"`
	OAuthWindowURI          secret.String    `json:"oauth_window_uri"` // holds the state of the login
	MostRecentJobGUID       Text             `json:"most_recent_job_guid"`
	MostRecentJobDetailCode *int             `json:"most_recent_job_detail_code"`
	MostRecentJobDetailText Text             `json:"most_recent_job_detail_text"`
}

// MembersQuery filters members. Empty fields do not filter.
type MembersQuery struct {
	PageQuery
	UseCase UseCase
}

const (
	membersPath           = "/users/{user_identifier}/members"
	memberPath            = "/users/{user_identifier}/members/{member_identifier}"
	memberCredentialsPath = "/users/{user_identifier}/members/{member_identifier}/credentials"
)

// Members goes through the user's members (GET
// /users/{user_identifier}/members). Here and in the other calls for members,
// the user and the member are named by the MX guid or, since v20250224, by
// the app's own id.
func (c *Client) Members(ctx context.Context, user string, query MembersQuery) iter.Seq2[Member, error] {
	return all(query.PageQuery, func(p PageQuery) (Page[Member], error) {
		query.PageQuery = p
		return c.MembersPage(ctx, user, query)
	})
}

// MembersPage reads one page of Members.
func (c *Client) MembersPage(ctx context.Context, user string, query MembersQuery) (Page[Member], error) {
	call := get(membersPath, user)
	call.Query = query.values()
	set(call.Query, "use_case", string(query.UseCase))
	return list[Member](ctx, c, call, "members")
}

// ReadMember reads a member (GET
// /users/{user_identifier}/members/{member_identifier}).
func (c *Client) ReadMember(ctx context.Context, user, member string) (Member, error) {
	return object[Member](ctx, c, get(memberPath, user, member), "member")
}

// MemberCredentials goes through what the member's institution asks of its
// users (GET
// /users/{user_identifier}/members/{member_identifier}/credentials).
func (c *Client) MemberCredentials(ctx context.Context, user, member string, query PageQuery) iter.Seq2[Credential, error] {
	return all(query, func(p PageQuery) (Page[Credential], error) {
		return c.MemberCredentialsPage(ctx, user, member, p)
	})
}

// MemberCredentialsPage reads one page of MemberCredentials.
func (c *Client) MemberCredentialsPage(ctx context.Context, user, member string, query PageQuery) (Page[Credential], error) {
	call := get(memberCredentialsPath, user, member)
	call.Query = query.values()
	return list[Credential](ctx, c, call, "credentials")
}

// DeleteMember deletes a member with its data, for good (DELETE
// /users/{user_identifier}/members/{member_identifier}). A
// fault.ProviderNotFound error may mean that an earlier attempt got through.
func (c *Client) DeleteMember(ctx context.Context, user, member string) error {
	return c.done(ctx, rest.Call{Method: http.MethodDelete, Path: memberPath, Params: []string{user, member}})
}
