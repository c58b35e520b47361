package mx

import (
	"context"
	"iter"
	"net/http"

	"github.com/connecthost/connecthost/core/provider/internal/rest"
)

// Challenge is a question of the institution to the user while the member is
// CHALLENGED.
type Challenge struct {
	GUID         string        `json:"guid"`
	FieldName    string        `json:"field_name"`
	Label        string        `json:"label"` // the question
	Type         string        `json:"type"`  // such as TEXT, TOKEN, OPTIONS, IMAGE_DATA, IMAGE_OPTIONS
	ImageData    string        `json:"image_data"`
	Options      []Option      `json:"options"`
	ImageOptions []ImageOption `json:"image_options"`
}

// Option is one answer to choose.
type Option struct {
	GUID  string `json:"guid"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// ImageOption is one image to choose.
type ImageOption struct {
	GUID    string `json:"guid"`
	Label   string `json:"label"`
	Value   string `json:"value"`
	DataURI string `json:"data_uri"`
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
