package navigation_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/navigation"
)

func TestReadFollowsTheCorpus(t *testing.T) {
	for _, row := range urlRows(t) {
		t.Run(row.Why+": "+row.Input, func(t *testing.T) {
			u, err := navigation.Read(row.Input)
			if !row.Valid {
				assert.Equal(t, fault.URLInvalid, fault.CodeOf(err))
				assert.Zero(t, u)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.Origin, u.Origin())
			assert.Equal(t, u, mustRead(t, u.String()))
		})
	}
}

func TestReadTakesAnAddressApart(t *testing.T) {
	u := mustRead(t, "HTTPS://Connect.Example:8443/Md/%41?Q=1&x#F")
	assert.Equal(t, "https", u.Scheme())
	assert.Equal(t, "connect.example", u.Host())
	assert.Equal(t, 8443, u.Port())
	assert.Equal(t, "/Md/%41", u.Path())
	assert.Equal(t, "Q=1&x", u.Query())
	assert.Equal(t, "https://connect.example:8443/Md/%41?Q=1&x#F", u.String())
	assert.True(t, u.IsWeb())

	event := mustRead(t, "mx://load")
	assert.Equal(t, 0, event.Port())
	assert.Equal(t, "", event.Path())
	assert.Equal(t, "mx://load", event.String())
	assert.False(t, event.IsWeb())

	assert.Equal(t, 443, mustRead(t, "https://a.example").Port())
	assert.Equal(t, 80, mustRead(t, "http://a.example").Port())
}

func TestReadRefusesWhatIsLongerThanTheLimit(t *testing.T) {
	exact := "https://a.example/" + strings.Repeat("x", navigation.MaxLength-len("https://a.example/"))
	_, err := navigation.Read(exact)
	assert.NoError(t, err)
	_, err = navigation.Read(exact + "x")
	assert.Equal(t, fault.URLInvalid, fault.CodeOf(err))
}

func TestNamesMayBeAsLongAsTheDNSAllows(t *testing.T) {
	label := strings.Repeat("a", 63)
	longest := strings.Join([]string{label, label, label, strings.Repeat("b", 61)}, ".")
	require.Len(t, longest, 253)
	for host, valid := range map[string]bool{
		label + ".example": true, label + "a.example": false,
		longest: true, longest + "b": false, "a." + longest[2:]: true,
	} {
		_, err := navigation.Read("https://" + host + "/")
		assert.Equal(t, valid, err == nil, host)
	}
}

func TestErrorsDoNotRepeatTheAddress(t *testing.T) {
	_, err := navigation.Read("https://user:canary@a.example/canary")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "canary")
}

func TestTheCauseNamesTheFlaw(t *testing.T) {
	for raw, want := range map[string]string{
		"https://user@a.example/": "a user name before the host",
		"https://a.example./":     "a dot at the end of the host",
		"https://a..example/":     "an empty label in the host",
		"https:///x":              "no host",
		"https:x":                 "no // after the scheme",
		"https://127.1/":          "a host that ends like an IPv4 address but is not one in plain decimal notation",
	} {
		_, err := navigation.Read(raw)
		assert.EqualError(t, errors.Unwrap(err), want, raw)
	}
}

func TestPrintingShowsTheOriginOnly(t *testing.T) {
	u := mustRead(t, "https://a.example/canary?canary#canary")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "url", u)
	for _, text := range []string{fmt.Sprint(u), fmt.Sprintf("%+v %#v %s %q", u, u, u, u), log.String()} {
		assert.NotContains(t, text, "canary")
		assert.Contains(t, text, "https://a.example")
	}
}

func TestLoopbackIsToldByTheName(t *testing.T) {
	for raw, want := range map[string]bool{
		"http://localhost":           true,
		"http://LOCALHOST:81":        true,
		"http://127.0.0.1":           true,
		"http://127.255.0.3":         true,
		"http://[::1]":               true,
		"http://[::ffff:127.0.0.1]":  true,
		"http://0.0.0.0":             false,
		"http://10.0.0.1":            false,
		"http://[::]":                false,
		"http://[2001:db8::1]":       false,
		"http://127.0.0.1.nip.test":  false,
		"http://127.example":         false,
		"http://localhost.evil.test": false,
		"http://x.localhost":         false,
	} {
		u := mustRead(t, raw)
		assert.Equal(t, want, u.IsLoopback(), raw)
		assert.Equal(t, want, u.IsTrustworthy(), raw)
	}
	assert.True(t, mustRead(t, "https://a.example").IsTrustworthy())
	assert.False(t, mustRead(t, "mx://localhost").IsTrustworthy())
}

