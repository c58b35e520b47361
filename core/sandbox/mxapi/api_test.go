package mxapi_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/world"
)

type object = mxtest.Object

func TestAPI_refusals(t *testing.T) {
	s := sandboxtest.Start(t, mxtest.Ready)
	c := mxtest.New(t, s)
	user := c.User("ada")
	c.Must("POST", "/users/ada/members", c.LoginAt("harborlight", "correct"))
	widget := func(fields object) object {
		body := object{"widget_type": "connect_widget"}
		for k, v := range fields {
			body[k] = v
		}
		return object{"widget_url": body}
	}
	widgets := "/users/" + user + "/widget_urls"
	for _, row := range []struct {
		name         string
		method, path string
		body         any
		spoil        func(*http.Request)
		status       int
	}{
		{"noCredentials_401", "GET", "/users", nil, func(r *http.Request) { r.Header.Del("Authorization") }, 401},
		{"wrongKey_401", "GET", "/users", nil, func(r *http.Request) { r.SetBasicAuth("sandbox-client", "wrong") }, 401},
		{"unknownPathWithoutCredentials_401", "GET", "/nothing", nil, func(r *http.Request) { r.Header.Del("Authorization") }, 401},
		{"unknownPath_404", "GET", "/nothing", nil, nil, 404},
		{"unknownMethod_404", "PATCH", "/users/ada", nil, nil, 404},
		{"noVersion_400", "GET", "/users", nil, func(r *http.Request) { r.Header.Del("Accept-Version") }, 400},
		{"otherVersion_400", "GET", "/users", nil, func(r *http.Request) { r.Header.Set("Accept-Version", "v20990101") }, 400},
		{"deleteUserWithoutAccept_400", "DELETE", "/users/ada", nil, func(r *http.Request) { r.Header.Del("Accept") }, 400},
		{"accountsWithoutAccept_400", "GET", "/users/ada/accounts", nil, func(r *http.Request) { r.Header.Del("Accept") }, 400},
		{"bodyNotDeclaredAsJSON_415", "POST", "/users", object{"user": object{}}, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 415},
		{"bodyTooLarge_413", "POST", "/users", object{"user": object{"metadata": strings.Repeat("x", 1<<20)}}, nil, 413},
		{"userMissing_400", "POST", "/users", object{}, nil, 400},
		{"textWhereABooleanBelongs_400", "POST", "/users", object{"user": object{"is_disabled": "true"}}, nil, 400},
		{"takenID_409", "POST", "/users", object{"user": object{"id": "ada"}}, nil, 409},
		{"unknownUser_404", "GET", "/users/USR-none", nil, nil, 404},
		{"unknownInstitution_404", "GET", "/institutions/nobank/credentials", nil, nil, 404},
		{"unknownMember_404", "GET", "/users/ada/members/MBR-none/status", nil, nil, 404},
		{"secondMemberAtAnInstitution_409", "POST", "/users/ada/members", c.LoginAt("harborlight", "correct"), nil, 409},
		{"memberWithoutCredentials_400", "POST", "/users/ada/members", object{"member": object{"institution_code": "mistral"}}, nil, 400},
		{"memberWithoutInstitution_400", "POST", "/users/ada/members", object{"member": object{}}, nil, 400},
		{"unknownProduct_400", "GET", "/institutions?supported_products=gold", nil, nil, 400},
		{"widgetURLByPartnerID_404", "POST", "/users/ada/widget_urls", widget(nil), nil, 404},
		{"widgetTypeMissing_400", "POST", widgets, object{"widget_url": object{}}, nil, 400},
		{"otherWidget_400", "POST", widgets, widget(object{"widget_type": "pulse_widget"}), nil, 400},
		{"olderMessages_400", "POST", widgets, widget(object{"ui_message_version": 3}), nil, 400},
		{"scriptAsScheme_400", "POST", widgets, widget(object{"ui_message_webview_url_scheme": "JavaScript"}), nil, 400},
		{"webAsScheme_400", "POST", widgets, widget(object{"ui_message_webview_url_scheme": "https"}), nil, 400},
		{"schemeWithMore_400", "POST", widgets, widget(object{"ui_message_webview_url_scheme": "mx://x?"}), nil, 400},
		{"referrerWithPolicyText_400", "POST", widgets, widget(object{"target_origin_referrer": "https://a;b"}), nil, 400},
		{"referrerWithWildcard_400", "POST", widgets, widget(object{"target_origin_referrer": "https://*.a"}), nil, 400},
		{"referrerWithoutHost_400", "POST", widgets, widget(object{"target_origin_referrer": "about:blank"}), nil, 400},
		{"noSearchAndNothingElse_400", "POST", widgets, widget(object{"disable_institution_search": true}), nil, 400},
		{"textWhereTheWebviewFlagBelongs_400", "POST", widgets, widget(object{"is_mobile_webview": "yes"}), nil, 400},
		{"dataRequestWithoutProducts_400", "POST", widgets, widget(object{"data_request": object{}}), nil, 400},
		{"otherMode_400", "POST", widgets, widget(object{"mode": "tax"}), nil, 400},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := mxtest.New(t, s)
			r := c.Request(row.method, row.path, row.body)
			if row.spoil != nil {
				row.spoil(r)
			}
			status, answer := c.Do(r)
			require.Equal(t, row.status, status, answer)
			assert.NotEmpty(t, answer["message"])
		})
	}
}

