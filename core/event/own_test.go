package event

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
)

// acme are the events of a widget that no catalogue knows.
var acme = []Own{
	{Name: "acme/Linked", Is: ConnectMemberConnected, Paths: map[string]string{"member_guid": "link.id"}},
	{Name: "acme/relinked", Is: ConnectMemberConnected},
	{Name: "acme/refused", Is: ConnectMemberError, Paths: map[string]string{"member.guid": "link.id", "member.connection_status": "link.state"}},
	{Name: "acme/bank", Is: ConnectOAuthRequested, Paths: map[string]string{"url": "goto", "user_guid": "user"}},
	{Name: "acme/stale", Is: ConnectInvalidData, Paths: map[string]string{"member.guid": "link"}},
	{Name: "acme/opened", Is: ConnectLoaded},
	{Name: "ACME:Tokens", Fields: []Field{
		{Path: "bearer", Type: TypeString, Masking: Hidden},
		{Path: "next", Type: TypeString, Optional: true, Masking: HiddenQuery},
		{Path: "n", Also: "deep.n", Type: TypeInteger, NonEmpty: true},
		{Path: "pin", Also: "deep.pin", Type: TypeStringOrNumber, Optional: true, NonEmpty: true, Masking: Hidden},
	}},
	{Name: "acme.bye"},
}

func TestOwnEventMeansThatOfTheCatalogueInEveryForm(t *testing.T) {
	const metadata = `{"link":{"id":"L-1"},"member_guid":"another"}`
	p := parser(t, Config{Dialect: Custom, AppScheme: "acme", Own: acme})
	for name, read := range map[string]func() (Event, error){
		"URL":            func() (Event, error) { return p.FromURL("acme://acme/linked?metadata=" + url.PathEscape(metadata)) },
		"legacy scheme":  func() (Event, error) { return p.FromURL("MX://ACME/LINKED?metadata=" + url.PathEscape(metadata)) },
		"object":         func() (Event, error) { return p.FromMessage(objectOf("", "acme/linked", metadata)) },
		"dropped prefix": func() (Event, error) { return p.FromMessage(objectOf("vcs/", "acme/linked", metadata)) },
		"text":           func() (Event, error) { return p.FromMessage(textOf(objectOf("", "Acme/linked", metadata))) },
		"legacy": func() (Event, error) {
			return p.FromMessage(textOf(`{"type":"acme/linked","payload":` + metadata + `,"moneyDesktop":true}`))
		},
		"without metadata": func() (Event, error) {
			return p.FromMessage(`{"type":"acme/linked",` + metadata[1:])
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := read()
			require.NoError(t, err)
			assert.Equal(t, ConnectMemberConnected, e.Name)
			assert.Equal(t, Name("acme/Linked"), e.Own, "as the app spells it")
			assert.True(t, e.Known)
			assert.True(t, e.Terminal)
			assert.Empty(t, e.Problems)
			assert.Equal(t, MemberConnected{MemberGUID: "L-1"}, e.Payload())
			guid, ok := e.Lookup("member_guid")
			assert.True(t, ok)
			assert.Equal(t, "L-1", guid.Text())
		})
	}
}

func TestOwnEventInAFlatURL(t *testing.T) {
	p := parser(t, Config{Own: []Own{{Name: "acme/state", Is: ConnectMemberStatusUpdate, Paths: map[string]string{"member_guid": "who", "connection_status": "state"}}}})
	e, err := p.FromURL("mx://acme/state?who=M-1&state=6")
	require.NoError(t, err)
	assert.Equal(t, FormFlatURL, e.Form)
	assert.Equal(t, MemberStatusUpdate{MemberGUID: "M-1", ConnectionStatus: 6}, e.Payload())
}

