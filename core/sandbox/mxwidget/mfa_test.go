package mxwidget_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

func TestWidget_questions(t *testing.T) {
	for _, row := range []struct {
		institution string
		number      float64 // of the kind
		answer      func(question object) any
		status      float64
	}{
		{"riddlewick", 0, answered("correct"), 6},
		{"riddlewick", 0, answered("wrong"), 4},
		{"riddlewick", 0, answered("again"), 3},
		{"tokenham", 12, answered("correct"), 6},
		{"picturehill", 13, answered("correct"), 6},
		{"forkroad", 2, chosen(0), 6},
		{"forkroad", 2, chosen(1), 3},
		{"forkroad", 2, chosen(2), 4},
		{"gallerygate", 14, chosen(0), 6},
		{"gallerygate", 14, chosen(2), 4},
		{"sievebrook", 2, chosen(2), 6},
	} {
		t.Run(row.institution, func(t *testing.T) {
			c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
			p := c.Open(c.WidgetURL(c.User("ada"), nil))
			m := p.Member(row.institution, "correct")
			assert.Equal(t, 3.0, m["connection_status"])
			questions := m["mfa"].(object)["credentials"].([]any)
			require.Len(t, questions, 1)
			q := questions[0].(object)
			assert.Equal(t, row.number, q["field_type"])
			assert.Equal(t, q["label"], q["field_name"], "the widget checks one by the other")
			assert.Equal(t, row.institution == "picturehill", q["meta_data"] != nil)
			assert.Equal(t, row.institution == "sievebrook", q["external_id"] == "single_account_select")
			for _, o := range q["options"].([]any) {
				assert.Equal(t, q["guid"], o.(object)["credential_guid"], "else the widget sends nothing")
				assert.Equal(t, row.institution == "gallerygate", o.(object)["data_uri"] != nil)
			}
			m["credentials"] = []object{{"guid": q["guid"], "value": row.answer(q)}}
			after := p.RPC("updateMFA", m, object{}, false).(object)
			assert.Equal(t, row.status, after["connection_status"])
			if row.institution == "sievebrook" {
				accounts := c.Must("GET", "/users/ada/accounts", nil)["accounts"].([]any)
				require.Len(t, accounts, 1)
				assert.Equal(t, "CREDIT_CARD", accounts[0].(object)["type"])
			}
		})
	}
}

func answered(text string) func(object) any { return func(object) any { return text } }

// chosen chooses by the guid, as the widget does.
func chosen(i int) func(object) any {
	return func(q object) any { return q["options"].([]any)[i].(object)["guid"] }
}

func TestWidget_institutionThatIsDown(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	p := c.Open(c.WidgetURL(c.User("ada"), nil))
	in := p.RPC("loadInstitutionByCode", "standstill").(object)
	body := object{"institution_guid": in["guid"], "credentials": mxtest.Form(p.RPC("getInstitutionCredentials", in["guid"]), "correct")}
	status, answer := p.Try("addMember", body)
	assert.Equal(t, 503, status)
	assert.Equal(t, 503.0, answer["error"].(object)["status"])
}

func TestWidget_productsDecideWhatIsFetched(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	p := c.Open(c.WidgetURL(c.User("ada"), object{
		"data_request": object{"products": []string{"identity_verification"}}, "use_cases": []string{"PFM"},
	}))
	m := p.Member("harborlight", "correct")
	assert.Equal(t, []any{"PFM"}, m["use_cases"])
	path := "/users/ada/members/" + m["guid"].(string)
	assert.Len(t, c.Must("GET", path+"/account_owners", nil)["account_owners"], 4)
	assert.Empty(t, c.Must("GET", path+"/transactions", nil)["transactions"])
}
