package world

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"time"
)

// questionLife is how long a question waits for its answer.
const questionLife = 5 * time.Minute

// QuestionType is the kind of a question, in MX's words.
type QuestionType string

// The kinds. AccountQuestion is asked as OPTIONS.
const (
	TextQuestion         QuestionType = "TEXT"
	TokenQuestion        QuestionType = "TOKEN"
	OptionsQuestion      QuestionType = "OPTIONS"
	ImageQuestion        QuestionType = "IMAGE_DATA"
	ImageOptionsQuestion QuestionType = "IMAGE_OPTIONS"
	AccountQuestion      QuestionType = "ACCOUNT"
)

// Question is what an institution asks after the right password.
type Question struct {
	GUID    string
	Type    QuestionType
	Label   string
	Image   string   // data URI, of ImageQuestion
	Options []Option // of the kinds to choose from
}

// Option is one answer to choose.
type Option struct {
	GUID  string
	Label string
	Value string
	Image string // data URI, of ImageOptionsQuestion
}

// The answers, as text and as the values of options.
const (
	rightAnswer = "correct"
	againAnswer = "again"
	wrongAnswer = "wrong"
)

// verdict is what the institution makes of an answer.
type verdict int

const (
	unasked verdict = iota
	right
	again
	wrong
)

// ask makes the member's question. The caller holds the lock.
func (w *World) ask(m *member) *Question {
	q := &Question{GUID: w.newID("CRD"), Type: m.question}
	switch q.Type {
	case TextQuestion:
		q.Label = "Which word is correct?"
	case TokenQuestion:
		q.Label = "Enter the code that we sent you"
	case OptionsQuestion:
		q.Label, q.Options = "Which street did you grow up on?", w.options("Correct Street", "Again Avenue", "Wrong Road")
	case ImageQuestion:
		q.Label, q.Image = "Which word is in the picture?", wordImage(rightAnswer)
	case ImageOptionsQuestion:
		q.Label, q.Options = "Which of these did you choose as your picture?", w.options("Picture 1", "Picture 2", "Picture 3")
		for i := range q.Options {
			q.Options[i].Image = wordImage(q.Options[i].Value)
		}
	case AccountQuestion:
		q.Label = "Which account do you want to share?"
		for _, a := range w.plan(m.InstitutionCode) {
			q.Options = append(q.Options, Option{GUID: w.newID("CRO"), Label: a.Name + " " + a.Number, Value: a.Key})
		}
	}
	return q
}

// options makes the options that are right, again and wrong.
func (w *World) options(labels ...string) []Option {
	var list []Option
	for i, value := range []string{rightAnswer, againAnswer, wrongAnswer} {
		list = append(list, Option{GUID: w.newID("CRO"), Label: labels[i], Value: value})
	}
	return list
}

// wordImage is a picture of a word.
func wordImage(word string) string {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 60" width="160" height="60">`+
		`<rect width="160" height="60" fill="#f0e6d2"/><path d="M0 40 40 20 80 44 120 18 160 38" fill="none" stroke="#c9b78f" stroke-width="4"/>`+
		`<text x="80" y="38" font-family="serif" font-size="26" text-anchor="middle" fill="#3a2f1c">%s</text></svg>`, word)
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))
}

// Resume answers the open question. The answer is a string, or an option by
// its value or its guid. Without an open question it is Invalid.
func (w *World) Resume(userID, identifier string, answers []Answer) (Member, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.member(userID, identifier)
	if err != nil {
		return Member{}, err
	}
	if w.look(m); m.Status != Challenged {
		return Member{}, invalid("The member has no open question.")
	}
	if len(answers) != 1 || answers[0].GUID != m.Question.GUID || answers[0].Value == "" {
		return Member{}, invalid("There must be one answer to each open question.")
	}
	v, err := m.judge(answers[0].Value)
	if err != nil {
		return Member{}, err
	}
	m.verdict, m.Question = v, nil
	m.run = &run{started: w.now(), during: Resumed, kind: m.run.kind, products: m.run.products, resumed: true}
	m.Status = Resumed
	return w.look(m), nil
}

// judge decides about an answer. To choose an account is always right.
func (m *member) judge(answer string) (verdict, error) {
	if len(m.Question.Options) > 0 {
		chosen, ok := m.Question.option(answer)
		if !ok {
			return 0, invalid("The answer is not one of the options.")
		}
		answer = chosen
	}
	if m.question == AccountQuestion {
		m.chosen = []string{answer}
		return right, nil
	}
	verdicts := map[string]verdict{rightAnswer: right, againAnswer: again}
	return cmp.Or(verdicts[answer], wrong), nil
}

// option returns the value of the option with the given value or guid.
func (q *Question) option(answer string) (value string, ok bool) {
	for _, o := range q.Options {
		if answer == o.Value || answer == o.GUID {
			return o.Value, true
		}
	}
	return "", false
}
