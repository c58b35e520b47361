package appid

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
)

func TestValid(t *testing.T) {
	for _, id := range []string{"a", "com.example.app", "My_App-2"} {
		assert.True(t, Valid(id), id)
	}
	for _, id := range []string{"", ".", "..", ".x", "-x", "x.", "a/b", `a\b`, "a b", "a\n", "ü", "a:b", "a\x00", strings.Repeat("x", 101)} {
		assert.False(t, Valid(id), id)
	}
}

func TestSchemes(t *testing.T) {
	got, err := Schemes([]string{"Com.Example.App", "x"}, "ignored")
	assert.NoError(t, err)
	assert.Equal(t, []string{"com.example.app", "x"}, got)
	got, err = Schemes(nil, "com.Example.app")
	assert.NoError(t, err)
	assert.Equal(t, []string{"com.example.app"}, got)
	for _, bad := range []string{"", "http", "HTTPS", "javascript", "file", "data", "mailto", "tel", "intent", "x:", "x://y", "1x", "x y", "ü", "x;y", "x=y"} {
		_, err := Schemes([]string{"fine", bad}, "app")
		assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), bad)
	}
	_, err = Schemes(nil, "my_app")
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
}