func TestAPI_malformedBodiesAreRefused(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	for _, body := range []string{"", "{", "null", "[]", `"user"`, `{"user":{}} {}`, `{"user":[]}`, "\xff"} {
		r := c.Request("POST", "/users", object{})
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), -1
		status, answer := c.Do(r)
		assert.Equal(t, http.StatusBadRequest, status, "body %q: %v", body, answer)
	}
}

func TestAPI_oldVersionsAcceptHeaderIsLetIn(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	r := c.Request("GET", "/users", nil)
	r.Header.Del("Accept-Version")
	r.Header.Set("Accept", "application/vnd.mx.api.v1+json")
	status, _ := c.Do(r)
	assert.Equal(t, http.StatusOK, status)
}

func TestAPI_users(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	guid := c.User("ada")
	c.User("grace")
	updated := c.Must("PUT", "/users/ada", object{"user": object{"email": "ada@example.com", "is_disabled": true}})["user"].(object)
	assert.Equal(t, object{"guid": guid, "id": "ada", "email": "ada@example.com", "is_disabled": true, "metadata": nil}, updated)
	assert.Equal(t, updated, c.Must("GET", "/users/"+guid, nil)["user"])
	found := c.Must("GET", "/users?email=ada@example.com&is_disabled=true", nil)
	assert.Equal(t, []any{updated}, found["users"])
	status, body := c.Call("DELETE", "/users/ada", nil)
	assert.Equal(t, http.StatusNoContent, status)
	assert.Nil(t, body)
	status, _ = c.Call("GET", "/users/"+guid, nil)
	assert.Equal(t, http.StatusNotFound, status)
}

func TestAPI_pagination(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	total := len(c.Sandbox.World().Institutions(world.InstitutionFilter{}))
	for _, row := range []struct {
		name, query         string
		perPage, page, want int
	}{
		{"default_25", "", 25, 1, 25},
		{"secondPage_theRest", "?page=2", 25, 2, total - 25},
		{"ten_ten", "?records_per_page=10", 10, 1, 10},
		{"hundred_all", "?records_per_page=100", 100, 1, total},
		{"aboveHundred_fallsBackTo25", "?records_per_page=101", 25, 1, 25},
		{"belowTen_fallsBackTo25", "?records_per_page=9", 25, 1, 25},
		{"notANumber_fallsBackTo25", "?records_per_page=many&page=first", 25, 1, 25},
		{"behindTheLastPage_empty", "?page=99", 25, 99, 0},
		{"hugePage_empty", "?page=9223372036854775807", 25, 9223372036854775807, 0},
		{"pageZero_first", "?page=0", 25, 1, 25},
	} {
		t.Run(row.name, func(t *testing.T) {
			answer := c.Must("GET", "/institutions"+row.query, nil)
			assert.Len(t, answer["institutions"], row.want)
			assert.Equal(t, object{
				"current_page": float64(row.page), "per_page": float64(row.perPage),
				"total_entries": float64(total), "total_pages": float64((total + row.perPage - 1) / row.perPage),
			}, answer["pagination"])
		})
	}
	users := c.Must("GET", "/users?records_per_page=1000", nil)
	assert.Equal(t, []any{}, users["users"], "an empty list is [], not null")
	assert.Equal(t, 1000.0, users["pagination"].(object)["per_page"])
}

