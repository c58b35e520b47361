package secret

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const canary = "canary-0f5e"

func TestASecretPrintsAsTheMaskEverywhere(t *testing.T) {
	s := New(canary)
	inside := struct {
		S String
		P *String
		M map[string]String
		u String // fmt cannot call the methods of an unexported field
	}{s, &s, map[string]String{"k": s}, s}

	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p"} {
		fmt.Fprintf(&out, verb+"\n", s)
	}
	fmt.Fprintf(&out, "%v %+v %#v\n", inside, inside, inside)
	fmt.Fprintln(&out, errors.New("x"), s, &s)
	log := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	log.Debug("x", "s", s, "inside", inside)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "s", s, "inside", inside)
	require.NoError(t, json.NewEncoder(&out).Encode(inside))
	func() {
		defer func() { fmt.Fprintln(&out, recover()) }()
		panic(s)
	}()

	assert.NotContains(t, out.String(), canary)
	assert.NotContains(t, out.String(), "63616e617279", "the hexadecimal form")
	assert.Contains(t, out.String(), Mask)
}

func TestAnEmptySecretPrintsNothing(t *testing.T) {
	assert.Empty(t, fmt.Sprint(String{}))
	assert.True(t, String{}.IsZero())
	assert.False(t, New("x").IsZero())
}

func TestASecretCanBeReadAndRevealed(t *testing.T) {
	var v struct{ Key String }
	require.NoError(t, json.Unmarshal([]byte(`{"Key":"`+canary+`"}`), &v))
	assert.Equal(t, canary, v.Key.Reveal())
	assert.True(t, v.Key.Equal(New(canary)))
	assert.False(t, v.Key.Equal(New("other")))
}

func TestRedactor(t *testing.T) {
	tests := []struct {
		name    string
		secrets []string
		in, out string
	}{
		{"nothing to hide changes nothing", nil, "a b", "a b"},
		{"a secret goes wherever it stands", []string{"tok-123456"}, "x tok-123456 y=tok-123456", "x [secret] y=[secret]"},
		{"its query-escaped form goes too", []string{"a b&c=d!"}, "q=a+b%26c%3Dd%21", "q=[secret]"},
		{"its path-escaped form goes too", []string{"a b/c=d!"}, "/a%20b%2Fc=d%21", "/[secret]"},
		{"the longer of two nested secrets goes whole", []string{"abcdef", "abcdef-ghijkl"}, "abcdef-ghijkl", "[secret]"},
		{"short words are not secrets", []string{"en-US"}, "lang=en-US", "lang=en-US"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.out, NewRedactor(tt.secrets...).Text(tt.in))
		})
	}
}

func TestTokensOf(t *testing.T) {
	tests := []struct {
		name, url     string
		masked, shown []string
	}{
		{"MX keeps the token in the path", "https://w.example/md/connect/abc123tok", []string{"abc123tok"}, []string{"connect", "md"}},
		{"UCW keeps it in the query", "https://w.example/widget?token=8f14-e45f", []string{"8f14-e45f"}, []string{"widget"}},
		{"a fragment may be a token", "https://w.example/#id=abcdef", []string{"id=abcdef"}, nil},
		{"userinfo is a secret", "https://u:pass@w.example/", []string{"u:pass"}, nil},
		{"a long segment anywhere is a token", "https://w.example/0123456789abcdef0123/connect", []string{"0123456789abcdef0123"}, []string{"connect"}},
		{"an address that cannot be read goes whole", "https://w\x7f.example/", []string{"https://w\x7f.example/"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := TokensOf(tt.url)
			for _, m := range tt.masked {
				assert.Contains(t, got, m)
			}
			for _, s := range tt.shown {
				assert.NotContains(t, got, s)
			}
		})
	}
}

func TestOriginDropsWhatMayBeSecret(t *testing.T) {
	assert.Equal(t, "https://w.example:8443", Origin("https://u:p@w.example:8443/a/b?c=d#e"))
	assert.Equal(t, Mask, Origin("mailto:a@b.example"))
	assert.Equal(t, Mask, Origin("https://w\x7f.example/"))
}
