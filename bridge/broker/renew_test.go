package broker_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/fault"
)

// A fresh widget URL comes with the way back that the session has: the app's
// own session knows one nonce.
func TestAWidgetURLIsRenewedWithTheSameWayBack(t *testing.T) {
	for name, body := range map[string]string{
		"landing":  plain,
		"loopback": `{"provider":"mx","return_kind":"loopback","return_url":"http://127.0.0.1:4711/back"}`,
		"app":      `{"provider":"mx","return_kind":"app"}`,
		"provider": `{"provider":"mx","return_kind":"provider"}`,
	} {
		t.Run(name, func(t *testing.T) {
			b := start(t)
			first := b.open(body)
			asked := b.vendor.last(t).ReturnURL
			w := b.call("POST", "/sessions/"+first.ID+"/widget", `{"provider":"mx","member_guid":"MBR-1"}`)
			require.Equal(t, http.StatusOK, w.Code, w.Body)
			again := read[session](t, w.Body)
			assert.Equal(t, widgetURL, again.WidgetURL)
			assert.Equal(t, first.Return, again.Return)
			last := b.vendor.last(t)
			assert.True(t, asked.Equal(last.ReturnURL), "the provider is given the same link")
			assert.Equal(t, "MBR-1", last.MemberGUID)
			if name == "landing" {
				assert.Equal(t, http.StatusOK, b.visit(first.Return.URL+"&status=success&member_guid=MBR-1").Code)
			}
		})
	}
}

func TestARenewalOpensASessionThatWaits(t *testing.T) {
	b := start(t)
	s := b.open(later)
	require.Equal(t, http.StatusOK, b.call("POST", "/sessions/"+s.ID+"/widget", plain).Code)
	assert.Equal(t, "open", b.state(s.ID).Status)
}

func TestRenewalsThatAreRefused(t *testing.T) {
	b := start(t, withBare, func(o *broker.Options) {
		o.ProviderUser = func(_ context.Context, user, _ string, asked broker.UserFields) (broker.UserFields, error) {
			return broker.UserFields{ID: user + asked.ID}, nil
		}
	})
	s, ended, late := b.open(plain), b.open(plain), b.open(plain, as("bob"))
	b.call("DELETE", "/sessions/"+ended.ID, "")
	for name, row := range map[string]struct {
		id, body string
		status   int
		code     fault.Code
	}{
		"another provider":        {s.ID, `{"provider":"bare"}`, 422, fault.InputInvalid},
		"another way back":        {s.ID, `{"provider":"mx","return_kind":"app"}`, 422, fault.InputInvalid},
		"to be claimed":           {s.ID, later, 422, fault.InputInvalid},
		"another user":            {s.ID, `{"provider":"mx","user":{"id":"x"}}`, 422, fault.InputInvalid},
		"a session that is over":  {ended.ID, plain, 409, fault.SessionEnded},
		"somebody else's session": {late.ID, plain, 404, fault.BrokerNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			w := b.call("POST", "/sessions/"+row.id+"/widget", row.body)
			assert.Equal(t, row.code, refused(t, row.status, w))
			assert.NotContains(t, w.Body.String(), "canary")
		})
	}
	b.clock.Advance(31 * time.Minute)
	assert.Equal(t, fault.SessionEnded, refused(t, 409, b.call("POST", "/sessions/"+s.ID+"/widget", plain)))
}