func TestOwnEventsStandBesideThoseOfTheDialect(t *testing.T) {
	p := parser(t, Config{Own: acme})
	e := read(t, p, ConnectMemberConnected, `{"member_guid":"MBR-1"}`)
	assert.Equal(t, MemberConnected{MemberGUID: "MBR-1"}, e.Payload())
	assert.Empty(t, e.Own)
	e = read(t, p, "acme/refused", `{"link":{"id":"L-1","state":3}}`)
	assert.Equal(t, ConnectMemberError, e.Name)
	assert.False(t, e.Terminal)
	assert.Equal(t, MemberError{MemberGUID: "L-1", ConnectionStatus: 3}, e.Payload())
	e = read(t, p, "acme/bank", `{"goto":"https://bank.example/?state=1","member_guid":"L-1","user":"U-1"}`)
	assert.Equal(t, OAuthRequested{Wrapper: Wrapper{UserGUID: "U-1"}, URL: e.Payload().(OAuthRequested).URL, MemberGUID: "L-1"}, e.Payload())
	assert.Equal(t, "https://bank.example/?state=1", e.Payload().(OAuthRequested).URL.Reveal())
}

func TestCustomDialectHasNoEventsButItsOwn(t *testing.T) {
	p := parser(t, Config{Dialect: Custom, Own: acme})
	e := read(t, p, ConnectMemberConnected, `{"member_guid":"MBR-1"}`)
	assert.False(t, e.Known)
	assert.False(t, e.Terminal)
	assert.Nil(t, e.Payload())
	e, err := parser(t, Config{Dialect: Custom}).FromMessage(`{"type":"acme/linked","id":7}`)
	require.NoError(t, err)
	assert.False(t, e.Known)
	assert.Equal(t, `{"type":"acme/linked","id":7}`, e.Metadata, "where else would its fields be?")
}

func TestMovedFieldIsLookedForAtItsOwnPlaceOnly(t *testing.T) {
	p := parser(t, Config{Dialect: Custom, Own: acme})
	for name, row := range map[string]struct{ event, metadata, problem string }{
		"at the place of the catalogue": {"acme/linked", `{"member_guid":"MBR-1"}`, "link.id: string, not empty: nothing"},
		"of another type":               {"acme/linked", `{"link":{"id":7}}`, "link.id: string, not empty: number"},
		"empty":                         {"acme/linked", `{"link":{"id":""}}`, "link.id: string, not empty: empty string"},
		"in no object":                  {"acme/linked", `{"link":"L-1"}`, "link: object: string"},
		"twice":                         {"acme/linked", `{"link":{"id":"L-1","id":"L-2"}}`, "link.id: one value: ambiguous: repeated key"},
		"at the other place":            {"acme/stale", `{"member_guid":"MBR-1","code":1000}`, "link: string: nothing"},
		"unmoved":                       {"acme/relinked", `{"link":{"id":"L-1"}}`, "member_guid: string, not empty: nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			e := read(t, p, Name(row.event), row.metadata)
			require.NotEmpty(t, e.Problems)
			assert.Equal(t, row.problem, e.Problems[0].Field+": "+e.Problems[0].Want+": "+e.Problems[0].Got)
			assert.True(t, e.Known)
			assert.False(t, e.Terminal)
			assert.Nil(t, e.Payload())
		})
	}
	e := read(t, p, "acme/stale", `{"link":"L-1","member_guid":"MBR-1","code":1000}`)
	assert.Equal(t, InvalidData{MemberGUID: "L-1", Code: "1000"}, e.Payload())
	for path, want := range map[string]string{"member.guid": "L-1", "member_guid": "L-1", "link": "L-1", "code": "1000"} {
		v, _ := e.Lookup(path)
		assert.Equal(t, want, v.Text(), path)
	}
}

