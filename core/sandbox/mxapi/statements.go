package mxapi

import (
	"net/http"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// statementShape is a statement as the API gives it.
type statementShape struct {
	GUID        string  `json:"guid"`
	AccountGUID string  `json:"account_guid"`
	MemberGUID  string  `json:"member_guid"`
	UserGUID    string  `json:"user_guid"`
	ContentHash string  `json:"content_hash"`
	URI         string  `json:"uri"`
	CreatedAt   *string `json:"created_at"`
	UpdatedAt   *string `json:"updated_at"`
}

func statementOf(s world.Statement) statementShape {
	return statementShape{
		GUID: s.GUID, AccountGUID: s.AccountGUID, MemberGUID: s.MemberGUID, UserGUID: s.UserGUID, ContentHash: s.Hash(),
		URI:       "uri/statements/" + s.Month.Format("2006-01") + "/" + s.GUID + ".pdf",
		CreatedAt: instant(s.CreatedAt), UpdatedAt: instant(s.CreatedAt),
	}
}

// listStatements: GET /users/{…}/members/{…}/statements
func (f *face) listStatements(r *http.Request, a *reply) error {
	list, err := f.World.Statements(r.PathValue("user"), r.PathValue("member"))
	if err != nil {
		return err
	}
	return a.ok(paged(r.URL.Query(), maxPerPage, "statements", list, statementOf))
}

// readStatement: GET /users/{…}/members/{…}/statements/{guid}, and with .pdf
// at its end the document itself
func (f *face) readStatement(r *http.Request, a *reply) error {
	guid, document := strings.CutSuffix(r.PathValue("statement"), ".pdf")
	s, err := f.World.Statement(r.PathValue("user"), r.PathValue("member"), guid)
	switch {
	case err != nil:
		return err
	case document:
		a.pdf = s.PDF
		return nil
	}
	return a.ok(map[string]any{"statement": statementOf(s)})
}
