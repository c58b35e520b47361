package uba_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/uba"
)

func replace(text, old, with string) string { return strings.ReplaceAll(text, old, with) }

func TestConsent_expiresAndIsRenewed(t *testing.T) {
	h := start(t)
	first := h.connect(uba.Options{Recurring: true}, "sanduhr")
	assert.True(t, first.Active)
	h.Advance(time.Minute - 1)
	assert.Equal(t, []string{"Sanduhr Direktbank OK"}, h.statuses())
	assert.True(t, h.uba.Synchronize(first.ID))
	h.Advance(1)
	assert.Equal(t, []string{"Sanduhr Direktbank SCA_REQUIRED"}, h.statuses())
	assert.False(t, h.logins()[0].Active)
	assert.False(t, h.uba.Synchronize(first.ID))

	u, page := h.visit(uba.Options{Management: true, Recurring: true})
	h.sees(u.Get(page), "the consent has to be renewed")
	u.Submit(page, "renew", "login", first.ID)
	u.Submit(page, "credentials", "user", "ada", "password", "correct")
	u.Submit(page, "code", "code", "123456")
	require.Equal(t, []string{"Sanduhr Direktbank OK"}, h.statuses())
	assert.Equal(t, first.ID, h.logins()[0].ID, "the same login")
	assert.Equal(t, first.Created, h.logins()[0].Created)
	h.sees(u.Get(page), "Your banks")
	assert.Equal(t, back, u.Submit(page, "done").To)
	assert.Equal(t, []string{"connected Sanduhr Direktbank OK", "synchronized Sanduhr Direktbank OK", "connected Sanduhr Direktbank OK"}, h.told())
}

func TestConsent_aNewOneTakesThePlaceOfTheOld(t *testing.T) {
	h := start(t)
	h.connect(uba.Options{}, "nordlicht")
	h.connect(uba.Options{}, "moorland")
	h.connect(uba.Options{}, "nordlicht")
	assert.Equal(t, []string{"Nordlicht Bank SCA_REQUIRED", "Moorland Volkskasse SYNC_FAILED", "Nordlicht Bank OK"}, h.statuses())
	assert.True(t, h.logins()[1].Synchronized.IsZero())
	other, page := h.visit(uba.Options{User: "bob"})
	h.signIn(other, page, "nordlicht")
	other.Submit(page, "code", "code", "123456")
	assert.Equal(t, "Nordlicht Bank OK", h.statuses()[2], "another user's consent changes nothing")
}

func TestManagement_beginsWithTheOverviewUnlessItIsSkipped(t *testing.T) {
	h := start(t)
	mine := h.connect(uba.Options{}, "nordlicht")
	u, page := h.visit(uba.Options{Management: true})
	h.sees(u.Get(page), "Your banks")
	h.sees(u.Get(page), "Nordlicht Bank")
	u.Submit(page, "search")
	h.sees(u.Get(page), "Find your bank")
	u, page = h.visit(uba.Options{Management: true, AddBankLogin: true})
	h.sees(u.Get(page), "Find your bank")

	u, page = h.visit(uba.Options{User: "bob", Management: true})
	h.sees(u.Get(page), "No bank is connected")
	u.Submit(page, "renew", "login", mine.ID)
	h.sees(u.Get(page), "Your banks")
	assert.NotContains(t, u.Get(page).Body, "Nordlicht", "another user's login is not there")
}

func TestMultiple_connectsSeveralLoginsInOneSession(t *testing.T) {
	h := start(t)
	u, page := h.visit(uba.Options{Multiple: true})
	h.signIn(u, page, "nordlicht")
	assert.Equal(t, page, u.Submit(page, "code", "code", "123456").To, "the session goes on")
	u.Submit(page, "search")
	h.signIn(u, page, "ahornkasse")
	h.uba.Answer(h.uba.Questions()[0].ID, true)
	assert.Empty(t, u.Get(page).To)
	assert.Equal(t, back, u.Submit(page, "done").To)
	assert.Equal(t, []string{"Nordlicht Bank OK", "Ahornkasse OK"}, h.statuses())
}

func TestUsers(t *testing.T) {
	h := start(t)
	made, err := h.uba.NewUser("company", "suspended")
	require.NoError(t, err)
	assert.Equal(t, "company", made.Type)
	opened, err := h.uba.Open(uba.Options{User: made.Identifier})
	require.NoError(t, err)
	assert.Equal(t, made.Identifier, opened.UserIdentifier, "the identifier names the same user")
	_, ok := h.uba.Logins("nobody")
	assert.False(t, ok)
	mine := h.connect(uba.Options{}, "nordlicht")
	_, ok = h.uba.Login(made.Identifier, mine.ID)
	assert.False(t, ok, "another user's login")
	_, ok = h.uba.Login(mine.User, mine.ID)
	assert.True(t, ok)
	assert.False(t, h.uba.Synchronize(mine.ID), "a user who is not recurring is not synchronized")
	assert.False(t, h.uba.Synchronize("none"))
}

func TestOpen_refusesWhatCannotBeUsed(t *testing.T) {
	h := start(t)
	for name, o := range map[string]uba.Options{
		"noUser":         {Return: back},
		"longUser":       {User: strings.Repeat("a", 257)},
		"script":         {User: "ada", Return: "JavaScript:alert(1)"},
		"data":           {User: "ada", Return: "data:text/html,x"},
		"path":           {User: "ada", Return: "/back"},
		"noHost":         {User: "ada", Return: "https:///back"},
		"fragment":       {User: "ada", Return: "https://app.example/#x"},
		"userInfo":       {User: "ada", Return: "https://u@app.example/"},
		"lineBreak":      {User: "ada", Return: "https://app.example/\r\nX: 1"},
		"space":          {User: "ada", Return: "myapp://a b"},
		"protocolless":   {User: "ada", Return: "//app.example/"},
		"brokenEscape":   {User: "ada", Return: "https://app.example/%zz"},
		"beyondASCII":    {User: "ada", Return: "https://äpp.example/"},
		"file":           {User: "ada", Return: "file:///etc/passwd"},
		"aboutBlankPage": {User: "ada", Return: "about:blank"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.uba.Open(o)
			assert.Equal(t, fault.InputInvalid, fault.CodeOf(err))
		})
	}
}

func TestNew_refusesHalfASetting(t *testing.T) {
	for name, c := range map[string]uba.Config{
		"noOrigin":        {},
		"path":            {Origin: "https://uba.example/x"},
		"negativeSession": {Origin: "https://uba.example", SessionTTL: -1},
		"negativeConsent": {Origin: "https://uba.example", ConsentTTL: -1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := uba.New(c)
			assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
		})
	}
}
