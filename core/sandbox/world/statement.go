package world

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
