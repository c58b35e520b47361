package sandbox_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/bank/site/sitetest"
	"github.com/connecthost/connecthost/core/sandbox/finoapi"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/uba"
	"github.com/connecthost/connecthost/core/secret"
)

func TestOrigins_areAllDifferent(t *testing.T) {
	s := sandboxtest.Start(t)
	seen := map[string]bool{}
	for _, address := range []string{s.BaseURL(), s.UCWURL(), s.BankURL(), strings.TrimSuffix(s.FinoURL(), "/api")} {
		assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, address)
		assert.False(t, seen[address])
		seen[address] = true
	}
	assert.Equal(t, s.BankURL(), s.Bank().Origin())
}

func TestOrigins_canBeChosen(t *testing.T) {
	s := sandboxtest.Start(t, func(o *sandbox.Options) {
		o.Bank.Origin, o.Fino.Origin = "http://bank.example", "http://Fino.example"
	})
	assert.Equal(t, "http://bank.example", s.BankURL())
	assert.Equal(t, "http://Fino.example/api", s.FinoURL())
	address, err := s.Bank().Begin(bank.Visit{Institution: "Quillstone Bank", Finish: func(bank.Grant) string { return "" }})
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(address, "http://bank.example/visit/"))
}

func TestStart_refusesUnusableSettingsOfTheBankAndFino(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	for name, row := range map[string]struct {
		change func(*sandbox.Options)
		want   fault.Code
	}{
		"bankForTheNetwork": {func(o *sandbox.Options) { o.Bank.Addr = "0.0.0.0:0" }, fault.ConfigInvalid},
		"bankWithAPath":     {func(o *sandbox.Options) { o.Bank.Origin = "https://bank.example/x" }, fault.ConfigInvalid},
		"bankPortTaken":     {func(o *sandbox.Options) { o.Bank.Addr = taken.Addr().String() }, fault.SandboxBind},
		"finoForTheNetwork": {func(o *sandbox.Options) { o.Fino.Addr = "0.0.0.0:0" }, fault.ConfigInvalid},
		"finoWithAPath":     {func(o *sandbox.Options) { o.Fino.Origin = "https://fino.example/x" }, fault.ConfigInvalid},
		"finoPortTaken":     {func(o *sandbox.Options) { o.Fino.Addr = taken.Addr().String() }, fault.SandboxBind},
		"finoUnsignedHooks": {func(o *sandbox.Options) { o.Fino.Webhook.URL = "https://app.example" }, fault.ConfigInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			o := sandbox.Options{UI: sandbox.UIBasic}
			row.change(&o)
			_, err := sandbox.Start(t.Context(), o)
			assert.Equal(t, row.want, fault.CodeOf(err))
		})
	}
}

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
