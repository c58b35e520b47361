package ucwapi

import (
	"encoding/json"
	"net/http"

	"github.com/connecthost/connecthost/core/sandbox/world"
)

// rightAnswer is what every bank of the sandbox accepts, as a password and as
// the answer to its question.
const rightAnswer = "correct"

// memberInput is what the widget sends: the answers to a form, the answer to a
// question, or the wish to go to the bank's own site.
type memberInput struct {
	InstitutionID string `json:"institution_id"`
	IsOAuth       bool   `json:"is_oauth"`
	Credentials   []struct {
		ID    string `json:"id"`
		Value string `json:"value"`
	} `json:"credentials"`
	Answer *string `json:"answer"`
}

func (in memberInput) answers() []world.Answer {
	var answers []world.Answer
	for _, c := range in.Credentials {
		answers = append(answers, world.Answer{GUID: c.ID, Value: c.Value})
	}
	return answers
}

func readInput(r *http.Request) (memberInput, error) {
	var in memberInput
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		return in, errBadRequest
	}
	return in, nil
}

// createMember: POST /members
func (f *Face) createMember(r *http.Request, s *session) (any, error) {
	in, err := readInput(r)
	if err != nil {
		return nil, err
	}
	b, _, err := f.bank(s, in.InstitutionID)
	if err != nil {
		return nil, err
	}
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	if in.IsOAuth || b.oauth {
		return f.begin(s, b)
	}
	c, err := f.connect(s, b, in.answers())
	if err != nil {
		return nil, err
	}
	return f.shape(c)
}

// readMember: GET /members/{guid or connection id}
func (f *Face) readMember(r *http.Request, s *session) (any, error) {
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	c, err := f.own(s, r.PathValue("member"))
	if err != nil {
		return nil, err
	}
	return f.shape(c)
}

// updateMember: PUT /members/{guid or connection id}
func (f *Face) updateMember(r *http.Request, s *session) (any, error) {
	in, err := readInput(r)
	if err != nil {
		return nil, err
	}
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	c, err := f.own(s, r.PathValue("member"))
	if err != nil {
		return nil, err
	}
	if in.Answer != nil {
		c.answered, c.refused = *in.Answer == rightAnswer, *in.Answer != rightAnswer
		return f.shape(c)
	}
	if _, err := f.connect(s, c.bank, in.answers()); err != nil {
		return nil, err
	}
	return f.shape(c)
}

// own finds a connection of the widget's user. The caller holds the lock.
func (f *Face) own(s *session, name string) (*connection, error) {
	c := f.connections.find(func(c *connection) bool {
		return c.userID == s.UserID && (c.guid == name || c.id == name)
	})
	if c == nil {
		return nil, errNoSuch
	}
	return c, nil
}

// memberShape is a connection as the widget reads it: what its events need.
type memberShape struct {
	GUID             string `json:"guid"`
	ConnectionStatus int    `json:"connection_status"`
	Busy             bool   `json:"is_being_aggregated"`
	Question         string `json:"question,omitempty"`
	// Events is the metadata of the events about the connection.
	Events object `json:"events"`
}

func (f *Face) shape(c *connection) (memberShape, error) {
	status, busy, err := f.state(c)
	if err != nil {
		return memberShape{}, err
	}
	shape := memberShape{GUID: c.guid, ConnectionStatus: int(status), Busy: busy, Events: c.events()}
	if status == world.Challenged {
		shape.Question = "What is the name of your first pet?"
	}
	return shape, nil
}

// events returns what the widget says about a connection. Some aggregators add
// fields of their own.
func (c *connection) events() object {
	m := object{
		"ucpInstitutionId": c.bank.id, "aggregator": c.bank.aggregator,
		"connectionId": c.id, "aggregatorUserId": c.aggregatorUser(),
	}
	switch family(c.bank.aggregator) {
	case "sophtron":
		m["rawStatus"], m["jobLastStep"], m["jobId"], m["selectedAccountId"] = "success", "done", "JOB-"+c.guid, nil
	case "akoya":
		m["akoyaAuthCode"] = c.code
	}
	return m
}
