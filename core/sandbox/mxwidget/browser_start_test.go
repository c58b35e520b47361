package mxwidget_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/sandbox/browsertest"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

func TestBasicUI_startsWhereItIsAskedTo(t *testing.T) {
	s := sandboxtest.Start(t, mxtest.Ready)
	c := mxtest.New(t, s)
	user := c.User("ada")
	member := func(code, password string) string {
		m := c.Must("POST", "/users/ada/members", c.LoginAt(code, password))["member"].(object)
		return m["guid"].(string)
	}
	denied, connected := member("mistral", "wrong"), member("harborlight", "correct")
	b := browse(t, s.BaseURL())
	for _, row := range []struct {
		name   string
		fields object
		wait   string
		first  string
	}{
		{"deniedMember_loginForm", object{"current_member_guid": denied}, `[data-test="incorrect-credentials"]`, "enterCreds"},
		{"connectedMember_connected", object{"current_member_guid": connected}, `[data-test="done-button"]`, "connected"},
		{"connectedMemberToUpdate_loginForm", object{"current_member_guid": connected, "update_credentials": true}, `input[name="LOGIN"]`, "enterCreds"},
		{"unknownMember_failure", object{"current_member_guid": "MBR-none"}, `[data-test="actionable-error-header"]`, "search"},
	} {
		t.Run(row.name, func(t *testing.T) {
			fields := object{"target_origin_referrer": s.BaseURL()}
			for k, v := range row.fields {
				fields[k] = v
			}
			b.do(t, chromedp.Navigate(c.WidgetURL(user, fields)), browsertest.Visible(row.wait),
				until(`window.heard.some(e => e.type === "mx/connect/loaded")`))
			b.shoot(t, "start-"+row.name)
			for _, e := range b.heard(t) {
				if e.Type == "mx/connect/loaded" {
					assert.Equal(t, row.first, e.Metadata["initial_step"])
				}
			}
			b.clean(t)
		})
	}
}