func TestOwnEventThatOnlyTheAppUnderstands(t *testing.T) {
	p := parser(t, Config{Dialect: Custom, Own: acme})
	e := read(t, p, "acme:tokens", `{"bearer":"s3cret","n":42}`)
	assert.Equal(t, Name("ACME:Tokens"), e.Name)
	assert.Equal(t, e.Name, e.Own)
	assert.True(t, e.Known)
	assert.Empty(t, e.Problems)
	assert.False(t, e.Terminal)
	assert.Nil(t, e.Payload())
	e = read(t, p, "acme:tokens", `{"n":"7"}`)
	assert.Equal(t, []Problem{{"bearer", "string", "nothing"}, {"n", "integer from 0, not empty", "string"}}, e.Problems)
	assert.Empty(t, read(t, p, "acme:tokens", `{"bearer":"","deep":{"n":7},"pin":10}`).Problems)
	assert.Equal(t, []Problem{{"pin", "string or number, not empty", "empty string"}}, read(t, p, "acme:tokens", `{"bearer":"","n":7,"pin":""}`).Problems)
	assert.Equal(t, []Problem{{"n", "one value", "ambiguous: also in deep.n"}}, read(t, p, "acme:tokens", `{"bearer":"","n":7,"deep":{"n":7}}`).Problems)
	assert.True(t, read(t, p, "ACME.BYE", `{}`).Known)
	_, err := p.FromURL("mx://acme:tokens")
	assert.Equal(t, fault.EventMalformed, fault.CodeOf(err), "a URL has its port there")
}

func TestSecretsOfOwnEventsAreMaskedAtTheirOwnPlaces(t *testing.T) {
	moved := func(is Name, paths ...string) []Own {
		own := Own{Name: "acme/x", Is: is, Paths: map[string]string{}}
		for i := 0; i < len(paths); i += 2 {
			own.Paths[paths[i]] = paths[i+1]
		}
		return []Own{own}
	}
	for name, row := range map[string]struct {
		cfg              Config
		event            Name
		metadata, masked string
	}{
		"hidden": {Config{Dialect: Custom, Own: moved(ConnectMicrodepositsBlockedRoutingNumber, "routing_number", "bank.no")}, "acme/x",
			`{"bank":{"no":"110000000"},"reason":"no"}`, `{"bank":{"no":"[secret]"},"reason":"no"}`},
		"hidden, of UCW": {Config{Dialect: UCW, Own: moved(ConnectMemberConnected, "connectionId", "id")}, "acme/x",
			`{"id":"access-1","aggregator":"a"}`, `{"id":"[secret]","aggregator":"a"}`},
		"hidden query": {Config{Dialect: Custom, Own: acme}, "acme/bank",
			`{"goto":"https://bank.example/?a#b"}`, `{"goto":"https://bank.example/?[secret]"}`},
		"members are shown": {Config{Dialect: Custom, Own: acme}, "acme/linked",
			`{"link":{"id":"L-1"}}`, `{"link":{"id":"L-1"}}`},
		"members that are secret": {Config{Dialect: Custom, Own: acme, MemberSecret: true}, "acme/linked",
			`{"link":{"id":"L-1"},"member_guid":"L-1"}`, `{"link":{"id":"[secret]"},"member_guid":"[secret]"}`},
		"nested members that are secret": {Config{Dialect: Custom, Own: acme, MemberSecret: true}, "acme/refused",
			`{"link":{"id":"L-1","state":3}}`, `{"link":{"id":"[secret]","state":3}}`},
		"members of UCW": {Config{Dialect: UCW, Own: moved(ConnectSubmitMFA, "member_guid", "link.id")}, "acme/x",
			`{"link":{"id":"access-1"}}`, `{"link":{"id":"[secret]"}}`},
		"of the app, at either place": {Config{Own: acme}, "acme:tokens",
			`{"pin":7,"deep":{"pin":"8","pins":9},"pins":"x"}`, `{"pin":"[secret]","deep":{"pin":"[secret]","pins":9},"pins":"x"}`},
		"of the app": {Config{Own: acme}, "acme:tokens",
			`{"bearer":"s3cret","next":"https://x.example/?a","n":7}`, `{"bearer":"[secret]","next":"https://x.example/?[secret]","n":7}`},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, row.masked, string(read(t, parser(t, row.cfg), row.event, row.metadata).Masked()))
		})
	}
}

