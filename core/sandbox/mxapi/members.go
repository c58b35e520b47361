package mxapi

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"

	"github.com/connecthost/connecthost/core/sandbox/mxoauth"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// memberShape is a member as the API gives it: the state is a name.
type memberShape struct {
	GUID              string   `json:"guid"`
	ID                *string  `json:"id"`
	UserGUID          string   `json:"user_guid"`
	UserID            *string  `json:"user_id"`
	InstitutionGUID   string   `json:"institution_guid"`
	InstitutionCode   string   `json:"institution_code"`
	Name              string   `json:"name"`
	Metadata          *string  `json:"metadata"`
	ConnectionStatus  string   `json:"connection_status"`
	StatusMessage     *string  `json:"connection_status_message"`
	IsBeingAggregated bool     `json:"is_being_aggregated"`
	IsManagedByUser   bool     `json:"is_managed_by_user"`
	IsManual          bool     `json:"is_manual"`
	IsOAuth           bool     `json:"is_oauth"`
	NoBackground      bool     `json:"background_aggregation_is_disabled"`
	NeedsCredentials  bool     `json:"needs_updated_credentials"`
	JobGUID           *string  `json:"most_recent_job_guid"`
	JobDetailCode     *int     `json:"most_recent_job_detail_code"`
	JobDetailText     *bool    `json:"most_recent_job_detail_text"` // a boolean in MX's own description
	OAuthWindowURI    *string  `json:"oauth_window_uri"`
	UseCases          []string `json:"use_cases"`
	AggregatedAt      *string  `json:"aggregated_at"`
	SucceededAt       *string  `json:"successfully_aggregated_at"`
}

func memberOf(m world.Member) memberShape {
	return memberShape{
		GUID: m.GUID, ID: orNull(m.ID), UserGUID: m.UserGUID, UserID: orNull(m.UserID),
		InstitutionGUID: m.InstitutionGUID, InstitutionCode: m.InstitutionCode,
		Name: m.Name, Metadata: orNull(m.Metadata), ConnectionStatus: m.Status.String(),
		IsBeingAggregated: m.Aggregating, IsManagedByUser: true, IsOAuth: m.OAuth, NoBackground: m.NoBackground,
		NeedsCredentials: slices.Contains(wantCredentials, m.Status),
		JobGUID:          orNull(m.JobGUID), UseCases: append([]string{}, m.UseCases...),
		AggregatedAt: instant(m.AggregatedAt), SucceededAt: instant(m.SucceededAt),
	}
}

// wantCredentials are the states that new credentials end. It is read-only.
var wantCredentials = []world.Status{world.Prevented, world.Denied, world.Imported, world.Impaired}

// member returns a member in the shape of the version that was asked for. The
// older one describes most_recent_job_guid as a boolean: a client made from
// that description does not take a string there, but null.
func (a *reply) member(m world.Member) memberShape {
	shape := memberOf(m)
	if a.old {
		shape.JobGUID = nil
	}
	return shape
}

func oneMember(a *reply, m world.Member, err error) error {
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"member": a.member(m)})
}

// memberBody is the body of the operations that write a member.
type memberBody struct {
	Member *struct {
		InstitutionCode string    `json:"institution_code"`
		ID              *string   `json:"id"`
		Metadata        *string   `json:"metadata"`
		IsOAuth         bool      `json:"is_oauth"`
		NoBackground    *bool     `json:"background_aggregation_is_disabled"`
		UseCases        []string  `json:"use_cases"`
		Credentials     []answers `json:"credentials"`
	} `json:"member"`
	DataRequest    *productList `json:"data_request"`
	ReferralSource string       `json:"referral_source"`
	RedirectURL    string       `json:"client_redirect_url"`
	Scheme         string       `json:"ui_message_webview_url_scheme"`
}

// answers is what a user gave for one credential or challenge.
type answers struct {
	GUID  string `json:"guid"`
	Value string `json:"value"`
}

func worldAnswers(list []answers) []world.Answer {
	var given []world.Answer
	for _, a := range list {
		given = append(given, world.Answer{GUID: a.GUID, Value: a.Value})
	}
	return given
}

