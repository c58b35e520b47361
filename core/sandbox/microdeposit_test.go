package sandbox_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// routing returns the routing number of an institution.
func routing(t *testing.T, s *sandbox.Sandbox, code string) string {
	t.Helper()
	in, err := s.World().Institution(code)
	require.NoError(t, err)
	return in.Routing
}

func TestWidget_routingNumbers(t *testing.T) {
	c := client{t, sandboxtest.Start(t)}
	p := c.open(c.widgetURL(c.user("ada"), object{"mode": "verification"}))
	for _, row := range []struct {
		name, number string
		reason       any
		text         string
	}{
		{"aBankWithoutAccountNumbers_allowed", routing(t, c.sandbox, "pennyroyal"), nil, ""},
		{"aBankThatGivesThem_preferred", routing(t, c.sandbox, "harborlight"), 3.0, "IAV_PREFERRED"},
		{"noCheckDigit_invalid", "123456789", 0.0, "INVALID"},
		{"notNineDigits_invalid", "99000001", 0.0, "INVALID"},
		{"letters_invalid", "99000001x", 0.0, "INVALID"},
		{"blocked", world.BlockedRouting, 1.0, "BLOCKED"},
		{"blockedByTheClient", world.ClientBlockedRouting, 2.0, "CLIENT_BLOCKED"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := p.rpc("verifyRoutingNumber", row.number, false).(object)
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
	clock := newClock()
	c := client{t, sandboxtest.Start(t, func(o *sandbox.Options) { o.Now = clock.Now })}
	user := c.user("ada")
	made := c.must("POST", "/users/"+user+"/micro_deposits", object{"micro_deposit": object{"email": "a@example.com", "first_name": "Ada"}})["micro_deposit"].(object)
	assert.Equal(t, "PREINITIATED", made["status"])
	p := c.open(c.widgetURL(user, object{"mode": "verification", "current_microdeposit_guid": made["guid"], "disable_institution_search": true}))
	assert.Equal(t, made["guid"], p.boot["client_config"].(object)["current_microdeposit_guid"])
	assert.Equal(t, 9.0, p.rpc("loadMicrodepositByGuid", made["guid"]).(object)["status"])

	details := object{"account_name": "Main", "account_number": "1002", "account_type": 2, "routing_number": routing(t, c.sandbox, "pennyroyal")}
	deposit := p.rpc("updateMicrodeposit", made["guid"], details).(object)["micro_deposit"].(object)
	assert.Equal(t, 0.0, deposit["status"])
	assert.Equal(t, 2.0, deposit["account_type"])
	assert.Equal(t, "a@example.com", deposit["email"], "the person stays")
	clock.Advance(time.Second)
	assert.Equal(t, 1.0, p.rpc("loadMicrodepositByGuid", made["guid"]).(object)["status"])
	clock.Advance(time.Second)
	p.rpc("refreshMicrodepositStatus", made["guid"])
	assert.Equal(t, 2.0, p.rpc("loadMicrodepositByGuid", made["guid"]).(object)["status"])
	verify := func(first, second string) any {
		p.rpc("verifyMicrodeposit", made["guid"], object{"deposit_amount_1": first, "deposit_amount_2": second})
		return p.rpc("loadMicrodepositByGuid", made["guid"]).(object)["status"]
	}
	assert.Equal(t, 5.0, verify("05", "02"))
	assert.Equal(t, 3.0, verify("02", "05"))

	again := p.rpc("createMicrodeposit", details).(object)["micro_deposit"].(object)
	assert.Equal(t, 7.0, again["status"], "the account is verified already")
	for name, params := range map[string][]any{
		"verifyMicrodeposit": {made["guid"], object{"deposit_amount_1": "x", "deposit_amount_2": "05"}},
		"createMicrodeposit": {object{"account_number": "1", "account_type": 9, "routing_number": details["routing_number"]}},
		"updateMicrodeposit": {made["guid"], object{}},
	} {
		status, answer := p.try(name, params...)
		assert.Equal(t, 400, status, name)
		if name != "verifyMicrodeposit" {
			assert.Contains(t, answer["error"].(object)["data"], "micro_deposit", "the widget looks into it")
		}
	}
}

func TestMicrodeposits_ofAnotherUserAreNotThere(t *testing.T) {
	c := client{t, sandboxtest.Start(t, ready)}
	body := object{"micro_deposit": object{"email": "a@example.com"}}
	theirs := c.must("POST", "/users/"+c.user("grace")+"/micro_deposits", body)["micro_deposit"].(object)["guid"].(string)
	c.user("ada")
	for method, path := range map[string]string{"GET": "/users/ada/micro_deposits/" + theirs, "DELETE": "/users/ada/micro_deposits/" + theirs} {
		status, _ := c.call(method, path, nil)
		assert.Equal(t, 404, status)
	}
	assert.Empty(t, c.must("GET", "/users/ada/micro_deposits", nil)["micro_deposits"])
	status, _ := c.call("POST", "/users/ada/micro_deposits", object{})
	assert.Equal(t, 400, status)
	status, _ = c.call("PUT", "/micro_deposits/"+theirs+"/verify", object{})
	assert.Equal(t, 400, status)
}