func TestOwnNameIsPrinted(t *testing.T) {
	p := parser(t, Config{Dialect: Custom, Own: acme})
	e := read(t, p, "acme/linked", `{"link":{"id":"L-1"}}`)
	assert.Equal(t, `connect/memberConnected (acme/Linked) {"link":{"id":"L-1"}}`, e.String())
	out, err := json.Marshal(e)
	require.NoError(t, err)
	assert.Equal(t, `{"type":"connect/memberConnected","own":"acme/Linked","known":true,"valid":true,"terminal":true,"metadata":{"link":{"id":"L-1"}}}`, string(out))
	assert.Equal(t, "acme.bye {}", read(t, p, "acme.bye", `{}`).String())
}

func TestParserKeepsItsOwnCopyOfOwnEvents(t *testing.T) {
	own := []Own{
		{Name: "acme/linked", Is: ConnectMemberConnected, Paths: map[string]string{"member_guid": "id"}},
		{Name: "acme/x", Fields: []Field{{Path: "x", Type: TypeString, Masking: Hidden}}},
	}
	p := parser(t, Config{Own: own})
	own[0].Paths["member_guid"], own[1].Fields[0].Masking = "changed", Shown
	assert.Equal(t, MemberConnected{MemberGUID: "L-1"}, read(t, p, "acme/linked", `{"id":"L-1"}`).Payload())
	assert.Equal(t, `{"x":"[secret]"}`, string(read(t, p, "acme/x", `{"x":"s3cret"}`).Masked()))
	assert.Equal(t, "member_guid", read(t, parser(t, Config{}), ConnectMemberConnected, `{}`).Problems[0].Field, "the catalogue is as it was")
}

