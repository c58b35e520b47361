package client_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker/client"
	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/secret/secrettest"
	"github.com/connecthost/connecthost/core/traits"
)

// Nothing secret shows in an error, a log line or a printed value: neither what
// is sent nor what a broker, or something in its place, repeats.
func TestNoSecretIsPrinted(t *testing.T) {
	var planted secrettest.Canaries
	token := planted.Plant("the sign-in", "canary-sign-in-7f3a")
	connection := planted.Plant("the connection", "canary-connection-91be")
	widget := planted.Plant("the widget's token", "canary-widget-52cd")
	nonce := planted.Plant("the nonce", strings.Repeat("c4", 16))
	key := planted.Plant("the key", "canary-key-88ab")
	member := planted.Plant("the member", "MBR-canary-member-1")
	id := strings.Repeat("e5", 16)

	// A server that repeats everything, in each of its answers.
	var status atomic.Int64
	s := stands(t, func(w http.ResponseWriter, r *http.Request) {
		var body strings.Builder
		_ = r.Write(&body)
		text, _ := json.Marshal(map[string]any{
			"code": "input_invalid", "message": "sent " + strings.Join(strings.Fields(body.String()+" "+r.URL.String()+" "+widget+" "+nonce), " "),
			"id": id, "widget_url": "https://widgets.example/" + widget, "version": 1, "status": "open",
			"return": map[string]string{"kind": "loopback", "base": loopback, "url": loopback + "/" + nonce, "nonce": nonce},
		})
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Location", "https://elsewhere.example/?"+token)
		w.WriteHeader(int(status.Load()))
		if status.Load() == http.StatusOK && r.Header.Get("Accept") == "text/event-stream" {
			text = fmt.Appendf(nil, "event: session\ndata: %s\n\n", text[:len(text)-1])
		}
		_, _ = w.Write(text)
	})
	log := &journal{}
	c := (&house{t: t, server: s.Server, log: log}).client("mx", func(o *client.Options) {
		o.Retries, o.Traits = -1, traits.MX()
		o.Traits.MemberSecret = true // so that connections are kept, too
		o.Authorize = func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+token)
			return nil
		}
	})
	p := c.Provider()
	var out strings.Builder
	for _, now := range []int64{http.StatusOK, http.StatusCreated, http.StatusFound, http.StatusBadRequest, http.StatusServiceUnavailable} {
		status.Store(now)
		made, err := c.Create(t.Context(), client.Request{Key: key, Widget: provider.WidgetRequest{ReturnBases: []string{loopback}, MemberGUID: member}})
		fmt.Fprintf(&out, "%v %+v %#v %v %+v %#v\n", made, made, made, err, err, err)
		w, err := p.Widget(t.Context(), provider.WidgetRequest{UserID: "alice", ReturnBases: []string{loopback}})
		fmt.Fprintf(&out, "%v %+v %#v %+v\n", w, w, w, err)
		_, claim := c.Claim(t.Context(), id)
		_, report := c.Report(t.Context(), id, provider.Outcome{Result: "connected", MemberGUID: member})
		_, kept := p.(provider.ConnectionKeeper).Keep(t.Context(), "broker:"+id, event.Connection{ConnectionID: secret.New(connection)})
		_, asked := p.(provider.MemberReader).MemberState(t.Context(), "broker:"+id, member)
		_, read := p.(provider.AccountReader).Accounts(t.Context(), "broker:"+id, member)
		for _, err := range []error{claim, report, kept, asked, read} {
			fmt.Fprintf(&out, "%v %+v %#v %s\n", err, err, err, fault.From(err))
			if f := fault.From(err); f != nil && f.Cause != nil {
				fmt.Fprintf(&out, "%v %+v\n", f.Cause, f.Cause)
			}
		}
		if now != http.StatusServiceUnavailable { // a broker that is away is waited for
			fmt.Fprintf(&out, "%+v\n", c.Follow(t.Context(), id, func(client.Session) {}))
		}
	}
	require.NotEmpty(t, log.String())
	assert.Empty(t, planted.Find(out.String()))
	assert.Empty(t, planted.Find(log.String()))
}
