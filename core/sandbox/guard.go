package sandbox

import (
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/connecthost/connecthost/core/secret"
)

// guard stands before every face: it answers known hosts only, refuses what a
// page of another origin sends, and logs what was asked for.
func guard(hosts []string, log *slog.Logger, next http.Handler) http.Handler {
	return logged(log, knownHosts(hosts, http.NewCrossOriginProtection().Handler(next)))
}

// knownHosts refuses a Host that is not in the list. A name that an attacker
// lets point to this machine is not in it.
func knownHosts(hosts []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(hosts, strings.ToLower(r.Host)) {
			http.Error(w, "the sandbox does not answer for this host", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostsOf returns the values of Host that lead to the listener by right.
func hostsOf(addr *net.TCPAddr, more []string) []string {
	_, port, _ := net.SplitHostPort(addr.String())
	hosts := []string{addr.String()}
	if addr.IP.IsLoopback() || addr.IP.IsUnspecified() {
		for _, name := range []string{"127.0.0.1", "::1", "localhost"} {
			hosts = append(hosts, net.JoinHostPort(name, port))
		}
	}
	for _, h := range more {
		hosts = append(hosts, strings.ToLower(h))
	}
	return hosts
}

// basicAuth lets those in who have the API's key.
func basicAuth(key secret.String, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, given, ok := r.BasicAuth()
		if !ok || id != sandboxClient || !key.Equal(secret.New(given)) {
			w.Header().Set("WWW-Authenticate", `Basic realm="Connecthost sandbox", charset="UTF-8"`)
			http.Error(w, "the client id or the API key is wrong", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// logged notes each request by its pattern: paths hold tokens.
func logged(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		log.Debug("request", "method", r.Method, "route", r.Pattern, "status", seen.status, "took", time.Since(start))
	})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.MaxBytesReader and http.ResponseController reach the writer.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
