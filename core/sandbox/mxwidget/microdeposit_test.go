package mxwidget_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

func TestWidget_routingNumbers(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	p := c.Open(c.WidgetURL(c.User("ada"), object{"mode": "verification"}))
	for _, row := range []struct {
		name, number string
		reason       any
		text         string
	}{
		{"aBankWithoutAccountNumbers_allowed", mxtest.Routing(t, c.Sandbox, "pennyroyal"), nil, ""},
		{"aBankThatGivesThem_preferred", mxtest.Routing(t, c.Sandbox, "harborlight"), 3.0, "IAV_PREFERRED"},
		{"noCheckDigit_invalid", "123456789", 0.0, "INVALID"},
		{"notNineDigits_invalid", "99000001", 0.0, "INVALID"},
		{"letters_invalid", "99000001x", 0.0, "INVALID"},
		{"blocked", world.BlockedRouting, 1.0, "BLOCKED"},
		{"blockedByTheClient", world.ClientBlockedRouting, 2.0, "CLIENT_BLOCKED"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := p.RPC("verifyRoutingNumber", row.number, false).(object)
			if row.reason == nil {
				assert.Equal(t, object{}, got)
				return
			}
			blocked := got["blocked_routing_number"].(object)
			assert.Equal(t, row.reason, blocked["reason"])
			assert.Equal(t, row.text, blocked["reason_name"])
		})
	}
}

func TestWidget_microdeposits(t *testing.T) {
	clock := mxtest.NewClock()
	c := mxtest.New(t, sandboxtest.Start(t, func(o *sandbox.Options) { o.Now = clock.Now }))
	user := c.User("ada")
	made := c.Must("POST", "/users/"+user+"/micro_deposits", object{"micro_deposit": object{"email": "a@example.com", "first_name": "Ada"}})["micro_deposit"].(object)
	assert.Equal(t, "PREINITIATED", made["status"])
	p := c.Open(c.WidgetURL(user, object{"mode": "verification", "current_microdeposit_guid": made["guid"], "disable_institution_search": true}))
	assert.Equal(t, made["guid"], p.Boot["client_config"].(object)["current_microdeposit_guid"])
	assert.Equal(t, 9.0, p.RPC("loadMicrodepositByGuid", made["guid"]).(object)["status"])

	details := object{"account_name": "Main", "account_number": "1002", "account_type": 2, "routing_number": mxtest.Routing(t, c.Sandbox, "pennyroyal")}
	deposit := p.RPC("updateMicrodeposit", made["guid"], details).(object)["micro_deposit"].(object)
	assert.Equal(t, 0.0, deposit["status"])
	assert.Equal(t, 2.0, deposit["account_type"])
	assert.Equal(t, "a@example.com", deposit["email"], "the person stays")
	clock.Advance(time.Second)
	assert.Equal(t, 1.0, p.RPC("loadMicrodepositByGuid", made["guid"]).(object)["status"])
	clock.Advance(time.Second)
	p.RPC("refreshMicrodepositStatus", made["guid"])
	assert.Equal(t, 2.0, p.RPC("loadMicrodepositByGuid", made["guid"]).(object)["status"])
	verify := func(first, second string) any {
		p.RPC("verifyMicrodeposit", made["guid"], object{"deposit_amount_1": first, "deposit_amount_2": second})
		return p.RPC("loadMicrodepositByGuid", made["guid"]).(object)["status"]
	}
	assert.Equal(t, 5.0, verify("05", "02"))
	assert.Equal(t, 3.0, verify("02", "05"))

	again := p.RPC("createMicrodeposit", details).(object)["micro_deposit"].(object)
	assert.Equal(t, 7.0, again["status"], "the account is verified already")
	for name, params := range map[string][]any{
		"verifyMicrodeposit": {made["guid"], object{"deposit_amount_1": "x", "deposit_amount_2": "05"}},
		"createMicrodeposit": {object{"account_number": "1", "account_type": 9, "routing_number": details["routing_number"]}},
		"updateMicrodeposit": {made["guid"], object{}},
	} {
		status, answer := p.Try(name, params...)
		assert.Equal(t, 400, status, name)
		if name != "verifyMicrodeposit" {
			assert.Contains(t, answer["error"].(object)["data"], "micro_deposit", "the widget looks into it")
		}
	}
}
