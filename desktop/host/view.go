package host

import (
	"encoding/json"

	"github.com/connecthost/connecthost/bridge/page"
	"github.com/connecthost/connecthost/core/secret"
)

// webView is an engine as its driver sees it: it adds the bridge to the page.
type webView struct{ engine engine }

func (v webView) Load(url secret.String, origin string) {
	v.engine.load(url.Reveal(), origin, page.Script(page.Options{Origins: []string{origin}}))
}

func (v webView) Post(data json.RawMessage, origin string) {
	v.engine.eval(page.PostScript(data, origin))
}

func (v webView) Focus() { v.engine.focus() }
func (v webView) Close() { v.engine.close() }
