package finoapi_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/finoapi"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/uba"
	"github.com/connecthost/connecthost/core/secret"
)

func TestFino_sendsWebhooks(t *testing.T) {
	got := make(chan string, 1)
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get(finoapi.DefaultSignatureHeader)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer app.Close()
	s := sandboxtest.Start(t, func(o *sandbox.Options) {
		o.Fino.Webhook = finoapi.Webhook{URL: app.URL, Secret: secret.New("a-secret-of-sixteen-and-more")}
	})
	opened, err := s.UBA().Open(uba.Options{User: "ada"})
	require.NoError(t, err)
	u := sitetest.NewUser(t)
	page := u.Get(opened.Address.Reveal()).To
	u.Submit(page, "bank", "bank", "nordlicht")
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	u.Submit(page, "code", "code", "123456")
	select {
	case signature := <-got:
		assert.Len(t, signature, 64)
	case <-time.After(10 * time.Second):
		require.FailNow(t, "no webhook came")
	}
}

func TestFino_answersNoOtherHostAndNoForeignPage(t *testing.T) {
	s := sandboxtest.Start(t)
	for name, row := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"otherHost":   {func(r *http.Request) { r.Host = "evil.example" }, http.StatusMisdirectedRequest},
		"foreignPage": {func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, http.StatusForbidden},
		"program":     {func(*http.Request) {}, http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			got := sitetest.NewUser(t).Do(http.MethodPost, s.FinoURL()+"/users", nil, row.change)
			assert.Equal(t, row.want, got.StatusCode)
		})
	}
}
