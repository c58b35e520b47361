package fino

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/internal/rest"
	"github.com/connecthost/connecthost/core/secret"
)

func FuzzReadToken(f *testing.F) {
	for _, seed := range []string{goodToken, oldToken, `{"access_token":"a","expires_in":"1e9"}`, `{"access_token":"a\n"}`, `[]`} {
		f.Add(seed)
	}
	asked := newClock().Now()
	f.Fuzz(func(t *testing.T, body string) {
		got, err := readToken(rest.Answer{Status: 200, Header: http.Header{}, Body: []byte(body)}, asked, 30*time.Second)
		if err != nil {
			assert.Equal(t, fault.ProviderBadAnswer, fault.CodeOf(err))
			return
		}
		assert.True(t, rest.IsBearer(got.value.Reveal()))
		assert.True(t, got.replace.After(asked))
		assert.False(t, got.replace.After(asked.Add(longestLife)))
	})
}

func FuzzParseWebhook(f *testing.F) {
	f.Add(`{"type":"connected","lastSynchronization":"2026-05-01"}`)
	f.Add(`{"status":{}}`)
	f.Fuzz(func(t *testing.T, body string) {
		w, err := ParseWebhook([]byte(body))
		if err == nil {
			assert.Equal(t, body, string(w.Raw))
			assert.True(t, json.Valid(w.Raw))
		}
	})
}

func FuzzSignature(f *testing.F) {
	s, err := NewSignature(SignatureConfig{Header: "X-Sig", TimestampHeader: "X-Time", Secrets: []secret.String{secret.New(webhookSecret)}, Now: newClock().Now})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("00", "1777626000", "{}")
	f.Fuzz(func(t *testing.T, signature, stamp, body string) {
		h := http.Header{"X-Sig": {signature}, "X-Time": {stamp}}
		assert.False(t, s.Verify(h, []byte(body)), "nobody guesses a signature")
	})
}

func FuzzLogin(f *testing.F) {
	f.Add(`{"status":"OK","lastSynchronization":"2026-05-01T09:00:00+0200"}`)
	f.Fuzz(func(t *testing.T, body string) {
		var l Login
		if json.Unmarshal([]byte(body), &l) != nil {
			return
		}
		printed, err := json.Marshal(l)
		if err != nil {
			return // a year of five digits
		}
		var again Login
		assert.NoError(t, json.Unmarshal(printed, &again))
		assert.True(t, l.Created.Equal(again.Created.Time))
	})
}