func TestOwnEventsThatCannotBe(t *testing.T) {
	linked := func(paths ...string) []Own {
		own := Own{Name: "acme/linked", Is: ConnectMemberConnected, Paths: map[string]string{}}
		for i := 0; i < len(paths); i += 2 {
			own.Paths[paths[i]] = paths[i+1]
		}
		return []Own{own}
	}
	named := func(names ...string) (list []Own) {
		for _, n := range names {
			list = append(list, Own{Name: n})
		}
		return list
	}
	fields := func(list ...Field) []Own { return []Own{{Name: "acme/x", Fields: list}} }
	var many []Own
	for i := range maxOwn + 1 {
		many = append(many, Own{Name: fmt.Sprint("acme/", i)})
	}
	for name, row := range map[string]struct {
		dialect Dialect
		own     []Own
		says    string
	}{
		"an empty name":                     {Custom, named(""), "has no name"},
		"a name that is too long":           {Custom, named(strings.Repeat("a", 65)), "too long"},
		"a name with a space":               {Custom, named("acme linked"), "Use letters"},
		"a name with a percent sign":        {Custom, named("acme%2flinked"), "Use letters"},
		"a name outside ASCII":              {Custom, named("acme/\u212Aept"), "Use letters"},
		"a name with a query":               {Custom, named("acme/linked?x"), "Use letters"},
		"a slash in front":                  {Custom, named("/acme"), "no slash at either end"},
		"a slash at the end":                {Custom, named("acme/"), "no slash at either end"},
		"two slashes":                       {Custom, named("acme//x"), "no slash at either end"},
		"a dot segment":                     {Custom, named("acme/../x"), "no part that is . or .."},
		"a prefix that is dropped":          {Custom, named("MX/acme"), `Write "acme"`},
		"the same name twice":               {Custom, named("acme/x", "acme/x"), "taken"},
		"the same name in another case":     {Custom, named("acme/x", "Acme/X"), "taken"},
		"a name of the catalogue":           {MX, named("connect/LOADED"), "taken"},
		"an alias of the catalogue":         {MX, named("mxConnect:memberAdded"), "taken"},
		"a meaning that nobody knows":       {Custom, []Own{{Name: "acme/x", Is: "connect/nothing"}}, "not an event of the catalogue"},
		"a meaning by its alias":            {Custom, []Own{{Name: "acme/x", Is: "mxConnect:memberAdded"}}, "not an event of the catalogue"},
		"a meaning of another dialect":      {UCW, []Own{{Name: "acme/x", Is: EntityAccountCreated}}, "not an event of the catalogue"},
		"a meaning that is an own event":    {MX, []Own{{Name: "acme/x"}, {Name: "acme/y", Is: "acme/x"}}, "not an event of the catalogue"},
		"fields beside a meaning":           {Custom, []Own{{Name: "acme/x", Is: ConnectLoaded, Fields: []Field{{Path: "x", Type: TypeString}}}}, "Use Paths"},
		"paths without a meaning":           {Custom, []Own{{Name: "acme/x", Paths: map[string]string{"a": "b"}}}, "Set Is"},
		"a path for a field it lacks":       {Custom, linked("member.guid", "id"), "does not have"},
		"an empty path":                     {Custom, linked("member_guid", ""), "two with a dot"},
		"a path of three parts":             {Custom, linked("member_guid", "a.b.c"), "two with a dot"},
		"a path that ends in a dot":         {Custom, linked("member_guid", "a."), "two with a dot"},
		"a path that starts with a dot":     {Custom, linked("member_guid", ".a"), "two with a dot"},
		"a path into a list":                {Custom, linked("member_guid", "a.[]"), "two with a dot"},
		"a path with a control character":   {Custom, linked("member_guid", "a\n"), "two with a dot"},
		"a path that is not UTF-8":          {Custom, linked("member_guid", "a\xff"), "two with a dot"},
		"a path that is too long":           {Custom, linked("member_guid", strings.Repeat("a", 101)), "two with a dot"},
		"two fields in one place":           {Custom, linked("member_guid", "id", "user_guid", "id"), "two fields at"},
		"a place that is taken":             {Custom, linked("member_guid", "user_guid"), "two fields at"},
		"a field inside of another":         {Custom, linked("member_guid", "link", "user_guid", "link.user"), "one inside of the other"},
		"a field without a path":            {Custom, fields(Field{Type: TypeString}), "two with a dot"},
		"a field whose other path is wrong": {Custom, fields(Field{Path: "a", Also: "a.b.c", Type: TypeString}), "two with a dot"},
		"a field without a type":            {Custom, fields(Field{Path: "a"}), "TypeString"},
		"a field of an unknown masking":     {Custom, fields(Field{Path: "a", Type: TypeString, Masking: 9}), "HiddenQuery"},
		"the same field twice":              {Custom, fields(Field{Path: "a", Type: TypeString}, Field{Path: "b", Also: "a", Type: TypeString}), "two fields at"},
		"too many fields":                   {Custom, fields(make([]Field, maxFields+1)...), "List 16 at most"},
		"too many events":                   {Custom, many, "List 64 at most"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewParser(Config{Dialect: row.dialect, Own: row.own})
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			require.ErrorContains(t, err, row.says)
		})
	}
	_, err := NewParser(Config{Dialect: Custom, Own: many[:maxOwn]})
	require.NoError(t, err)
	for _, name := range []string{strings.Repeat("a", 64), "acme", "a/b-c_d.e~f:g", "fileshare/x.y"} {
		_, err := NewParser(Config{Dialect: Custom, Own: named(name)})
		require.NoError(t, err, name)
	}
	for _, path := range []string{"größe", "@id", "Link Id.$x", strings.Repeat("a", 100)} {
		_, err := NewParser(Config{Dialect: Custom, Own: linked("member_guid", path)})
		require.NoError(t, err, path)
	}
}
