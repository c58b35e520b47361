package event

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/internal/uri"
)

// eventCodes are the errors that a parser may give.
var eventCodes = []fault.Code{
	fault.EventMalformed, fault.EventTooLarge, fault.EventTooDeep, fault.EventTooManyKeys, fault.EventStringTooLong,
}

// checkEvent checks what holds for every event, whatever came in.
func checkEvent(t *testing.T, e Event, err error) {
	t.Helper()
	if err != nil {
		require.Contains(t, eventCodes, fault.CodeOf(err))
		require.Empty(t, e.Name)
		return
	}
	require.NotEmpty(t, e.Name)
	require.LessOrEqual(t, len(e.Name), maxName)
	require.NotEmpty(t, e.Form.String())
	require.True(t, json.Valid([]byte(e.Metadata)), "%q", e.Metadata)
	require.True(t, json.Valid(e.Masked()), "%q", e.Masked())
	appOnly := e.Own != "" && e.Own == e.Name
	require.Equal(t, e.Known && e.Valid() && !appOnly, e.Payload() != nil)
	if e.Terminal {
		require.Equal(t, ConnectMemberConnected, e.Name)
		require.NotNil(t, e.Payload())
	}
	if !e.Known {
		require.True(t, e.Valid())
	}
	if mx, ok := As[MemberConnected](e); ok {
		require.NotEmpty(t, mx.MemberGUID)
		guid, found := e.Lookup("member_guid")
		require.True(t, found)
		require.Equal(t, mx.MemberGUID, guid.Text())
		if e.Own == "" {
			require.NoError(t, agree(e.Metadata, "member_guid", mx.MemberGUID))
		}
	}
	if ucw, ok := As[UCWMemberConnected](e); ok {
		require.NoError(t, agree(e.Metadata, "connectionId", ucw.ConnectionID.Reveal()))
	}
	out, err := json.Marshal(e)
	require.NoError(t, err)
	require.True(t, json.Valid(out))
	_ = e.String()
}

// agree compares a field with what encoding/json reads.
func agree(metadata, key, value string) error {
	var fields map[string]any
	if err := json.Unmarshal([]byte(metadata), &fields); err != nil {
		return err
	}
	if fields[key] != value {
		return fmt.Errorf("%s is %q and %q", key, fields[key], value)
	}
	return nil
}

// fuzzParsers has one parser for each dialect, with limits that a fuzzer
// reaches.
func fuzzParsers(t testing.TB) []*Parser {
	limits := Limits{Bytes: 4096, Depth: 8, Keys: 64, String: 512}
	return []*Parser{
		parser(t, Config{AppScheme: "myapp", Limits: limits}),
		parser(t, Config{Dialect: UCW, Limits: limits}),
		parser(t, Config{Dialect: Fino, Limits: limits}),
		parser(t, Config{Dialect: Custom, AppScheme: "acme", Own: acme, Limits: limits}),
		parser(t, Config{Own: acme, MemberSecret: true, Limits: limits}),
	}
}

func FuzzFromURL(f *testing.F) {
	type hostile struct{ URL string }
	for _, row := range load[hostile](f, "hostile_urls.json") {
		f.Add(row.URL)
	}
	for _, ex := range load[example](f, "examples.json") {
		f.Add(urlOf("mx", ex.Name, string(ex.Metadata)))
	}
	for _, s := range []string{"mx://connect/loaded?initial_step=search", "atrium://memberAdded/MBR-1", "atrium://mxConnectLoaded", "myapp://load", "mX://ConneCt/miCrodeposits/verified/", "mX://Client/oAuthComplete",
		"acme://acme/Linked?metadata=%7B%22link%22%3A%7B%22id%22%3A%22L-1%22%7D%7D", "mx://acme/refused?why=closed&code=7", "acme://acme.tokens"} {
		f.Add(s)
	}
	parsers := fuzzParsers(f)
	f.Fuzz(func(t *testing.T, raw string) {
		for _, p := range parsers {
			e, err := p.FromURL(raw)
			checkEvent(t, e, err)
			if err != nil {
				continue
			}
			require.True(t, p.IsEventURL(raw))
			// A reader that splits URLs in the usual way sees the same name.
			if u, parseErr := url.Parse(raw); parseErr == nil && e.Form != FormAtrium {
				name := uri.Lower(u.Host + u.EscapedPath())
				require.Contains(t, []string{uri.Lower(string(e.Name)), uri.Lower(string(e.Name)) + "/"}, canonical(p, name))
			}
		}
	})
}

// canonical resolves aliases. A URL reader may add a slash to a name of one
// segment, which is its host; anywhere else the slash makes another name.
func canonical(p *Parser, name string) string {
	if host, ok := strings.CutSuffix(name, "/"); ok && !strings.Contains(host, "/") && p.row(host) != nil {
		name = host
	}
	if spec := p.row(name); spec != nil {
		return uri.Lower(string(spec.Name))
	}
	return name
}

func FuzzFromMessage(f *testing.F) {
	type hostile struct{ Data string }
	for _, row := range load[hostile](f, "hostile_messages.json") {
		f.Add(row.Data)
	}
	type invalid struct{ Type, Metadata string }
	for _, row := range load[invalid](f, "problems.json") {
		f.Add(objectOf("mx/", Name(row.Type), row.Metadata))
	}
	for _, ex := range load[example](f, "examples.json") {
		f.Add(objectOf("mx/", ex.Name, string(ex.Metadata)))
		f.Add(textOf(objectOf("vcs/", ex.Name, string(ex.Metadata))))
	}
	f.Add(`"{\"type\":\"load\",\"payload\":{},\"moneyDesktop\":true}"`)
	f.Add(`{"type":"acme/linked","metadata":{"link":{"id":"L-1"}}}`)
	f.Add(`{"type":"acme/refused","why":"closed","link":{"id":"L-1","state":3}}`)
	f.Add(textOf(`{"type":"ACME:Tokens","metadata":{"bearer":"s3cret","n":7}}`))
	parsers := fuzzParsers(f)
	f.Fuzz(func(t *testing.T, data string) {
		for _, p := range parsers {
			e, err := p.FromMessage(data)
			checkEvent(t, e, err)
			_ = p.IsEcho(data)
		}
	})
}
