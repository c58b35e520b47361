package signature

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

	"github.com/connecthost/connecthost/core/clocktest"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

const webhookSecret = "a-secret-of-sixteen-and-more"

func mac(key, text string) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(text))
	return m.Sum(nil)
}

func TestNew_refusesHalfASetting(t *testing.T) {
	good := []secret.String{secret.New(webhookSecret)}
	for name, cfg := range map[string]Config{
		"noHeader":          {Secrets: good},
		"noSecret":          {Header: "X-Sig"},
		"shortSecret":       {Header: "X-Sig", Secrets: []secret.String{good[0], secret.New("short")}},
		"negativeTolerance": {Header: "X-Sig", Secrets: good, Tolerance: -1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(cfg)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}

func TestHMAC(t *testing.T) {
	const body = `{"type":"connected"}`
	now := clocktest.New(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC))
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
			cfg := Config{Header: "X-Sig", Prefix: "v1=", Secrets: []secret.String{secret.New(webhookSecret), secret.New("older-" + webhookSecret)}, Now: now.Now}
			if row.stamped {
				cfg.TimestampHeader = "X-Time"
			}
			s, err := New(cfg)
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