func TestComparisons(t *testing.T) {
	a := mustRead(t, "https://a.example/x?y#z")
	assert.True(t, a.SameOrigin(mustRead(t, "HTTPS://A.example:443/other")))
	for _, other := range []string{"http://a.example:443/", "https://a.example:444/", "https://b.example/"} {
		assert.False(t, a.SameOrigin(mustRead(t, other)), other)
	}
	assert.True(t, a.SameDocument(mustRead(t, "https://a.example/x?y")))
	for _, other := range []string{"https://a.example/x", "https://a.example/X?y", "https://b.example/x?y"} {
		assert.False(t, a.SameDocument(mustRead(t, other)), other)
	}
}

func TestSamePlaceIsOriginAndPath(t *testing.T) {
	for name, row := range map[string]struct {
		a, b string
		same bool
	}{
		"the same":                         {"myapp://back", "myapp://back", true},
		"whatever the query":               {"myapp://back?a=1", "myapp://back?b=2", true},
		"whatever the fragment":            {"https://app.example/back#a", "https://app.example/back", true},
		"the slash of an empty path":       {"myapp://back/", "myapp://back", true},
		"the same with a default port":     {"HTTPS://App.Example:443/back", "https://app.example/back", true},
		"another path":                     {"https://app.example/back", "https://app.example/Back", false},
		"a path below":                     {"https://app.example/back/x", "https://app.example/back", false},
		"the slash of a path":              {"https://app.example/back/", "https://app.example/back", false},
		"a path and an empty one":          {"myapp://back/x", "myapp://back", false},
		"an empty path and one of slashes": {"myapp://back", "myapp://back//", false},
		"another host":                     {"myapp://back", "myapp://other", false},
		"another port":                     {"http://127.0.0.1:1/b", "http://127.0.0.1:2/b", false},
		"another scheme":                   {"http://app.example/b", "https://app.example/b", false},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := mustRead(t, row.a), mustRead(t, row.b)
			assert.Equal(t, row.same, a.SamePlace(b))
			assert.Equal(t, row.same, b.SamePlace(a))
		})
	}
}

func TestReadExternal(t *testing.T) {
	for raw, want := range map[string]string{
		"HTTPS://Bank.Example":                       "https://bank.example/",
		"http://bank.example/?a=b":                   "http://bank.example/?a=b",
		"TEL:+1-555-0100":                            "tel:+1-555-0100",
		"tel:(555)0100.1;ext=7;phone-context=+1":     "tel:(555)0100.1;ext=7;phone-context=+1",
		"mailto:a@b.example":                         "mailto:a@b.example",
		"mailto:a@b.example,c@b.example?":            "mailto:a@b.example,c@b.example?",
		"mailto:?To=a@b.example&subject=a%20b&cc=&x": "",
		"mailto:?To=a@b.example&subject=a%20b&bcc=":  "mailto:?To=a@b.example&subject=a%20b&bcc=",
		"mailto:a@b.example?body=1%0D%0a2":           "mailto:a@b.example?body=1%0D%0a2",
		"bankid:///?autostarttoken=1&redirect=null":  "bankid:///?autostarttoken=1&redirect=null",

		"":                               "",
		"bank.example":                   "",
		"https:bank.example":             "",
		"https://user@bank.example/":     "",
		"tel:":                           "",
		"tel:+":                          "",
		"tel:()":                         "",
		"tel:*21*5550100":                "",
		"tel:%2306%23":                   "",
		"tel:555#":                       "",
		"tel:555+1":                      "",
		"tel:555;x=*21":                  "",
		"tel:55a5":                       "",
		"tel://555":                      "",
		"mailto:a@b.example?attach=/x":   "",
		"mailto:a@b.example?Attachment=": "",
		"mailto:a@b.example?subject=1%0D%0ABcc:x@evil.test": "",
		"mailto:a%0Abcc:x@evil.test":                        "",
		"mailto:a@b.example?body=%0A":                       "",
		"mailto:a@b.example?body=%7F":                       "",
		"mailto:a@b.example#x":                              "",
		"mailto:a b":                                        "",
		"mailto:a@b.example%":                               "",
		"mailto:a@b.example%0":                              "",
		"bankid:x y":                                        "",
		"bankid:x\ny":                                       "",
		"bankid:\"x\"":                                      "",
		"bankid:x|y":                                        "",
		"bankid:x`y`":                                       "",
		"bankid:x\\y":                                       "",
		"bankid:{x}":                                        "",
		"bankid:\u00fc":                                     "",
		"bankid:%00":                                        "",
		"bankid:%1f":                                        "",
		"bankid:" + strings.Repeat("x", 8<<10):              "bankid:" + strings.Repeat("x", 8<<10),
		"bankid:" + strings.Repeat("x", 8<<10+1):            "",
	} {
		got, err := navigation.ReadExternal(raw)
		assert.Equal(t, want, got, raw)
		if want == "" {
			assert.Equal(t, fault.URLInvalid, fault.CodeOf(err), raw)
		} else {
			assert.NoError(t, err, raw)
		}
	}
}
