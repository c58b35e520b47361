package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/secret"
)

// settings are the program's flags and environment.
type settings struct {
	addr, public, metrics string
	redis                 string
	replicas              int
	live                  bool
	unlimited             bool
	app                   broker.App
	logLevel              slog.Level

	mxURL      string
	mxClientID string
	mxKey      secret.String
	hookHeader string
	hookSecret secret.String
	key        secret.String
	tokens     map[string]secret.String // by user
	madeUp     map[string]string        // tokens that nobody gave
}

const usage = `Usage: broker [flags]

Runs a broker. Without flags it runs against a sandbox in its own process and
keeps everything in memory. When it is ready it prints one line of JSON with
its address, and with a token for the user "demo" when no tokens were given.

The environment has what must not be seen in a list of processes:
  BROKER_TOKENS           user=token,user=token: who may ask
  BROKER_KEY              64 hexadecimal digits that seal what is stored;
                          required with -redis, the same for every instance
  BROKER_WEBHOOK_SECRET   takes MX's webhooks, which carry it in the header
  BROKER_WEBHOOK_HEADER   of this name (default X-Webhook-Secret)
With -live it runs against MX, or another server that speaks its API:
  MX_CLIENT_ID, MX_API_KEY   required
  MX_BASE_URL                default https://int-api.mx.com

Flags:
`

func parseSettings(args []string, errs io.Writer, env func(string) string) (settings, error) {
	s := settings{logLevel: slog.LevelInfo, tokens: map[string]secret.String{}}
	fs := flag.NewFlagSet("broker", flag.ContinueOnError)
	fs.SetOutput(errs)
	fs.Usage = func() {
		fmt.Fprint(errs, usage)
		fs.PrintDefaults()
	}
	fs.StringVar(&s.addr, "addr", "127.0.0.1:8791", "`address` to listen on; port 0 takes any free one")
	fs.StringVar(&s.public, "public", "", "the `URL` at which apps and banks reach the broker (default: http and -addr)")
	fs.StringVar(&s.metrics, "metrics", "", "`address` for Prometheus metrics (default none)")
	fs.StringVar(&s.redis, "redis", "", "`address` of a Redis server that instances share (default: memory)")
	fs.IntVar(&s.replicas, "redis-replicas", 0, "copies that must have what is written")
	fs.BoolVar(&s.live, "live", false, "use MX instead of the sandbox")
	fs.BoolVar(&s.unlimited, "unlimited", false, "lift the rate limits, for tests on this machine")
	fs.StringVar(&s.app.Name, "app-name", "", "the app's `name` on the landing page")
	fs.StringVar(&s.app.EventScheme, "app-scheme", "connecthost", "`scheme` of the widget's events")
	fs.StringVar(&s.app.ReturnURL, "app-return", "connecthost://oauth_complete", "the app's return `link`, which the landing page opens")
	fs.StringVar(&s.app.AndroidPackage, "android-package", "", "the app's `package`")
	fs.Func("android-fingerprint", "SHA-256 `fingerprint` of a signing certificate, for assetlinks.json (repeatable)", appendTo(&s.app.AndroidFingerprints))
	fs.Func("apple-app-id", "team and bundle `identifier`, for apple-app-site-association (repeatable)", appendTo(&s.app.AppleAppIDs))
	fs.Func("target-origin", "`origin` that may receive the widget's messages (repeatable)", appendTo(&s.app.TargetOrigins))
	fs.TextVar(&s.logLevel, "log", s.logLevel, "the least `level` to log: debug, info, warn or error")
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	if fs.NArg() > 0 {
		return s, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	return s, s.fromEnvironment(env)
}

func appendTo(list *[]string) func(string) error {
	return func(v string) error {
		*list = append(*list, v)
		return nil
	}
}

func (s *settings) fromEnvironment(env func(string) string) error {
	s.mxURL, s.mxClientID, s.mxKey = env("MX_BASE_URL"), env("MX_CLIENT_ID"), secret.New(env("MX_API_KEY"))
	if s.live && (s.mxClientID == "" || s.mxKey.IsZero()) {
		return errors.New("-live needs MX_CLIENT_ID and MX_API_KEY in the environment")
	}
	s.hookSecret, s.hookHeader = secret.New(env("BROKER_WEBHOOK_SECRET")), env("BROKER_WEBHOOK_HEADER")
	if s.hookHeader == "" {
		s.hookHeader = "X-Webhook-Secret"
	}
	if digits := env("BROKER_KEY"); digits != "" {
		key, err := hex.DecodeString(digits)
		if err != nil || len(key) != 32 {
			return errors.New("BROKER_KEY needs 64 hexadecimal digits")
		}
		s.key = secret.New(string(key))
	} else if s.redis != "" {
		return errors.New("-redis needs BROKER_KEY in the environment")
	}
	return s.readTokens(env("BROKER_TOKENS"))
}

// readTokens reads who may ask. Without any it makes one up.
func (s *settings) readTokens(list string) error {
	if list == "" {
		token := rand.Text()
		s.tokens["demo"], s.madeUp = secret.New(token), map[string]string{"demo": token}
		return nil
	}
	for entry := range strings.SplitSeq(list, ",") {
		user, token, ok := strings.Cut(entry, "=")
		if !ok || user == "" || len(token) < 16 {
			return errors.New("BROKER_TOKENS needs user=token pairs, with tokens of 16 characters or more")
		}
		s.tokens[user] = secret.New(token)
	}
	return nil
}
