package broker_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/bridge/broker/memstore"
	"github.com/connecthost/connecthost/bridge/broker/webhook"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

func TestNewRefusesIncompleteSettings(t *testing.T) {
	v := &vendor{name: "mx"}
	verifier, err := webhook.SharedSecret("X", secret.New(hookSecret))
	require.NoError(t, err)
	rows := map[string]func(*broker.Options){
		"no address":                     func(o *broker.Options) { o.PublicURL = "" },
		"no https":                       func(o *broker.Options) { o.PublicURL = "http://broker.example" },
		"an address with a query":        func(o *broker.Options) { o.PublicURL = "https://broker.example?x=1" },
		"an address with a user":         func(o *broker.Options) { o.PublicURL = "https://x@broker.example" },
		"an address with a fragment":     func(o *broker.Options) { o.PublicURL = "https://broker.example#x" },
		"an address in upper case":       func(o *broker.Options) { o.PublicURL = "https://BROKER.example" },
		"a host with a scheme":           func(o *broker.Options) { o.Hosts = []string{"https://broker.example"} },
		"a wildcard host":                func(o *broker.Options) { o.Hosts = []string{"*"} },
		"no authentication":              func(o *broker.Options) { o.Authenticate = nil },
		"no store":                       func(o *broker.Options) { o.Store = nil },
		"a shared store without keys":    func(o *broker.Options) { o.Store = deaf{o.Store} },
		"a store that says it is shared": func(o *broker.Options) { o.Store = shared{o.Store} },
		"a short key":                    func(o *broker.Options) { o.Keys = []secret.String{secret.New("short")} },
		"no provider":                    func(o *broker.Options) { o.Providers = nil },
		"an empty mount":                 func(o *broker.Options) { o.Providers = []broker.Mount{{}} },
		"a provider twice":               func(o *broker.Options) { o.Providers = []broker.Mount{{Provider: v}, {Provider: v}} },
		"a provider's name with a path":  func(o *broker.Options) { o.Providers[0].Provider = &vendor{name: "m/x"} },
		"a webhook without a check":      func(o *broker.Options) { o.Providers[0].Webhook = &webhook.Config{} },
		"a webhook without a handler":    func(o *broker.Options) { o.Providers[0].Webhook = &webhook.Config{Verify: verifier} },
		"a scheme with a colon":          func(o *broker.Options) { o.App.EventScheme = "piggy:" },
		"a return link to a script":      func(o *broker.Options) { o.App.ReturnURL = "javascript:alert(1)" },
		"a return link with a query":     func(o *broker.Options) { o.App.ReturnURL = "piggy://x?y=z" },
		"a return link on loopback":      func(o *broker.Options) { o.App.ReturnURL = "http://127.0.0.1/x" },
		"a target origin with a path":    func(o *broker.Options) { o.App.TargetOrigins = []string{"https://app.example/"} },
		"a package that is none":         func(o *broker.Options) { o.App.AndroidPackage = "piggy;end" },
		"a fingerprint that is none":     func(o *broker.Options) { o.App.AndroidPackage, o.App.AndroidFingerprints = "a.b", []string{"AA"} },
		"a fingerprint without package":  func(o *broker.Options) { o.App.AndroidFingerprints = []string{"AA"} },
		"an Apple id that is none":       func(o *broker.Options) { o.App.AppleAppIDs = []string{"com.example"} },
		"a trusted origin that is none":  func(o *broker.Options) { o.TrustedOrigins = []string{"app.example"} },
	}
	for name, change := range rows {
		t.Run(name, func(t *testing.T) {
			o := options(v, memstore.New(memstore.Options{}))
			change(&o)
			made, err := broker.New(o)
			assert.Nil(t, made)
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			assert.NotContains(t, err.Error(), "short")
		})
	}
}

// shared is a store that says so itself.
type shared struct{ broker.Store }

func (shared) Ephemeral() bool { return false }

func TestKeysCanBeChanged(t *testing.T) {
	store := memstore.New(memstore.Options{})
	with := func(k ...secret.String) *bench {
		return start(t, func(o *broker.Options) { o.Store, o.Keys = store, k })
	}
	old, young := keys(1)[0], keys(2)[0]
	s := with(old).open(`{"provider":"mx","claim_later":true}`)
	strange := with(keys(3)[0]).call("POST", "/sessions/"+s.ID+"/claim", "")
	assert.Equal(t, 503, strange.Code, "another key opens nothing")

	s = with(old).open(`{"provider":"mx","claim_later":true}`)
	w := with(young, old).call("POST", "/sessions/"+s.ID+"/claim", "")
	assert.Equal(t, widgetURL, read[session](t, w.Body).WidgetURL)
}

// The contents of the store are of no use without the key.
func TestNothingSecretIsStoredInClear(t *testing.T) {
	seen := &spy{Store: memstore.New(memstore.Options{})}
	b, handled := hooked(t, nil, func(o *broker.Options) { o.Store, o.Keys = seen, keys(1) })
	s := b.open(`{"provider":"mx","claim_later":true}`)
	b.send(`{"canary":true}`)
	next(t, handled)
	assert.NotContains(t, seen.text(), "canary")
	assert.NotContains(t, seen.text(), s.Return.Nonce)
	assert.Contains(t, seen.text(), s.ID)
}