// readMemberBody reads and checks what is common to creating and updating.
func readMemberBody(r *http.Request, a *reply) (memberBody, world.MemberFields, error) {
	var body memberBody
	if err := a.read(r, &body); err != nil {
		return body, world.MemberFields{}, err
	}
	m := body.Member
	if m == nil {
		return body, world.MemberFields{}, refuse(http.StatusBadRequest, "The field member is missing.")
	}
	if err := checkUseCases(m.UseCases); err != nil {
		return body, world.MemberFields{}, err
	}
	products, err := body.DataRequest.products()
	if err != nil {
		return body, world.MemberFields{}, err
	}
	return body, world.MemberFields{
		ID: m.ID, Metadata: m.Metadata, NoBackground: m.NoBackground, UseCases: m.UseCases,
		OAuth: m.IsOAuth, Answers: worldAnswers(m.Credentials), Products: products,
	}, checkPayload(r)
}

func checkUseCases(list []string) error {
	for _, use := range list {
		if use != "PFM" && use != "MONEY_MOVEMENT" {
			return refuse(http.StatusBadRequest, "A use case is PFM or MONEY_MOVEMENT.")
		}
	}
	return nil
}

// checkPayload checks the data that MX would repeat in its webhooks.
func checkPayload(r *http.Request) error {
	payload := r.Header.Get("X-Callback-Payload")
	if _, err := base64.StdEncoding.DecodeString(payload); err != nil || len(payload) > 1024 {
		return refuse(http.StatusBadRequest, "X-CALLBACK-PAYLOAD must be at most 1024 characters of base64.")
	}
	return nil
}

// createMember: POST /users/{guid or id}/members. It starts a job. A second
// member at the same institution is a 409. For OAuth it answers where the user
// logs in.
func (f *face) createMember(r *http.Request, a *reply) error {
	body, fields, err := readMemberBody(r, a)
	if err != nil {
		return err
	}
	if body.Member.InstitutionCode == "" {
		return refuse(http.StatusBadRequest, "The field member.institution_code is missing.")
	}
	to, err := mxoauth.NewReturn(body.ReferralSource, body.RedirectURL, body.Scheme)
	if err != nil {
		return err
	}
	m, err := f.World.CreateMember(r.PathValue("user"), body.Member.InstitutionCode, fields)
	if err != nil || !m.OAuth {
		return oneMember(a, m, err)
	}
	address, err := f.OAuth.Open(r.PathValue("user"), m, world.OAuthStart{Products: fields.Products}, to)
	if err != nil {
		return err
	}
	shape := a.member(m)
	shape.OAuthWindowURI = &address
	return a.ok(map[string]any{"member": shape})
}

// listMembers: GET /users/{guid or id}/members
func (f *face) listMembers(r *http.Request, a *reply) error {
	members, err := f.World.Members(r.PathValue("user"))
	if err != nil {
		return err
	}
	if use := r.URL.Query().Get("use_case"); use != "" {
		members = slices.DeleteFunc(members, func(m world.Member) bool { return !slices.Contains(m.UseCases, use) })
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "members", members, a.member))
}

// readMember: GET /users/{guid or id}/members/{guid or id}
func (f *face) readMember(r *http.Request, a *reply) error {
	m, err := f.World.Member(r.PathValue("user"), r.PathValue("member"))
	return oneMember(a, m, err)
}

// updateMember: PUT /users/{guid or id}/members/{guid or id}. New credentials
// start a job.
func (f *face) updateMember(r *http.Request, a *reply) error {
	_, fields, err := readMemberBody(r, a)
	if err != nil {
		return err
	}
	m, err := f.World.UpdateMember(r.PathValue("user"), r.PathValue("member"), fields)
	return oneMember(a, m, err)
}

// deleteMember: DELETE /users/{guid or id}/members/{guid or id}
func (f *face) deleteMember(r *http.Request, a *reply) error {
	if err := f.World.DeleteMember(r.PathValue("user"), r.PathValue("member")); err != nil {
		return err
	}
	return a.noContent()
}

// listMemberCredentials: GET /users/{…}/members/{…}/credentials
func (f *face) listMemberCredentials(r *http.Request, a *reply) error {
	m, err := f.World.Member(r.PathValue("user"), r.PathValue("member"))
	if err != nil {
		return err
	}
	in, err := f.World.Institution(m.InstitutionGUID)
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "credentials", in.Credentials, credentialOf))
}