func TestAPI_institutions(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	found := c.Must("GET", "/institutions?name=HARBOR&iso_country_code=US&supported_products=history", nil)["institutions"].([]any)
	require.Len(t, found, 1)
	in := found[0].(object)
	assert.Equal(t, "harborlight", in["code"])
	assert.Equal(t, in, c.Must("GET", "/institutions/harborlight", nil)["institution"])
	fields := c.Must("GET", fmt.Sprintf("/institutions/%s/credentials", in["guid"]), nil)["credentials"].([]any)
	require.Len(t, fields, 2)
	assert.Equal(t, "LOGIN", fields[0].(object)["field_name"])
	assert.Equal(t, "PASSWORD", fields[1].(object)["field_type"])
}

func TestAPI_memberIsPolledUntilItIsReady(t *testing.T) {
	clock := mxtest.NewClock()
	c := mxtest.New(t, sandboxtest.Start(t, func(o *sandbox.Options) { o.Now = clock.Now }))
	c.User("ada")
	m := c.Must("POST", "/users/ada/members", c.LoginAt("harborlight", "correct"))["member"].(object)
	path := "/users/ada/members/" + m["guid"].(string)
	status := func() (any, any) {
		got := c.Must("GET", path+"/status", nil)["member"].(object)
		return got["connection_status"], got["is_being_aggregated"]
	}
	for _, want := range []struct {
		status      string
		aggregating bool
	}{{"CREATED", true}, {"CONNECTED", true}, {"CONNECTED", false}} {
		got, aggregating := status()
		assert.Equal(t, want.status, got)
		assert.Equal(t, want.aggregating, aggregating)
		clock.Advance(750 * time.Millisecond)
	}
	accounts := c.Must("GET", "/users/ada/accounts", nil)["accounts"].([]any)
	require.Len(t, accounts, 3)
	assert.Equal(t, accounts, c.Must("GET", path+"/accounts", nil)["accounts"])
	first := accounts[0].(object)
	assert.Equal(t, "CHECKING", first["type"])
	assert.Equal(t, "USD", first["currency_code"])
	assert.Greater(t, first["balance"], 0.0)
	assert.Empty(t, c.Must("GET", "/users/ada/accounts?is_manual=true", nil)["accounts"])
}

func TestAPI_memberWrongPasswordUpdatedThenDeleted(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	c.User("ada")
	body := c.LoginAt("mistral", "wrong")
	body["member"].(object)["id"] = "mine"
	m := c.Must("POST", "/users/ada/members", body)["member"].(object)
	assert.Equal(t, "DENIED", m["connection_status"])
	assert.Equal(t, true, m["needs_updated_credentials"])
	m = c.Must("PUT", "/users/ada/members/mine", c.LoginAt("mistral", "correct"))["member"].(object)
	assert.Equal(t, "CONNECTED", m["connection_status"])
	assert.Equal(t, "ada", m["user_id"])
	assert.Len(t, c.Must("GET", "/users/ada/members", nil)["members"], 1)
	status, _ := c.Call("DELETE", "/users/ada/members/mine", nil)
	assert.Equal(t, http.StatusNoContent, status)
	assert.Equal(t, []any{}, c.Must("GET", "/users/ada/members", nil)["members"])
	assert.Equal(t, []any{}, c.Must("GET", "/users/ada/accounts", nil)["accounts"])
}
