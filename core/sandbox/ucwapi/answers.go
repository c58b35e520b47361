package ucwapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/connecthost/connecthost/core/sandbox/faults"
)

// object is a JSON object whose fields are fixed in the code.
type object = map[string]any

// escape writes text as the server's validation does.
var escape = strings.NewReplacer(`&`, "&amp;", `<`, "&lt;", `>`, "&gt;", `"`, "&#x22;", `'`, "&#x27;")

// writeText answers with bare text that is declared as HTML.
func writeText(w http.ResponseWriter, status int, text string) {
	write(w, status, "text/html; charset=utf-8", []byte(text))
}

// Fault answers a fault on purpose in UCW's form: plain text, declared as HTML.
func Fault(w http.ResponseWriter, status int) { writeText(w, status, faults.Message) }

// writeRefusal answers 400 with the message of a validation.
func writeRefusal(w http.ResponseWriter, text string) {
	writeText(w, http.StatusBadRequest, escape.Replace(text))
}

// writeJSON answers with a JSON document. Entities in strings stay as they are.
func writeJSON(w http.ResponseWriter, status int, v any) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		http.Error(w, "the answer cannot be encoded", http.StatusInternalServerError)
		return
	}
	write(w, status, "application/json; charset=utf-8", bytes.TrimSpace(body.Bytes()))
}

func write(w http.ResponseWriter, status int, kind string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(body) // an error means that the client is gone
}

// notFound answers for paths that do not exist, and for known ones with
// another method.
func notFound(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		write(w, http.StatusNotFound, "text/plain; charset=utf-8", []byte("Not Found"))
		return
	}
	writeText(w, http.StatusNotFound, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot "+
		escape.Replace(r.Method+" "+r.URL.EscapedPath())+"</pre>\n</body>\n</html>\n")
}
