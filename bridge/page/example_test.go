package page_test

import (
	"encoding/json"
	"fmt"

	"github.com/connecthost/connecthost/bridge/page"
	"github.com/connecthost/connecthost/core/fault"
)

// A host runs the script in a world of its own, at the start of each document of
// the top frame, and reads what it sends.
func Example() {
	script := page.Script(page.Options{Origins: []string{"https://widget.example"}})
	fmt.Println(len(script) > 0)

	m, err := page.Decode([]byte(`{"origin":"https://widget.example","source":"self","data":{"type":"connect/loaded"}}`))
	fmt.Println(m.Origin, m.SubFrame, string(m.Data), m.Refused, err)
	_, err = page.Decode([]byte(`{"origin":"https://widget.example"}`))
	fmt.Println(fault.CodeOf(err))
	// Output:
	// true
	// https://widget.example false {"type":"connect/loaded"} <nil> <nil>
	// event_malformed
}

// Data stays data, whatever a hostile page put into it.
func ExamplePostScript() {
	fmt.Println(page.PostScript(json.RawMessage(`{"name":"</script><script>alert(1)"}`), "https://widget.example"))
	// Output:
	// try{window["connecthost"].post("{\"name\":\"\u003c/script\u003e\u003cscript\u003ealert(1)\"}","https://widget.example")}catch(_){}
}
