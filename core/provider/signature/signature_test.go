package fino

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

const webhookSecret = "a-secret-of-sixteen-and-more"

func mac(key, text string) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(text))
	return m.Sum(nil)
}

func TestNewSignature_refusesHalfASetting(t *testing.T) {
	good := []secret.String{secret.New(webhookSecret)}
	for name, cfg := range map[string]SignatureConfig{
		"noHeader":          {Secrets: good},
		"noSecret":          {Header: "X-Sig"},
		"shortSecret":       {Header: "X-Sig", Secrets: []secret.String{good[0], secret.New("short")}},
		"negativeTolerance": {Header: "X-Sig", Secrets: good, Tolerance: -1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewSignature(cfg)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}

func TestSignature(t *testing.T) {
	const body = `{"type":"connected"}`
	now := newClock()
	stamp := func(d time.Duration) string { return strconv.FormatInt(now.Now().Add(d).Unix(), 10) }
	signed := func(text string) string { return hex.EncodeToString(mac(webhookSecret, text)) }
	for _, row := range []struct {
		name    string
		stamped bool
		headers http.Header
		good    bool
	}{
		{"hex_accepted", false, http.Header{"X-Sig": {"v1=" + signed(body)}}, true},
		{"upperHex_accepted", false, http.Header{"X-Sig": {"v1=" + strings.ToUpper(signed(body))}}, true},
		{"base64_accepted", false, http.Header{"X-Sig": {"v1=" + base64.StdEncoding.EncodeToString(mac(webhookSecret, body))}}, true},
		{"olderSecret_accepted", false, http.Header{"X-Sig": {"v1=" + hex.EncodeToString(mac("older-"+webhookSecret, body))}}, true},
		{"otherSecret_refused", false, http.Header{"X-Sig": {"v1=" + hex.EncodeToString(mac("other-"+webhookSecret, body))}}, false},
		{"otherBody_refused", false, http.Header{"X-Sig": {"v1=" + signed(body+" ")}}, false},
		{"noPrefix_refused", false, http.Header{"X-Sig": {signed(body)}}, false},
		{"cut_refused", false, http.Header{"X-Sig": {"v1=" + signed(body)[:62]}}, false},
		{"empty_refused", false, http.Header{"X-Sig": {"v1="}}, false},
		{"noHeader_refused", false, http.Header{}, false},
		{"twice_refused", false, http.Header{"X-Sig": {"v1=" + signed(body), "v1=" + signed(body)}}, false},
		{"noise_refused", false, http.Header{"X-Sig": {"v1=!!"}}, false},
		{"now_accepted", true, http.Header{"X-Sig": {"v1=" + signed(stamp(0)+"."+body)}, "X-Time": {stamp(0)}}, true},
		{"fiveMinutesAgo_accepted", true, http.Header{"X-Sig": {"v1=" + signed(stamp(-5*time.Minute)+"."+body)}, "X-Time": {stamp(-5 * time.Minute)}}, true},
		{"tooOld_refused", true, http.Header{"X-Sig": {"v1=" + signed(stamp(-301*time.Second)+"."+body)}, "X-Time": {stamp(-301 * time.Second)}}, false},
		{"tooNew_refused", true, http.Header{"X-Sig": {"v1=" + signed(stamp(301*time.Second)+"."+body)}, "X-Time": {stamp(301 * time.Second)}}, false},
		{"otherTimeThanSigned_refused", true, http.Header{"X-Sig": {"v1=" + signed(stamp(0)+"."+body)}, "X-Time": {stamp(time.Second)}}, false},
		{"noTime_refused", true, http.Header{"X-Sig": {"v1=" + signed(body)}}, false},
		{"timeIsNoNumber_refused", true, http.Header{"X-Sig": {"v1=" + signed("soon."+body)}, "X-Time": {"soon"}}, false},
		{"hugeTime_refused", true, http.Header{"X-Sig": {"v1=" + signed("9223372036854775807."+body)}, "X-Time": {"9223372036854775807"}}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			cfg := SignatureConfig{Header: "X-Sig", Prefix: "v1=", Secrets: []secret.String{secret.New(webhookSecret), secret.New("older-" + webhookSecret)}, Now: now.Now}
			if row.stamped {
				cfg.TimestampHeader = "X-Time"
			}
			s, err := NewSignature(cfg)
			require.NoError(t, err)
			assert.Equal(t, row.good, s.Verify(row.headers, []byte(body)))
			err = s.Check(row.headers, []byte(body))
			if row.good {
				require.NoError(t, err)
				return
			}
			assert.Equal(t, fault.BrokerWebhookRefused, fault.CodeOf(err))
			assert.NotContains(t, err.Error()+fault.From(err).Unwrap().Error(), signed(body))
		})
	}
}

func TestParseWebhook(t *testing.T) {
	for _, row := range []struct {
		name string
		body string
		want Webhook
		code fault.Code
	}{
		{"connected", `{"type":"connected","userIdentifier":"h","bankLoginId":"l","status":"OK","lastSynchronization":"2026-05-01T09:00:00Z","new":1}`,
			Webhook{Type: "connected", UserIdentifier: "h", LoginID: "l", Status: OK, Synchronized: at(9, 0)}, ""},
		{"oddTypes_zero", ` {"type":7,"status":"OK"}`, Webhook{Status: OK}, ""},
		{"empty", `{}`, Webhook{}, ""},
		{"list_refused", `[{}]`, Webhook{}, fault.EventMalformed},
		{"null_refused", `null`, Webhook{}, fault.EventMalformed},
		{"cut_refused", `{"type":`, Webhook{}, fault.EventMalformed},
		{"two_refused", `{}{}`, Webhook{}, fault.EventMalformed},
		{"nothing_refused", ``, Webhook{}, fault.EventMalformed},
		{"huge_refused", `{"a":"` + strings.Repeat("a", 1<<20) + `"}`, Webhook{}, fault.EventTooLarge},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := ParseWebhook([]byte(row.body))
			assert.Equal(t, row.code, fault.CodeOf(err))
			if err == nil {
				assert.Equal(t, row.body, string(got.Raw))
				got.Raw, got.Synchronized.Raw = nil, ""
			}
			assert.Equal(t, row.want, got)
		})
	}
}
