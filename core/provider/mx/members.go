package mx

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// Member is a user's connection to one institution.
type Member struct {
	GUID            string `json:"guid"`
	ID              string `json:"id"` // the app's own identifier
	UserGUID        string `json:"user_guid"`
	UserID          string `json:"user_id"`
	Name            string `json:"name"`
	InstitutionCode string `json:"institution_code"`
	InstitutionGUID string `json:"institution_guid"`
	Aggregation
	ConnectionStatusMessage string        `json:"connection_status_message"` // for the user
	NeedsUpdatedCredentials bool          `json:"needs_updated_credentials"`
	IsOAuth                 bool          `json:"is_oauth"`
	IsManual                bool          `json:"is_manual"`
	IsManagedByUser         bool          `json:"is_managed_by_user"`
	BackgroundAggDisabled   bool          `json:"background_aggregation_is_disabled"`
	UseCases                []UseCase     `json:"use_cases"`
	Metadata                string        `json:"metadata"`
	OAuthWindowURI          secret.String `json:"oauth_window_uri"` // holds the state of the login
	MostRecentJobGUID       Text          `json:"most_recent_job_guid"`
	MostRecentJobDetailCode *int          `json:"most_recent_job_detail_code"`
	MostRecentJobDetailText Text          `json:"most_recent_job_detail_text"`
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

// MemberFields are what an app says of a member. A nil field is not sent: a
// new member gets MX's default, and one that is changed keeps what it has.
type MemberFields struct {
	ID                    *string   `json:"id,omitempty"` // the app's own identifier
	Metadata              *string   `json:"metadata,omitempty"`
	Credentials           []Answer  `json:"-"` // what InstitutionCredentials asks for
	UseCases              []UseCase `json:"use_cases,omitempty"`
	BackgroundAggDisabled *bool     `json:"background_aggregation_is_disabled,omitempty"`

	CallbackPayload CallbackPayload `json:"-"`
}

// NewMember describes a member to create. InstitutionCode is required, and so
// are Credentials unless IsOAuth is set.
type NewMember struct {
	InstitutionCode string `json:"institution_code,omitempty"`
	MemberFields
	Products []Product `json:"-"` // that the user is asked to share; MX's default when empty

	// IsOAuth asks for a member whose user logs in at the institution's own
	// site: the answer has OAuthWindowURI. The member stays PENDING until then.
	IsOAuth bool        `json:"is_oauth,omitempty"`
	OAuth   OAuthReturn `json:"-"`
}

// sentMember adds the parts that the member's own JSON form keeps to itself.
type sentMember struct {
	NewMember
	Credentials []map[string]string `json:"credentials,omitempty"`
}

// newMemberBody has what stands beside the member in MX's request.
type newMemberBody struct {
	Member      sentMember   `json:"member"`
	DataRequest *DataRequest `json:"data_request,omitempty"`
	OAuthReturn
	ClientRedirectURL string `json:"client_redirect_url,omitempty"`
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
		Member:      sentMember{m, open(m.Credentials)},
		OAuthReturn: m.OAuth, ClientRedirectURL: m.OAuth.ClientRedirectURL.Reveal(),
	}
	if len(m.Products) > 0 {
		body.DataRequest = &DataRequest{Products: m.Products}
	}
	return body
}

// UpdateMember changes a member (PUT
// /users/{user_identifier}/members/{member_identifier}). New credentials start
// a job.
func (c *Client) UpdateMember(ctx context.Context, user, member string, change MemberFields) (Member, error) {
	body := map[string]sentMember{"member": {NewMember{MemberFields: change}, open(change.Credentials)}}
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
	ReferralSource string `json:"referral_source,omitempty"` // ReferralApp or ReferralBrowser, MX's default
	// ClientRedirectURL is where the login ends; only with ReferralApp. It is
	// secret because it may hold a nonce.
	ClientRedirectURL secret.String `json:"-"`
	// Scheme is that of the return link without ClientRedirectURL; MX's default
	// is mx.
	Scheme        string `json:"ui_message_webview_url_scheme,omitempty"`
	EnableApp2App *bool  `json:"enable_app2app,omitempty"` // MX's default is true
}

// Aggregation is how far MX is with a member's data.
type Aggregation struct {
	ConnectionStatus         ConnectionStatus `json:"connection_status"`
	IsBeingAggregated        bool             `json:"is_being_aggregated"`
	AggregatedAt             Time             `json:"aggregated_at"`
	SuccessfullyAggregatedAt Time             `json:"successfully_aggregated_at"`
}

// State returns what the member asks of the app. While MX is aggregating, the
// status may still change, so there is nothing to do but wait; only an open
// question must be answered at once, because the aggregation waits for it.
func (a Aggregation) State() provider.State {
	if a.IsBeingAggregated && a.ConnectionStatus != Challenged {
		return provider.Waiting
	}
	return a.ConnectionStatus.State()
}

