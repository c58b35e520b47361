package mxwidget

import (
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// memberInput is what the widget sends about a member: the whole object and
// the answers to its form. Only what matters is read.
type memberInput struct {
	GUID            string `json:"guid"`
	InstitutionGUID string `json:"institution_guid"`
	IsOAuth         bool   `json:"is_oauth"`
	Credentials     []struct {
		GUID  string `json:"guid"`
		Value string `json:"value"`
	} `json:"credentials"`
}

func (in memberInput) fields(c call) world.MemberFields {
	cfg := c.session.config
	f := world.MemberFields{JobType: cfg.jobType(), Products: cfg.products(), UseCases: cfg.UseCases}
	for _, a := range in.Credentials {
		f.Answers = append(f.Answers, world.Answer{GUID: a.GUID, Value: a.Value})
	}
	return f
}

// loadMembers resolves with a bare array.
func loadMembers(c call) (any, error) {
	members, err := c.world.Members(c.session.user)
	if err != nil {
		return nil, err
	}
	shapes := make([]memberShape, 0, len(members))
	for _, m := range members {
		shapes = append(shapes, memberOf(m))
	}
	return shapes, nil
}

// loadMemberByGUID resolves with the bare member.
func loadMemberByGUID(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	m, err := c.world.Member(c.session.user, guid)
	if err != nil {
		return nil, err
	}
	return memberOf(m), nil
}

// addMember resolves with {member}. The job is running by then.
func addMember(c call) (any, error) {
	var in memberInput
	if err := c.param(0, &in); err != nil {
		return nil, err
	}
	if in.IsOAuth {
		return addOAuthMember(c, in)
	}
	m, err := c.world.CreateMember(c.session.user, in.InstitutionGUID, in.fields(c))
	if err != nil {
		return nil, err
	}
	return object{"member": memberOf(m)}, nil
}

// updateMember resolves with the bare member. New credentials start a job.
func updateMember(c call) (any, error) {
	var in memberInput
	if err := c.param(0, &in); err != nil {
		return nil, err
	}
	m, err := c.world.UpdateMember(c.session.user, in.GUID, in.fields(c))
	if err != nil {
		return nil, err
	}
	return memberOf(m), nil
}

// deleteMember takes the whole member.
func deleteMember(c call) (any, error) {
	var in memberInput
	if err := c.param(0, &in); err != nil {
		return nil, err
	}
	if err := c.world.DeleteMember(c.session.user, in.GUID); err != nil {
		return nil, err
	}
	return object{}, nil
}

// memberCredentials resolves with a bare array.
func memberCredentials(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	m, err := c.world.Member(c.session.user, guid)
	if err != nil {
		return nil, err
	}
	in, err := c.world.Institution(m.InstitutionGUID)
	if err != nil {
		return nil, err
	}
	return credentialsOf(in.Credentials), nil
}

// runJob takes the kind as a number. A job that runs already is a 409, with
// which the widget goes on.
func runJob(c call) (any, error) {
	var kind world.JobType
	if err := c.param(0, &kind); err != nil {
		return nil, err
	}
	guid, err := c.text(1)
	if err != nil {
		return nil, err
	}
	m, err := c.world.StartJob(c.session.user, guid, kind)
	if err != nil {
		return nil, err
	}
	return memberOf(m), nil
}

// jobShape is a job as the widget reads it. Data that is ready early would end
// the widget's waiting; the sandbox's never is.
type jobShape struct {
	GUID      *string       `json:"guid"`
	Type      world.JobType `json:"job_type"`
	DataReady bool          `json:"async_account_data_ready"`
}

// loadJob resolves with the bare job. Without a guid, which is how the widget
// asks about a member without a job, it resolves with one of the kind that the
// session would start.
func loadJob(c call) (any, error) {
	guid, err := c.text(0)
	if err != nil {
		return nil, err
	}
	if guid == "" {
		return jobShape{Type: c.session.config.jobType()}, nil
	}
	job, err := c.world.Job(c.session.user, guid)
	if err != nil {
		return nil, err
	}
	return jobShape{GUID: &job.GUID, Type: job.Type}, nil
}
