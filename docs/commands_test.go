//go:build unix

package docs_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// row says what becomes of a command of the documentation.
type row struct {
	says      string // what it prints: its first line if it serves, else all of it
	serves    bool   // it runs until it is interrupted, and ends with 0 then
	more      string // arguments that the test adds, for a port that is free
	beside    string // a command that serves meanwhile: its addresses and keys take the place of those on the page
	window    string // the title of a window that it opens
	elsewhere string // where it is run, or why nowhere
}

// commands are those of the documentation. A command of make is one of the parts of
// make test, or made of them: its target has to exist.
func commands() map[string]row {
	const (
		sandbox  = `^\{"mx":\{"base_url":"http://127\.0\.0\.1:\d+","client_id":"[^"]+","api_key":"[^"]+"\},"ucw":`
		account  = "nowhere: it needs an account at the vendor"
		twoNodes = "examples/broker/cluster_test.go, scripts/test-broker"
	)
	return map[string]row{
		"go run ./examples/sandbox":                                                                               {serves: true, says: sandbox},
		"go run ./examples/sandbox -ui basic":                                                                     {serves: true, says: sandbox},
		"go run ./examples/sandbox -addr 127.0.0.1:8787 -ui basic":                                                {serves: true, says: sandbox, more: "-addr 127.0.0.1:0"},
		"go run ./examples/sandbox -ucw-addr 127.0.0.1:8788 -ucw-auth all":                                        {serves: true, says: `"tokens":\{"general":"`, more: "-ucw-addr 127.0.0.1:0"},
		"go run ./examples/sandbox -h":                                                                            {says: "Usage: sandbox"},
		"go run ./examples/provider":                                                                              {window: "Connect an account"},
		"go run ./examples/minimal":                                                                               {window: "Connect an account"},
		"MX_BASE_URL=… MX_CLIENT_ID=… MX_API_KEY=… go run ./examples/minimal":                                     {window: "Connect an account", beside: "go run ./examples/sandbox -ui basic"},
		"go run ./examples/broker":                                                                                {serves: true, says: `^\{"url":"http://127.*"tokens":\{"demo":"`, more: "-addr 127.0.0.1:0"},
		"go build ./examples/minimal":                                                                             {elsewhere: "here, before the commands run"},
		"go build -tags desktop,production,webkit2_41 ./examples/desktop":                                         {elsewhere: "make build"},
		"MX_CLIENT_ID=… MX_API_KEY=… build/connecthost-desktop -live":                                             {elsewhere: account},
		"UCW_BASE_URL=https://ucw.example build/connecthost-desktop -live -provider ucw":                          {elsewhere: account},
		"FINO_CLIENT_ID=… FINO_CLIENT_SECRET=… build/connecthost-desktop -live -provider fino":                    {elsewhere: account},
		"export MX_CLIENT_ID=… MX_API_KEY=…":                                                                      {elsewhere: account},
		"go run ./examples/broker -live -public https://connect.example.com -addr 127.0.0.1:8791":                 {elsewhere: account},
		"export BROKER_KEY=$(openssl rand -hex 32) BROKER_TOKENS=alice=a-long-token-of-alice":                     {elsewhere: twoNodes},
		"go run ./examples/broker -redis 127.0.0.1:6379 -public https://connect.example.com -addr 127.0.0.1:8791": {elsewhere: twoNodes},
		"go run ./examples/broker -redis 127.0.0.1:6379 -public https://connect.example.com -addr 127.0.0.1:8792": {elsewhere: twoNodes},
		`curl --json '{"provider":"mx"}' -H 'Host: connect.example.com' -H 'Authorization: Bearer a-long-token-of-alice' http://127.0.0.1:8791/sessions`: {elsewhere: twoNodes},
		`curl -H 'Host: connect.example.com' -H 'Authorization: Bearer a-long-token-of-alice' http://127.0.0.1:8792/sessions/ID`:                         {elsewhere: twoNodes},
		`curl -N -H 'Authorization: Bearer …' http://127.0.0.1:8791/sessions/ID/events`:                                                                  {elsewhere: "bridge/broker/events_test.go"},
		"mvn -f mobile/jvm/pom.xml test -Dtest=EventTest -Djvm.options=-Xcheck:jni":                                                                      {elsewhere: "make mobile-test, without the options"},

		`echo '{"kind":"navigation","url":"mx://connect/memberConnected?metadata=%7B%22member_guid%22%3A%22MBR-1%22%7D"}' | go run ./examples/inspect -widget-url https://widgets.example/md/connect/token`: {
			says: `^\{"action":"event","events":\[\{.*"connect/memberConnected".*"MBR-1"`,
		},
		`echo '{"kind":"message","origin":"https://acme.example","data":{"type":"acme/linked","metadata":{"link":{"id":"link-1"}}}}' | go run ./examples/inspect -widget-url https://acme.example/widget/1 -custom examples/provider/acme.json`: {
			says: `connect/memberConnected`,
		},
		`curl -u "$ID:$KEY" -H 'Content-Type: application/json' -d '{"server":"mx","method":"POST","path":"/users/*/members","fault":"status=503","times":2}' http://127.0.0.1:8787/sandbox/faults`: {
			beside: "go run ./examples/sandbox -ui basic", says: "status=503",
		},
		`curl --json '{"provider":"mx"}' -H 'Authorization: Bearer …' http://127.0.0.1:8791/sessions`: {
			beside: "go run ./examples/broker -addr 127.0.0.1:0", says: `"widget_url":"http://127`,
		},
		`curl --json '{"provider":"fino"}' -H 'Authorization: Bearer …' http://127.0.0.1:8791/sessions`: {
			beside: "go run ./examples/broker -addr 127.0.0.1:0", says: `"widget_url":"http://127`,
		},
		`curl --json '{"provider":"ucw","products":["transactions"],"target_origin":"http://127.0.0.1:4711"}' -H 'Authorization: Bearer …' http://127.0.0.1:8791/sessions`: {
			beside: "go run ./examples/broker -addr 127.0.0.1:0 -target-origin http://127.0.0.1:4711", says: `"widget_url":"http://127`,
		},
	}
}

// TestEveryCommandIsInTheTable compares the table with the pages.
func TestEveryCommandIsInTheTable(t *testing.T) {
	table, known := commands(), targets(t)
	printed := names{}
	for _, p := range pages(t) {
		for _, c := range p.commands() {
			printed[c] = true
			if target := isMake.FindStringSubmatch(c); target != nil {
				assert.True(t, known[target[1]], "%s: make has no target %s", p.path, target[1])
				continue
			}
			assert.Contains(t, table, c, "%s has a command that is not in the table", p.path)
		}
	}
	for c := range table {
		assert.True(t, printed[c], "no page has the command %s", c)
	}
}

var (
	goesOn  = regexp.MustCompile(`\s*(\\|\|)\n\s*`)
	remark  = regexp.MustCompile(`\s+# .*$`)
	program = regexp.MustCompile(`go run \./examples/(\w+)`)
)

// commands are those in the page's blocks of shell, each in one line.
func (p page) commands() (found []string) {
	for _, b := range p.blocks {
		if b.language != "sh" {
			continue
		}
		text := goesOn.ReplaceAllStringFunc(b.text, func(s string) string {
			if strings.Contains(s, "|") {
				return " | "
			}
			return " "
		})
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(remark.ReplaceAllString(strings.TrimSpace(line), "")); line != "" {
				found = append(found, line)
			}
		}
	}
	return found
}