// statusShape is what a host polls while a member connects.
type statusShape struct {
	GUID              string `json:"guid"`
	ConnectionStatus  string `json:"connection_status"`
	IsAuthenticated   bool   `json:"is_authenticated"`
	IsBeingAggregated bool   `json:"is_being_aggregated"`
	HasAccounts       bool   `json:"has_processed_accounts"`
	HasAccountNumbers bool   `json:"has_processed_account_numbers"`
	HasTransactions   bool   `json:"has_processed_transactions"`

	Challenges          []challengeShape `json:"challenges"`
	AggregatedAt        *string          `json:"aggregated_at"`
	SuccessAggregatedAt *string          `json:"successfully_aggregated_at"`
}

func statusOfMember(m world.Member, numbers, transactions bool) statusShape {
	return statusShape{
		GUID: m.GUID, ConnectionStatus: m.Status.String(),
		IsAuthenticated: m.Status == world.Connected, IsBeingAggregated: m.Aggregating,
		HasAccounts: !m.SucceededAt.IsZero(), HasAccountNumbers: numbers, HasTransactions: transactions,
		Challenges:   challengesOf(m),
		AggregatedAt: instant(m.AggregatedAt), SuccessAggregatedAt: instant(m.SucceededAt),
	}
}

// readMemberStatus: GET /users/{guid or id}/members/{guid or id}/status
func (f *face) readMemberStatus(r *http.Request, a *reply) error {
	user, member := r.PathValue("user"), r.PathValue("member")
	m, err := f.World.Member(user, member)
	if err != nil {
		return err
	}
	numbers, err := f.World.Fetched(user, member, world.AccountVerification)
	if err != nil {
		return err
	}
	transactions, err := f.World.Fetched(user, member, world.Transactions)
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"member": statusOfMember(m, numbers, transactions)})
}

// job is an operation that starts one.
type job struct {
	kind   world.JobType
	status int // that MX documents: most are only accepted
}

// jobs are the operations by the end of their path. They are read-only.
var jobs = map[string]job{
	"aggregate":        {world.Aggregation, http.StatusAccepted},
	"verify":           {world.Verification, http.StatusOK},
	"identify":         {world.Identification, http.StatusAccepted},
	"check_balance":    {world.BalanceJob, http.StatusAccepted},
	"extend_history":   {world.HistoryJob, http.StatusAccepted},
	"fetch_statements": {world.StatementJob, http.StatusAccepted},
	"fetch_rewards":    {world.RewardJob, http.StatusOK},
}

// startJob: POST /users/{…}/members/{…}/aggregate and the like. The
// answer while a job is running is not documented: here it is a 409.
func (f *face) startJob(j job) operation {
	return func(r *http.Request, a *reply) error {
		if err := checkPayload(r); err != nil {
			return err
		}
		m, err := f.World.StartJob(r.PathValue("user"), r.PathValue("member"), j.kind)
		if err != nil {
			return err
		}
		a.status, a.body = j.status, map[string]any{"member": a.member(m)}
		return nil
	}
}

// oauthWindow: GET /users/{…}/members/{…}/oauth_window_uri begins another
// login of the member's user.
func (f *face) oauthWindow(r *http.Request, a *reply) error {
	query := r.URL.Query()
	to, err := mxoauth.NewReturn(query.Get("referral_source"), query.Get("client_redirect_url"), query.Get("ui_message_webview_url_scheme"))
	if err != nil {
		return err
	}
	skip, err := flag(query.Get("skip_aggregation"))
	if err != nil {
		return err
	}
	m, err := f.World.Member(r.PathValue("user"), r.PathValue("member"))
	if err != nil {
		return err
	}
	address, err := f.OAuth.Open(r.PathValue("user"), m, world.OAuthStart{NoJob: skip}, to)
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"member": map[string]any{"guid": m.GUID, "oauth_window_uri": address}})
}

// flag reads a query parameter that is true or false; absent is false.
func flag(s string) (bool, error) {
	if s == "" {
		return false, nil
	}
	value, err := strconv.ParseBool(s)
	if err != nil {
		return false, refuse(http.StatusBadRequest, "A flag in the query must be true or false.")
	}
	return value, nil
}
