// Package ucwapi serves the sandbox's Universal Connect Widget server, version
// 2, over the sandbox's world: widget URLs, the widget's page, what that page
// calls, data, credentials, deletion, and the return from a bank.
//
// Status codes, content types and messages are those of the running server
// 2.1.2, its oddities included: error messages with HTML entities, declared as
// HTML; a JSON string in one place and an object in another; 200 for a widget
// URL that was used, when it requires authentication. The calls of the widget's
// page are not part of UCW's contract: their paths are UCW's, the shapes are
// the sandbox's own.
package ucwapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/ucwwidget"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

// Config sets up a Face. World and HostURL are required.
type Config struct {
	World *world.World
	// HostURL is the server's public address, without a slash at its end: UCW
	// takes it from its environment and not from the request.
	HostURL string

	Auth Auth // which realms require a Bearer token; default none
	// CookieSameSite is that of the cookie in which the widget's page carries
	// the token; default Strict, with which a frame on a page of another site
	// gets no cookie.
	CookieSameSite http.SameSite

	NoData     bool // the data endpoints are switched off, as is the real server's default
	NoDelete   bool // the deletion endpoints are
	Production bool // test banks are hidden: there are no institutions then
	RateLimit  int  // requests per address in ten minutes; default 5000

	// OpenBank begins a visit to a bank's own site and returns the address to
	// open. Without it the banks with OAuth are missing.
	OpenBank func(Visit) (address string, err error)
	// Poll is how often the widget asks while it connects; default 3 s.
	Poll time.Duration
	Log  *slog.Logger // default nothing
}

// Face is the server. Use New. It is safe for concurrent use.
type Face struct {
	Config
	issuer      *issuer // nil when no realm requires a token
	signer      *signer
	limiter     limiter
	tokens      tokens
	sessions    sessions
	connections connections
	widget      ucwwidget.Widget
}

// New returns a Face, or a fault.ConfigInvalid error when World or HostURL is
// missing.
func New(cfg Config) (*Face, error) {
	if cfg.World == nil || cfg.HostURL == "" {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The sandbox's UCW server needs a world and its address.")
	}
	if cfg.CookieSameSite == 0 {
		cfg.CookieSameSite = http.SameSiteStrictMode
	}
	if cfg.RateLimit == 0 {
		cfg.RateLimit = 5000
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	now := cfg.World.Now
	f := &Face{
		Config:      cfg,
		limiter:     limiter{now: now, most: cfg.RateLimit, byAddress: map[string]*window{}},
		tokens:      tokens{now: now, byID: map[string]*ticket{}},
		sessions:    sessions{now: now, byMeta: map[string]*session{}},
		connections: connections{visits: map[string]*visit{}, users: map[userKey]string{}},
		widget:      ucwwidget.New(cfg.Poll),
	}
	return f, f.makeKeys()
}

// Handler serves every path.
func (f *Face) Handler() http.Handler {
	open := http.NewServeMux()
	open.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { writeText(w, http.StatusOK, "healthy") })
	open.HandleFunc("GET /{$}", f.widget.ServePage)
	open.Handle("GET /assets/", f.widget.Assets())
	open.HandleFunc("/webhook/{aggregator}/{rest...}", f.webhook)
	open.HandleFunc("/webhook/{aggregator}", f.webhook)
	open.HandleFunc("GET /oauth/{aggregator}/redirect_from", f.oauthReturn)
	open.HandleFunc("GET /oauth/{aggregator}/redirect_from/{$}", f.oauthReturn)
	f.dataRoutes(open)
	f.deleteRoutes(open)
	open.Handle("/", f.general())
	return cors(f.limiter.limit(open))
}

// general has what the general realm covers: everything that is left.
func (f *Face) general() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", notFound)
	mux.HandleFunc("POST /widgetUrl", f.widgetURL)
	for pattern, serve := range map[string]func(*http.Request, *session) (any, error){
		"GET /institutions":                  f.searchInstitutions,
		"GET /institutions/recommended":      f.recommendedInstitutions,
		"GET /institutions/{id}":             f.readInstitution,
		"GET /institutions/{id}/credentials": f.readCredentials,
		"POST /members":                      f.createMember,
		"GET /members/{member}":              f.readMember,
		"PUT /members/{member}":              f.updateMember,
		"GET /oauthStates/{visit}":           f.oauthState,
	} {
		mux.Handle(pattern, f.forWidget(serve))
	}
	mux.HandleFunc("POST /instrumentation/{token}", f.instrumentation)

	all := http.NewServeMux()
	all.HandleFunc("GET /widget", f.servePage) // its token brings the caller's
	all.Handle("/", f.require(f.Auth.General, General, mux))
	return all
}

// cors lets pages of every origin in, as the real server does.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE")
			if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
				h.Set("Access-Control-Allow-Headers", asked)
				h.Set("Vary", "Access-Control-Request-Headers")
			}
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// String names the face by its address.
func (f *Face) String() string { return "ucw{" + f.HostURL + "}" }

// Format prints String for every verb: fmt would reach keys and tokens, and
// read what the running server changes.
func (f *Face) Format(s fmt.State, _ rune) { fmt.Fprint(s, f.String()) }

// MarshalText encodes String.
func (f *Face) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// webhook is where aggregators report to the server: it answers with the
// connection that the report names. A report changes nothing here, because the
// sandbox's banks finish their visits themselves.
func (f *Face) webhook(w http.ResponseWriter, r *http.Request) {
	aggregator := r.PathValue("aggregator")
	f.connections.mu.Lock()
	defer f.connections.mu.Unlock()
	v := f.connections.visits[r.URL.Query().Get("connection_id")]
	if v == nil || v.bank.aggregator != aggregator {
		writeText(w, http.StatusBadRequest, "Error")
		return
	}
	writeJSON(w, http.StatusOK, object{"id": v.guid, "status": v.state})
}
