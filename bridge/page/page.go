// Package page is the bridge between a widget's page and the host that shows
// it: the script that the host runs in the page, and the Go that reads what
// the script sends and writes what it posts.
//
// The script belongs into a script world of its own (WebKitGTK, WKWebView):
// there the page can neither see nor call it nor the message handler behind
// it. WebView2 has no such worlds; there the page can write messages of its
// own, with no more rights than its postMessage has.
package page

import (
	_ "embed"
	"encoding/json"
	"strings"
)

// Handler is the name of the host's message handler, of the script world and
// of the hook that PostScript calls.
const Handler = "connecthost"

// Limits of what the script forwards. They lie above the limits of the core,
// which decides what is too much; these only keep memory bounded.
const (
	MaxChars = 1 << 20 // length of the data's JSON text
	MaxDepth = 200     // nesting of the data
	reports  = 32      // refused messages that one page may report
)

//go:embed script.js
var source string

// Options describe the page that a script is for.
type Options struct {
	// Origins are the serialised origins, such as "https://widget.example",
	// whose pages may speak. With none, the script does nothing.
	Origins []string
}

// config is the argument of the script; the names are read in script.js.
type config struct {
	Handler  string   `json:"handler"`
	Origins  []string `json:"origins"`
	MaxChars int      `json:"maxChars"`
	MaxDepth int      `json:"maxDepth"`
	Reports  int      `json:"reports"`
}

// Script returns the script for pages of the given origins. A host runs it at
// document start, in the top frame only.
func Script(o Options) string {
	c := config{Handler: Handler, Origins: o.Origins, MaxChars: MaxChars, MaxDepth: MaxDepth, Reports: reports}
	if c.Origins == nil {
		c.Origins = []string{}
	}
	return strings.TrimSpace(source) + "(" + literal(c) + ", window);"
}

// PostScript returns the script that posts data to the page, as a message of
// its own origin. It does nothing where Script does nothing, and on pages of
// another origin than targetOrigin. A host runs it in the script's world.
func PostScript(data json.RawMessage, targetOrigin string) string {
	return "try{window[" + literal(Handler) + "].post(" + literal(string(data)) + "," +
		literal(targetOrigin) + ")}catch(_){}"
}

// literal writes v as a JavaScript expression. encoding/json escapes <, >, &,
// U+2028 and U+2029, so that the text stays inside its quotes in a script and
// in an HTML page. Data goes through here as text, not as an object literal,
// where a "__proto__" key would set the prototype.
func literal(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // only for types that are not used here
		return "null"
	}
	return string(b)
}
