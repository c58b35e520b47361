package world

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// statementMonths is how many months have a statement.
const statementMonths = 3

// Statement is a month's document about an account.
type Statement struct {
	GUID        string
	AccountGUID string
	MemberGUID  string
	UserGUID    string
	Month       time.Time // its first day
	CreatedAt   time.Time
	PDF         []byte
}

// Hash is a digest of the document.
func (s Statement) Hash() string {
	sum := sha256.Sum256(s.PDF)
	return hex.EncodeToString(sum[:])
}

// Statements returns the statements of a member: of the last three whole
// months, the newest first. They are there after a statement job.
func (w *World) Statements(userID, memberID string) ([]Statement, error) {
	list := []Statement{}
	err := w.provided(userID, memberID, "", Statements, func(s sharedAccount) {
		first := s.member.AggregatedAt.UTC()
		first = time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
		for ago := 1; ago <= statementMonths; ago++ {
			list = append(list, statementOf(s.member.Name, s.account, first.AddDate(0, -ago, 0)))
		}
	})
	return list, err
}

// Statement returns a statement of a member.
func (w *World) Statement(userID, memberID, guid string) (Statement, error) {
	list, err := w.Statements(userID, memberID)
	if err != nil {
		return Statement{}, err
	}
	for _, s := range list {
		if s.GUID == guid {
			return s, nil
		}
	}
	return Statement{}, notFound("statement")
}

func statementOf(institution string, a Account, month time.Time) Statement {
	return Statement{
		GUID:        stableID("STA", fmt.Sprint(a.GUID, month.Unix())),
		AccountGUID: a.GUID, MemberGUID: a.MemberGUID, UserGUID: a.UserGUID,
		Month: month, CreatedAt: month.AddDate(0, 1, 0), PDF: document(lines(institution, a, month)),
	}
}

// lines is the text of a statement.
func lines(institution string, a Account, month time.Time) []string {
	text := []string{
		institution, "Statement for " + month.Format("January 2006"),
		a.Name + " " + a.Number, fmt.Sprintf("Closing balance %s %s", a.Balance, a.Currency), "",
	}
	for d := month; d.Month() == month.Month(); d = d.AddDate(0, 0, 1) {
		for _, e := range entriesOn(a, d) {
			sign := "-"
			if e.credit {
				sign = "+"
			}
			text = append(text, fmt.Sprintf("%s  %s%s  %s", d.Format(time.DateOnly), sign, e.amount, e.payee.Original))
		}
	}
	return append(text, "", "This institution does not exist: the document was made by a sandbox.")
}

// document returns the lines as a PDF document of one page (ISO 32000-1,
// 7.5): a header, five objects, the table that says where they begin, and the
// trailer. The text is ASCII in one of the fonts that every reader has.
func document(lines []string) []byte {
	content := pageContent(lines)
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", len(content), content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	var table strings.Builder
	for i, object := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%s", len(objects)+1, table.String())
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.Bytes()
}

// pageContent draws the lines from the top of the page to its end; more than
// fit are left out.
func pageContent(lines []string) string {
	const most = 55
	var b strings.Builder
	b.WriteString("BT\n/F1 10 Tf\n13 TL\n54 738 Td\n")
	for _, line := range lines[:min(len(lines), most)] {
		fmt.Fprintf(&b, "(%s) Tj\nT*\n", escapePDF(line))
	}
	b.WriteString("ET\n")
	return b.String()
}

// escapePDF writes text as the inside of a PDF string; a character that is not ASCII
// becomes a question mark.
func escapePDF(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c == '(' || c == ')' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c < ' ' || c > '~':
			b.WriteByte('?')
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
