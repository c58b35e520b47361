package mx

import (
	"bytes"
	"context"
	"iter"
	"net/http"
)

// Statement is a document about an account, such as a month's.
type Statement struct {
	GUID        string `json:"guid"`
	AccountGUID string `json:"account_guid"`
	MemberGUID  string `json:"member_guid"`
	UserGUID    string `json:"user_guid"`
	ContentHash string `json:"content_hash"` // changes when the document does
	URI         string `json:"uri"`
	CreatedAt   Time   `json:"created_at"`
	UpdatedAt   Time   `json:"updated_at"`
}

const (
	statementsPath   = "/users/{user_guid}/members/{member_guid}/statements"
	statementPath    = "/users/{user_guid}/members/{member_guid}/statements/{statement_guid}"
	statementPDFPath = "/users/{user_guid}/members/{member_guid}/statements/{statement_guid}.pdf"

	// pdfAccept is what MX answers PDF documents as, in every version.
	pdfAccept = "application/vnd.mx.api.v1+pdf"
)

// Statements goes through the statements of a member (GET
// /users/{user_guid}/members/{member_guid}/statements). They are there after a
// FetchStatements job.
func (c *Client) Statements(ctx context.Context, userGUID, memberGUID string, query PageQuery) iter.Seq2[Statement, error] {
	return all(query, func(p PageQuery) (Page[Statement], error) {
		return c.StatementsPage(ctx, userGUID, memberGUID, p)
	})
}

// StatementsPage reads one page of Statements.
func (c *Client) StatementsPage(ctx context.Context, userGUID, memberGUID string, query PageQuery) (Page[Statement], error) {
	call := get(statementsPath, userGUID, memberGUID)
	call.Query = query.values()
	return list[Statement](ctx, c, call, "statements")
}

// ReadStatement reads a statement's description (GET
// /users/{user_guid}/members/{member_guid}/statements/{statement_guid}).
func (c *Client) ReadStatement(ctx context.Context, userGUID, memberGUID, statementGUID string) (Statement, error) {
	return object[Statement](ctx, c, get(statementPath, userGUID, memberGUID, statementGUID), "statement")
}

// StatementPDF reads a statement itself (GET
// /users/{user_guid}/members/{member_guid}/statements/{statement_guid}.pdf).
// One larger than 8 MiB is a fault.ProviderAnswerTooLarge error, an answer that is
// not a PDF document a fault.ProviderBadAnswer one.
func (c *Client) StatementPDF(ctx context.Context, userGUID, memberGUID, statementGUID string) ([]byte, error) {
	call := get(statementPDFPath, userGUID, memberGUID, statementGUID)
	call.Header = http.Header{"Accept": {pdfAccept}}
	answer, err := c.rest.Do(ctx, call)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(answer.Body, []byte("%PDF-")) {
		return nil, answer.BadAnswer("not a PDF document")
	}
	return answer.Body, nil
}
