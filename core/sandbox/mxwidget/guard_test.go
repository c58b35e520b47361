package mxwidget_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

func TestGuard_callbacksNeedTheCookie(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	p := c.Open(c.WidgetURL(c.User("ada"), nil))
	r := p.Request("loadMembers", "en")
	status, _ := mxtest.Exchange(t, &http.Client{}, r)
	assert.Equal(t, http.StatusUnauthorized, status)

	r = p.Request("loadMembers", "en")
	r.AddCookie(&http.Cookie{Name: "connecthost_widget", Value: "guessed"})
	status, _ = mxtest.Exchange(t, &http.Client{}, r)
	assert.Equal(t, http.StatusUnauthorized, status)
}

func TestGuard_callbackBodyIsLimited(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	p := c.Open(c.WidgetURL(c.User("ada"), nil))
	status, _ := p.Try("loadMembers", strings.Repeat("x", 256<<10))
	assert.Equal(t, http.StatusRequestEntityTooLarge, status)
}
