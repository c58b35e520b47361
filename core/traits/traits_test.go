package traits_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/event"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/traits"
)

// The table, row by row. A trait that changes here changes what every host
// does, so it has to be changed in two places.
func TestTheTable(t *testing.T) {
	yes, no := true, false
	for _, row := range []struct {
		traits                                                   traits.Traits
		provider                                                 string
		dialect                                                  event.Dialect
		talks, byURL, back, asked, named, isSecret, byNavigation bool
		link                                                     traits.Return
		lifetime                                                 time.Duration
	}{
		{traits.MX(), "mx", event.MX, yes, yes, yes, yes, yes, no, no, traits.ReturnSays, 10 * time.Minute},
		{traits.UCW(), "ucw", event.UCW, yes, no, yes, no, yes, yes, no, traits.ReturnNone, 5 * time.Minute},
		{traits.Fino(), "fino", event.Fino, no, no, no, yes, no, no, yes, traits.ReturnSilent, 0},
	} {
		t.Run(row.provider, func(t *testing.T) {
			got := row.traits
			require.NoError(t, got.Check())
			require.Equal(t, row.provider, got.Provider)
			require.Equal(t, row.dialect, got.Dialect)
			require.Equal(t, row.talks, got.Talks, "does the widget talk to its host")
			require.Equal(t, row.byURL, got.ByURL, "can it send its events as navigations")
			require.Equal(t, row.back, got.Back, "does it understand Back")
			require.Equal(t, row.asked, got.Ask == traits.AskMember, "can a member be asked for")
			require.Equal(t, row.named, got.NamesMember, "does the widget name it")
			require.Equal(t, row.isSecret, got.MemberSecret, "is its name a secret")
			require.Equal(t, row.byNavigation, got.VisitByNavigation, "does a visit begin by navigation")
			require.Equal(t, row.link, got.Return, "what does a return link say")
			require.Equal(t, row.lifetime, got.URLLifetime, "how long does a widget URL live")
			again, ok := traits.Of(row.provider)
			require.True(t, ok)
			require.Equal(t, got, again)
		})
	}
	_, ok := traits.Of("acme")
	require.False(t, ok, "a custom provider brings its own")
}

func TestTraitsThatCannotBeAreRefused(t *testing.T) {
	with := func(base traits.Traits, change func(*traits.Traits)) traits.Traits {
		change(&base)
		return base
	}
	for name, row := range map[string]struct {
		traits traits.Traits
		says   string // what the message tells the developer to do
	}{
		"none at all":                      {traits.Traits{}, "Provider must be"},
		"a name with a capital":            {with(traits.MX(), func(t *traits.Traits) { t.Provider = "Acme" }), "Provider must be"},
		"a name with a blank":              {with(traits.MX(), func(t *traits.Traits) { t.Provider = "acme bank" }), "Provider must be"},
		"a name that is too long":          {with(traits.MX(), func(t *traits.Traits) { t.Provider = strings.Repeat("a", 33) }), "Provider must be"},
		"a dialect that does not exist":    {with(traits.MX(), func(t *traits.Traits) { t.Dialect = 99 }), "dialect"},
		"an answer that does not exist":    {with(traits.MX(), func(t *traits.Traits) { t.Ask = 9 }), "constants"},
		"a kind of link that is unknown":   {with(traits.MX(), func(t *traits.Traits) { t.Return = 9 }), "constants"},
		"a URL that lives negatively":      {with(traits.MX(), func(t *traits.Traits) { t.URLLifetime = -1 }), "URLLifetime"},
		"a silent widget that names":       {with(traits.Fino(), func(t *traits.Traits) { t.NamesMember = true }), "does not Talk"},
		"a silent widget that goes back":   {with(traits.Fino(), func(t *traits.Traits) { t.Back = true }), "does not Talk"},
		"a silent widget with events":      {with(traits.Fino(), func(t *traits.Traits) { t.Own = []event.Own{{Name: "acme/x"}} }), "does not Talk"},
		"nobody who knows of a connection": {with(traits.Fino(), func(t *traits.Traits) { t.Ask = traits.AskNever }), "set NamesMember"},
		"a secret name that is not given":  {with(traits.MX(), func(t *traits.Traits) { t.NamesMember, t.MemberSecret = false, true }), "MemberSecret"},
		"a page that nothing ends": {with(traits.Fino(), func(t *traits.Traits) {
			t.VisitByNavigation, t.Return = false, traits.ReturnNone
		}), "never ends"},
		"an event of its own without a name": {with(traits.MX(), func(t *traits.Traits) { t.Own = []event.Own{{}} }), "name"},
	} {
		t.Run(name, func(t *testing.T) {
			err := row.traits.Check()
			require.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
			require.ErrorContains(t, err, row.says)
		})
	}
}

func TestOnlyEmptyTraitsAreZero(t *testing.T) {
	require.True(t, traits.Traits{}.IsZero())
	for name, set := range map[string]traits.Traits{
		"Provider": {Provider: "a"}, "Dialect": {Dialect: event.UCW}, "Own": {Own: []event.Own{{}}}, "Talks": {Talks: true},
		"ByURL": {ByURL: true}, "Back": {Back: true}, "Ask": {Ask: traits.AskMember}, "NamesMember": {NamesMember: true},
		"MemberSecret": {MemberSecret: true}, "VisitByNavigation": {VisitByNavigation: true}, "Return": {Return: traits.ReturnSays},
		"URLLifetime": {URLLifetime: 1},
	} {
		require.False(t, set.IsZero(), name)
	}
}
