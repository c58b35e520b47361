package mxwidget

import "github.com/connecthost/connecthost/core/sandbox/world"

// challengeShape is an open question as the widget reads it. It tells the kind
// by the number of the first one, and shows a question for text under its label,
// which has to be its name as well.
type challengeShape struct {
	GUID       string        `json:"guid"`
	FieldName  string        `json:"field_name"`
	FieldType  int           `json:"field_type"`
	Type       int           `json:"type"`
	Label      string        `json:"label"`
	MetaData   *string       `json:"meta_data"` // picture of the question
	ExternalID *string       `json:"external_id"`
	Options    []optionShape `json:"options"`
}

// optionShape is an answer to choose. Without the question's guid the widget
// would send no answer.
type optionShape struct {
	GUID           string  `json:"guid"`
	CredentialGUID string  `json:"credential_guid"`
	Label          string  `json:"label"`
	Value          string  `json:"value"`
	DataURI        *string `json:"data_uri"`
}

// questionNumbers are the kinds in the numbering of MX's widget. They are
// read-only.
var questionNumbers = map[world.QuestionType]int{
	world.TextQuestion: 0, world.OptionsQuestion: 2, world.AccountQuestion: 2,
	world.TokenQuestion: 12, world.ImageQuestion: 13, world.ImageOptionsQuestion: 14,
}

// singleAccount is what the widget knows the choice of an account by.
const singleAccount = "single_account_select"

func challengesOf(m world.Member) []challengeShape {
	q := m.Question
	if q == nil {
		return []challengeShape{}
	}
	number := questionNumbers[q.Type]
	shape := challengeShape{
		GUID: q.GUID, FieldName: q.Label, FieldType: number, Type: number, Label: q.Label,
		MetaData: orNull(q.Image), Options: []optionShape{},
	}
	if q.Type == world.AccountQuestion {
		shape.ExternalID = orNull(singleAccount)
	}
	for _, o := range q.Options {
		shape.Options = append(shape.Options, optionShape{o.GUID, q.GUID, o.Label, o.Value, orNull(o.Image)})
	}
	return []challengeShape{shape}
}

// orNull returns nil for the empty string.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// updateMFA resolves with the bare member, whose job goes on.
func updateMFA(c call) (any, error) {
	var in memberInput
	if err := c.param(0, &in); err != nil {
		return nil, err
	}
	m, err := c.world.Resume(c.session.user, in.GUID, in.fields(c).Answers)
	if err != nil {
		return nil, err
	}
	return memberOf(m), nil
}
