package sandbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/bank"
	"github.com/connecthost/connecthost/core/sandbox/faults"
	"github.com/connecthost/connecthost/core/sandbox/finoapi"
	"github.com/connecthost/connecthost/core/sandbox/uba"
	"github.com/connecthost/connecthost/core/secret"
)

// finoBase is where fino's API begins; its hosted pages have the other paths.
const finoBase = "/api"

// FinoOptions are the settings of the sandbox's fino. The zero value is
// usable: no webhooks are sent.
type FinoOptions struct {
	// Addr is the address to listen on; default 127.0.0.1 with a free port. It
	// must be a loopback address unless Options.AllowRemote is set.
	Addr string
	// Origin is what browsers and clients reach it by; default the address it
	// listens on. It answers no other Host.
	Origin string
	// Webhook says where webhooks go.
	Webhook finoapi.Webhook
	// UBA has the settings of the hosted pages. Its Origin, OpenBank, Notify,
	// Now and Logger are set by the sandbox.
	UBA uba.Config
}

// finoServer is fino's API and its hosted pages, on an origin of their own.
type finoServer struct {
	*site
	face   *finoapi.Face
	uba    *uba.UBA
	origin string
	secret secret.String
}

// startFino opens fino. It fails with config_invalid or sandbox_bind_failed.
func startFino(ctx context.Context, b *bank.Bank, rules *faults.Rules, o Options) (*finoServer, error) {
	at, err := openSite(ctx, "fino", o.Fino.Addr, o)
	if err != nil {
		return nil, err
	}
	f := &finoServer{site: at, origin: cmp.Or(o.Fino.Origin, at.url()), secret: secret.New(rand.Text())}
	if err := f.build(b, o); err != nil {
		return nil, at.drop(err)
	}
	mux := http.NewServeMux()
	mux.Handle(finoBase+"/", http.NewCrossOriginProtection().Handler(f.face.Handler(finoBase)))
	mux.Handle("/", f.uba) // checks its forms by itself
	at.serve(logged(o.Logger, knownHosts([]string{f.host()}, rules.Wrap("fino", finoapi.Fault, mux))), o.Logger)
	return f, nil
}

// build makes the pages and the API, which each need the other.
func (f *finoServer) build(b *bank.Bank, o Options) error {
	cfg := o.Fino.UBA
	cfg.Origin, cfg.OpenBank, cfg.Now, cfg.Logger = f.origin, b.Begin, o.Now, o.Logger
	cfg.Notify = func(n uba.Notice) { f.face.Notify(n) }
	var err error
	if f.uba, err = uba.New(cfg); err != nil {
		return err
	}
	f.face, err = finoapi.New(finoapi.Config{
		UBA: f.uba, ClientID: sandboxClient, ClientSecret: f.secret,
		Webhook: o.Fino.Webhook, Now: o.Now, Logger: o.Logger,
	})
	return err
}

func (f *finoServer) host() string {
	_, host, _ := strings.Cut(f.origin, "://")
	return strings.ToLower(host)
}

// close stops the server as Sandbox.Close does, and the webhooks with it.
func (f *finoServer) close(ctx context.Context) error {
	err := f.site.close(ctx)
	f.face.Close()
	return err
}

// FinoEndpoint is the sandbox's finoOS API.
type FinoEndpoint struct {
	BaseURL      string `json:"base_url"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	PhoneURL     string `json:"phone_url"` // the page that is every user's phone
}

// FinoURL returns the base URL of fino's API, without a slash at its end. The
// hosted pages are on the same origin, which is fino's own.
func (s *Sandbox) FinoURL() string { return s.fino.origin + finoBase }

// FinoCredentials returns what fino's API accepts.
func (s *Sandbox) FinoCredentials() (clientID string, clientSecret secret.String) {
	return sandboxClient, s.fino.secret
}

// UBA returns fino's hosted pages, whose methods synchronize bank logins and
// answer on the user's phone.
func (s *Sandbox) UBA() *uba.UBA { return s.fino.uba }
