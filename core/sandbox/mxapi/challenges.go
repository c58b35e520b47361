package mxapi

import (
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// challengeShape is an open question as the API gives it.
type challengeShape struct {
	GUID         string             `json:"guid"`
	FieldName    *string            `json:"field_name"`
	Label        string             `json:"label"`
	Type         string             `json:"type"`
	ImageData    *string            `json:"image_data"`
	Options      []optionShape      `json:"options"`
	ImageOptions []imageOptionShape `json:"image_options"`
}

type optionShape struct {
	GUID  string `json:"guid"`
	Label string `json:"label"`
	Value string `json:"value"`
}

type imageOptionShape struct {
	optionShape
	DataURI string `json:"data_uri"`
}

// challengesOf returns a member's open questions. The API has no type of its
// own for the choice of an account.
func challengesOf(m world.Member) []challengeShape {
	q := m.Question
	if q == nil {
		return []challengeShape{}
	}
	shape := challengeShape{
		GUID: q.GUID, Label: q.Label, Type: string(q.Type), ImageData: orNull(q.Image),
		Options: []optionShape{}, ImageOptions: []imageOptionShape{},
	}
	if q.Type == world.AccountQuestion {
		shape.Type = string(world.OptionsQuestion)
	}
	for _, o := range q.Options {
		option := optionShape{o.GUID, o.Label, o.Value}
		if o.Image == "" {
			shape.Options = append(shape.Options, option)
		} else {
			shape.ImageOptions = append(shape.ImageOptions, imageOptionShape{option, o.Image})
		}
	}
	return []challengeShape{shape}
}

// listChallenges: GET /users/{…}/members/{…}/challenges. Without a question it
// answers 204.
func (f *face) listChallenges(r *http.Request, a *reply) error {
	m, err := f.World.Member(r.PathValue("user"), r.PathValue("member"))
	if err != nil {
		return err
	}
	if m.Status != world.Challenged {
		return a.noContent()
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "challenges", challengesOf(m), func(c challengeShape) challengeShape { return c }))
}

// resume: PUT /users/{…}/members/{…}/resume answers the open question.
func (f *face) resume(r *http.Request, a *reply) error {
	var body struct {
		Member *struct {
			Challenges []answers `json:"challenges"`
		} `json:"member"`
	}
	if err := a.read(r, &body); err != nil {
		return err
	}
	if body.Member == nil {
		return refuse(http.StatusBadRequest, "The field member is missing.")
	}
	m, err := f.World.Resume(r.PathValue("user"), r.PathValue("member"), worldAnswers(body.Member.Challenges))
	if err != nil {
		return err
	}
	return a.accepted(map[string]any{"member": a.member(m)})
}
