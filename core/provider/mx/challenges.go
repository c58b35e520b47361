package mx

import (
	"context"
	"iter"
	"net/http"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

// Credential describes one thing that an institution asks for when a user
// logs in. It holds no answer.
type Credential struct {
	GUID         string `json:"guid"`
	FieldName    string `json:"field_name"`
	FieldType    string `json:"field_type"` // such as LOGIN or PASSWORD
	Type         string `json:"type"`
	Label        string `json:"label"`
	DisplayOrder int    `json:"display_order"`
}

// Answer is what the user gave for a credential or a challenge. Value prints
// as a mask.
//
// For a challenge with options, MX's specification does not say whether Value
// is the option's guid or its value; clients that are known to work send the
// option's value.
type Answer struct {
	GUID  string // of the credential or the challenge
	Value secret.String
}

// open returns the answers as they are sent, nil for none.
func open(answers []Answer) []map[string]string {
	var sent []map[string]string
	for _, a := range answers {
		sent = append(sent, map[string]string{"guid": a.GUID, "value": a.Value.Reveal()})
	}
	return sent
}

// hidden lists what nobody should read in an error.
func hidden(answers []Answer) []string {
	var values []string
	for _, a := range answers {
		values = append(values, a.Value.Reveal())
	}
	return values
}

// Challenge is a question of the institution to the user while the member is
// CHALLENGED.
type Challenge struct {
	GUID         string   `json:"guid"`
	FieldName    string   `json:"field_name"`
	Label        string   `json:"label"` // the question
	Type         string   `json:"type"`  // such as TEXT, TOKEN, OPTIONS, IMAGE_DATA, IMAGE_OPTIONS
	ImageData    string   `json:"image_data"`
	Options      []Option `json:"options"`
	ImageOptions []Option `json:"image_options"`
}

// Option is one answer to choose.
type Option struct {
	GUID    string `json:"guid"`
	Label   string `json:"label"`
	Value   string `json:"value"`
	DataURI string `json:"data_uri"` // the image, in ImageOptions
}

const (
	challengesPath = "/users/{user_identifier}/members/{member_identifier}/challenges"
	resumePath     = "/users/{user_identifier}/members/{member_identifier}/resume"
)

// Challenges goes through the open questions to the user (GET
// /users/{user_identifier}/members/{member_identifier}/challenges). There are
// none unless the member is CHALLENGED. MemberStatus has them too.
func (c *Client) Challenges(ctx context.Context, user, member string, query PageQuery) iter.Seq2[Challenge, error] {
	return all(query, func(p PageQuery) (Page[Challenge], error) {
		return c.ChallengesPage(ctx, user, member, p)
	})
}

// ChallengesPage reads one page of Challenges. MX answers 204 for a member
// without an open question: that is an empty page.
func (c *Client) ChallengesPage(ctx context.Context, user, member string, query PageQuery) (Page[Challenge], error) {
	call := get(challengesPath, user, member)
	call.Query = query.values()
	answer, err := c.rest.Do(ctx, call)
	if err != nil || answer.Status == http.StatusNoContent {
		return Page[Challenge]{}, err
	}
	return page[Challenge](answer, "challenges")
}

// Resume answers the open questions, one Answer for each (PUT
// /users/{user_identifier}/members/{member_identifier}/resume). The job goes
// on: the status becomes RESUMED, then CONNECTED, CHALLENGED again, REJECTED
// or EXPIRED. Although it is a PUT it is never tried again by itself: an
// institution may count wrong answers.
func (c *Client) Resume(ctx context.Context, user, member string, answers []Answer) (Member, error) {
	return object[Member](ctx, c, rest.Call{
		Method: http.MethodPut, Path: resumePath, Params: []string{user, member},
		Body: map[string]any{"member": map[string]any{"challenges": open(answers)}},
		Hide: hidden(answers), Once: true,
	}, "member")
}
