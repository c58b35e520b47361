package mxapi

import (
	"net/http"

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
		IsBeingAggregated: m.Aggregating, IsManagedByUser: true,
		NeedsCredentials: m.Status == world.Denied,
		JobGUID:          orNull(m.JobGUID), UseCases: []string{},
		AggregatedAt: instant(m.AggregatedAt), SucceededAt: instant(m.SucceededAt),
	}
}

func oneMember(a *reply, m world.Member, err error) error {
	if err != nil {
		return err
	}
	return a.ok(map[string]any{"member": memberOf(m)})
}

// memberBody is the body of the operations that write a member.
type memberBody struct {
	Member *struct {
		InstitutionCode string  `json:"institution_code"`
		ID              *string `json:"id"`
		Metadata        *string `json:"metadata"`
		IsOAuth         bool    `json:"is_oauth"`
		Credentials     []struct {
			GUID  string `json:"guid"`
			Value string `json:"value"`
		} `json:"credentials"`
	} `json:"member"`
}

func readMemberBody(r *http.Request, a *reply) (memberBody, world.MemberFields, error) {
	var body memberBody
	if err := a.read(r, &body); err != nil {
		return body, world.MemberFields{}, err
	}
	if body.Member == nil {
		return body, world.MemberFields{}, refuse(http.StatusBadRequest, "The field member is missing.")
	}
	fields := world.MemberFields{ID: body.Member.ID, Metadata: body.Member.Metadata}
	for _, c := range body.Member.Credentials {
		fields.Answers = append(fields.Answers, world.Answer{GUID: c.GUID, Value: c.Value})
	}
	return body, fields, nil
}

// createMember: POST /users/{guid or id}/members. It starts a job. A second
// member at the same institution is a 409.
func (f *face) createMember(r *http.Request, a *reply) error {
	body, fields, err := readMemberBody(r, a)
	if err != nil {
		return err
	}
	if body.Member.InstitutionCode == "" {
		return refuse(http.StatusBadRequest, "The field member.institution_code is missing.")
	}
	if body.Member.IsOAuth {
		return refuse(http.StatusBadRequest, "The institution does not support OAuth.")
	}
	m, err := f.World.CreateMember(r.PathValue("user"), body.Member.InstitutionCode, fields)
	return oneMember(a, m, err)
}

// listMembers: GET /users/{guid or id}/members
func (f *face) listMembers(r *http.Request, a *reply) error {
	members, err := f.World.Members(r.PathValue("user"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "members", members, memberOf))
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