// MemberStatus is how far a member is.
type MemberStatus struct {
	GUID string `json:"guid"`
	Aggregation
	IsAuthenticated            bool        `json:"is_authenticated"`
	HasProcessedAccounts       bool        `json:"has_processed_accounts"`
	HasProcessedAccountNumbers bool        `json:"has_processed_account_numbers"`
	HasProcessedTransactions   bool        `json:"has_processed_transactions"`
	Challenges                 []Challenge `json:"challenges"` // open questions while CHALLENGED
}

const memberStatusPath = "/users/{user_identifier}/members/{member_identifier}/status"

// MemberStatus reads a member's status (GET
// /users/{user_identifier}/members/{member_identifier}/status).
func (c *Client) MemberStatus(ctx context.Context, user, member string) (MemberStatus, error) {
	return object[MemberStatus](ctx, c, get(memberStatusPath, user, member), "member")
}

// OAuthWindowQuery says how the login goes on.
type OAuthWindowQuery struct {
	OAuthReturn
	SkipAggregation *bool // MX aggregates by itself after the login unless this is true
}

const oauthWindowPath = "/users/{user_identifier}/members/{member_identifier}/oauth_window_uri"

// OAuthWindow asks for the address at which the member's user logs in again
// (GET /users/{user_identifier}/members/{member_identifier}/oauth_window_uri).
// Of the member that MX answers, only GUID and OAuthWindowURI are set.
func (c *Client) OAuthWindow(ctx context.Context, user, member string, query OAuthWindowQuery) (Member, error) {
	call := get(oauthWindowPath, user, member)
	call.Query = url.Values{}
	set(call.Query, "referral_source", query.ReferralSource)
	set(call.Query, "client_redirect_url", query.ClientRedirectURL.Reveal())
	set(call.Query, "ui_message_webview_url_scheme", query.Scheme)
	setBool(call.Query, "enable_app2app", query.EnableApp2App)
	setBool(call.Query, "skip_aggregation", query.SkipAggregation)
	call.Hide = hideURL(query.ClientRedirectURL)
	return object[Member](ctx, c, call, "member")
}

const (
	aggregatePath       = "/users/{user_identifier}/members/{member_identifier}/aggregate"
	verifyPath          = "/users/{user_identifier}/members/{member_identifier}/verify"
	identifyPath        = "/users/{user_identifier}/members/{member_identifier}/identify"
	checkBalancePath    = "/users/{user_identifier}/members/{member_identifier}/check_balance"
	extendHistoryPath   = "/users/{user_identifier}/members/{member_identifier}/extend_history"
	fetchStatementsPath = "/users/{user_identifier}/members/{member_identifier}/fetch_statements"
	fetchRewardsPath    = "/users/{user_identifier}/members/{member_identifier}/fetch_rewards"
)

// Aggregate starts fetching the member's accounts and transactions (POST
// /users/{user_identifier}/members/{member_identifier}/aggregate).
//
// This and the other jobs only begin: wait with provider.AwaitReady. MX may
// accept the call for data that is fresh, for some hours, and start nothing;
// AggregatedAt then stays as it was. None of the calls is ever tried again by
// itself.
func (c *Client) Aggregate(ctx context.Context, user, member string, payload CallbackPayload) (Member, error) {
	return c.startJob(ctx, aggregatePath, user, member, payload)
}

// Verify starts fetching account and routing numbers (POST
// /users/{user_identifier}/members/{member_identifier}/verify).
func (c *Client) Verify(ctx context.Context, user, member string, payload CallbackPayload) (Member, error) {
	return c.startJob(ctx, verifyPath, user, member, payload)
}

// Identify starts fetching the owners of the accounts (POST
// /users/{user_identifier}/members/{member_identifier}/identify).
func (c *Client) Identify(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, identifyPath, user, member, nil)
}

// CheckBalances starts fetching the balances alone (POST
// /users/{user_identifier}/members/{member_identifier}/check_balance).
func (c *Client) CheckBalances(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, checkBalancePath, user, member, nil)
}

// ExtendHistory starts fetching older transactions (POST
// /users/{user_identifier}/members/{member_identifier}/extend_history).
func (c *Client) ExtendHistory(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, extendHistoryPath, user, member, nil)
}

// FetchStatements starts fetching statements (POST
// /users/{user_identifier}/members/{member_identifier}/fetch_statements).
func (c *Client) FetchStatements(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, fetchStatementsPath, user, member, nil)
}

// FetchRewards starts fetching rewards (POST
// /users/{user_identifier}/members/{member_identifier}/fetch_rewards).
func (c *Client) FetchRewards(ctx context.Context, user, member string) (Member, error) {
	return c.startJob(ctx, fetchRewardsPath, user, member, nil)
}

func (c *Client) startJob(ctx context.Context, path, user, member string, payload CallbackPayload) (Member, error) {
	call, err := payload.in(rest.Call{Method: http.MethodPost, Path: path, Params: []string{user, member}})
	if err != nil {
		return Member{}, err
	}
	return object[Member](ctx, c, call, "member")
}
