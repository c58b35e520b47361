package secrettest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/secret"
)

// odd has characters that every way of escaping changes.
const odd = `Cä"na<ry>&/7 f`

func planted() *Canaries {
	c := &Canaries{}
	c.Plant("password", odd)
	c.Plant("token", "plain-token-4711")
	return c
}

func TestFind(t *testing.T) {
	jsonText, _ := json.Marshal(map[string]string{"v": odd})
	nested, _ := json.Marshal(string(jsonText))
	tests := []struct {
		name, text string
		canary     string
	}{
		{"as it is", "x " + odd + " y", "password"},
		{"in capitals", "PLAIN-TOKEN-4711", "token"},
		{"in a query", "https://x.example/?p=" + url.QueryEscape(odd), "password"},
		{"in a path", "https://x.example/" + url.PathEscape(odd), "password"},
		{"in a query in a query", url.QueryEscape("?p=" + url.QueryEscape(odd)), "password"},
		{"in JSON", string(jsonText), "password"},
		{"in JSON in JSON", string(nested), "password"},
		{"quoted by Go", strconv.QuoteToASCII(odd), "password"},
		{"as bytes", fmt.Sprint([]byte("a" + odd)), "password"},
		{"as bytes in Go's syntax", fmt.Sprintf("%#v", []byte(odd+"a")), "password"},
		{"as hexadecimal", fmt.Sprintf("%X", odd), "password"},
		{"as hexadecimal with spaces", fmt.Sprintf("% x", odd), "password"},
		{"in base64", base64.StdEncoding.EncodeToString([]byte(odd)), "password"},
		{"in base64 after one byte", base64.StdEncoding.EncodeToString([]byte("u" + odd + "zz")), "password"},
		{"in base64 after two bytes", base64.URLEncoding.EncodeToString([]byte("u:" + odd + "z")), "password"},
		{"in base64 after a user name", base64.StdEncoding.EncodeToString([]byte("client:plain-token-4711")), "token"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := planted().Find(tt.text)
			require.NotEmpty(t, found, tt.text)
			assert.Equal(t, tt.canary, found[0].Canary)
			assert.NotEmpty(t, found[0].Excerpt)
		})
	}
}

func TestFindIsQuietAboutTheRest(t *testing.T) {
	assert.Empty(t, planted().Find(""))
	assert.Empty(t, planted().Find("https://x.example/plain-token cGxhaW4= [99 97 110] "+secret.Mask))
}

func TestPlantRefusesWhatCouldNotBeTold(t *testing.T) {
	c := planted()
	assert.Panics(t, func() { c.Plant("short", "1234567") })
	assert.Panics(t, func() { c.Plant("token", "another-token-1") })
	assert.Panics(t, func() { c.Plant("again", "plain-token-4711") })
	assert.Panics(t, func() { c.Plant("part", "plain-token") })
}

// leaky is a type that hides its value from all but one way of printing.
type leaky struct{ way, value string }

func (l leaky) say(way string) string {
	if l.way == way {
		return l.value
	}
	return "hidden"
}

func (l leaky) Format(f fmt.State, verb rune) {
	fmt.Fprint(f, l.say("fmt"), l.say("%"+string(verb)))
}
func (l leaky) LogValue() slog.Value         { return slog.StringValue(l.say("slog")) }
func (l leaky) MarshalJSON() ([]byte, error) { return json.Marshal(l.say("json")) }

func TestPrintLooksInEveryWay(t *testing.T) {
	for _, way := range []string{"fmt", "%s", "%x", "slog", "json"} {
		t.Run(way, func(t *testing.T) {
			var o Output
			o.Print(leaky{way, odd})
			assert.NotEmpty(t, planted().Find(o.String()))
		})
	}
	t.Run("a value that hides everything passes", func(t *testing.T) {
		var o Output
		o.Print(leaky{"", odd}, secret.New(odd), nil)
		assert.Empty(t, planted().Find(o.String()))
	})
}

func TestPrintFollowsErrors(t *testing.T) {
	cause := errors.New(odd)
	for name, err := range map[string]error{
		"wrapped": &opaque{&opaque{cause}},
		"joined":  &opaque{errors.Join(errors.New("x"), &opaque{cause})},
	} {
		t.Run(name, func(t *testing.T) {
			var o Output
			o.Print(err)
			assert.NotEmpty(t, planted().Find(o.String()))
		})
	}
}

// opaque prints nothing of its cause.
type opaque struct{ cause error }

func (*opaque) Error() string                  { return "it failed" }
func (o *opaque) Unwrap() error                { return o.cause }
func (o *opaque) Format(f fmt.State, _ rune)   { fmt.Fprint(f, o.Error()) }
func (o *opaque) LogValue() slog.Value         { return slog.StringValue(o.Error()) }
func (o *opaque) MarshalText() ([]byte, error) { return []byte(o.Error()), nil }

// recorder is a testing.TB that notes failures.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper()      {}
func (r *recorder) Name() string { return "recorded" }
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func TestCheck(t *testing.T) {
	r := &recorder{}
	var o Output
	o.Check(r, planted())
	assert.Equal(t, []string{"nothing was printed"}, r.failures)

	r = &recorder{}
	o.Logger().Debug("x", "v", "plain-token-4711")
	o.Check(r, planted())
	require.Len(t, r.failures, 1)
	assert.Contains(t, r.failures[0], "recorded: token (raw) in …")

	r = &recorder{}
	var clean Output
	clean.Print("nothing to see")
	clean.Check(r, planted())
	assert.Empty(t, r.failures)
}
