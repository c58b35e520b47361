package sandbox_test

import (
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
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
		"bankPortTaken":     {func(o *sandbox.Options) { o.Bank.Addr = taken.Addr().String() }, fault.SandboxBindFailed},
		"finoForTheNetwork": {func(o *sandbox.Options) { o.Fino.Addr = "0.0.0.0:0" }, fault.ConfigInvalid},
		"finoWithAPath":     {func(o *sandbox.Options) { o.Fino.Origin = "https://fino.example/x" }, fault.ConfigInvalid},
		"finoPortTaken":     {func(o *sandbox.Options) { o.Fino.Addr = taken.Addr().String() }, fault.SandboxBindFailed},
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
