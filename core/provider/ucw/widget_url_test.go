package ucw_test

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/secret"
)

func request() ucw.WidgetURLRequest {
	return ucw.WidgetURLRequest{JobTypes: []ucw.JobType{ucw.Transactions}, UserID: "ada", TargetOrigin: "https://app.example"}
}

func TestWidgetURLComesFromTheServersPublicAddress(t *testing.T) {
	s := start(t, ucwapi.Config{}, nil)
	url, err := s.WidgetURL(t.Context(), request())
	require.NoError(t, err)
	assert.Regexp(t, `^https://widgets\.example/widget\?token=[0-9a-f-]{36}$`, url.Reveal())
	assert.Equal(t, secret.Mask, url.String())
}

func TestWidgetURLIsAskedForAsTheServerWants(t *testing.T) {
	rows := []struct {
		name   string
		change func(*ucw.WidgetURLRequest)
		want   string
	}{
		{"job types are an array", func(*ucw.WidgetURLRequest) {}, `{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"https://app.example"}`},
		{"everything", func(r *ucw.WidgetURLRequest) {
			r.InstitutionID, r.SingleAccountSelect, r.AggregatorOverride = "mxBank", new(false), ucw.Sophtron
		}, `{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"https://app.example","institutionId":"mxBank","singleAccountSelect":false,"aggregatorOverride":"sophtron"}`},
		{"a refresh names its connection", func(r *ucw.WidgetURLRequest) { r.Connection = &mx },
			`{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"https://app.example","institutionId":"mxBank","connectionId":"MBR-canary-1","aggregator":"mx_int"}`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			c, requests := canned(t, 200, "application/json", `{"widgetUrl":"https://w.example/widget?token=t"}`)
			req := request()
			row.change(&req)
			_, err := c.WidgetURL(t.Context(), req)
			require.NoError(t, err)
			require.Len(t, *requests, 1, "the widget URL itself is never loaded")
			got := (*requests)[0]
			assert.Equal(t, "POST /widgetUrl", got.method+" "+got.uri)
			assert.JSONEq(t, row.want, got.body)
			assert.Empty(t, got.header.Get("Authorization"), "no token unless one is configured")
		})
	}
}

// TestLocalChecksHaveTheServersWords sends what the client refuses to the
// server, which refuses it with the same words.
func TestLocalChecksHaveTheServersWords(t *testing.T) {
	s := start(t, ucwapi.Config{}, nil)
	with := func(change func(*ucw.Connection)) func(*ucw.WidgetURLRequest) {
		return func(r *ucw.WidgetURLRequest) {
			c := mx
			change(&c)
			r.Connection = &c
		}
	}
	rows := []struct {
		name   string
		change func(*ucw.WidgetURLRequest)
		body   string // that says the same
	}{
		{"no job types", func(r *ucw.WidgetURLRequest) { r.JobTypes = nil }, `{"userId":"ada"}`},
		{"an empty list", func(r *ucw.WidgetURLRequest) { r.JobTypes = []ucw.JobType{} }, `{"jobTypes":[]}`},
		{"an unknown job type", func(r *ucw.WidgetURLRequest) { r.JobTypes = append(r.JobTypes, "Transactions") }, `{"jobTypes":["transactions","Transactions"]}`},
		{"no user", func(r *ucw.WidgetURLRequest) { r.UserID = "" }, `{"jobTypes":["transactions"],"userId":""}`},
		{"no target", func(r *ucw.WidgetURLRequest) { r.TargetOrigin = "" }, `{"jobTypes":["transactions"],"userId":"ada","targetOrigin":""}`},
		{"any target", func(r *ucw.WidgetURLRequest) { r.TargetOrigin = "*" }, `{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"*"}`},
		{"an app's own scheme", func(r *ucw.WidgetURLRequest) { r.TargetOrigin = "wails://wails" }, `{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"wails://wails"}`},
		{"a refresh without institution", with(func(c *ucw.Connection) { c.InstitutionID = "" }),
			`{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"https://a.example","connectionId":"c","aggregator":"mx_int"}`},
		{"a refresh without aggregator", with(func(c *ucw.Connection) { c.Aggregator = "" }),
			`{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"https://a.example","connectionId":"c","institutionId":"i"}`},
		{"a refresh without both", with(func(c *ucw.Connection) { c.Aggregator, c.InstitutionID = "", "" }),
			`{"jobTypes":["transactions"],"userId":"ada","targetOrigin":"https://a.example","connectionId":"c"}`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			req := request()
			row.change(&req)
			_, err := s.WidgetURL(t.Context(), req)
			require.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))
			require.NoError(t, errors.Unwrap(err), "no call was made")

			resp, err2 := http.Post(s.url+"/widgetUrl", "application/json", strings.NewReader(row.body))
			require.NoError(t, err2)
			defer resp.Body.Close()
			said, err2 := io.ReadAll(resp.Body)
			require.NoError(t, err2)
			assert.Equal(t, 400, resp.StatusCode)
			assert.Equal(t, html.UnescapeString(string(said)), fault.From(err).Detail)
		})
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestRefreshOfNothingOrOfAnotherUserIsRefused(t *testing.T) {
	c, requests := canned(t, 200, "application/json", `{}`)
	for name, connection := range map[string]ucw.Connection{
		"no id":        {UserID: "ada", Aggregator: ucw.MX, InstitutionID: "i"},
		"another user": {UserID: "bob", Aggregator: ucw.MX, InstitutionID: "i", ID: secret.New("c")},
	} {
		req := request()
		req.Connection = &connection
		_, err := c.WidgetURL(t.Context(), req)
		assert.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err), name)
	}
	assert.Empty(t, *requests)
}

func TestServersWordsAreRead(t *testing.T) {
	s := start(t, ucwapi.Config{}, nil)
	req := request()
	req.AggregatorOverride = ucw.MXInt
	_, err := s.WidgetURL(t.Context(), req)
	assert.Equal(t, `"aggregatorOverride" must be one of [akoya, finicity, mx, sophtron, plaid]`, requireFault(t, err, fault.ProviderRejected))
	assert.Equal(t, 400, fault.From(err).Status)
	assert.False(t, fault.From(err).Retryable)
}

func TestWidgetURLOfABadAnswer(t *testing.T) {
	var rows []struct {
		Name, Type, Body, Text string
		Status                 int
		Code                   fault.Code
	}
	require.NoError(t, json.Unmarshal([]byte(file(t, "bad_widget_urls.json")), &rows))
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			c, requests := canned(t, row.Status, row.Type, row.Body)
			_, err := c.WidgetURL(t.Context(), request())
			require.Equal(t, row.Code, fault.CodeOf(err))
			assert.Len(t, *requests, 1, "a POST is never repeated")
			if row.Code != fault.WidgetURLInvalid {
				assert.Equal(t, row.Text, requireFault(t, err, row.Code))
			}
		})
	}
}
