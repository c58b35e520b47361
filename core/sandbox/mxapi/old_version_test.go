package mxapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

// These are the types that MX's description of v20111101 gives to
// the fields, as clients that were made from it decode them: a value of
// another type is an error there. All but the guids may be null.

type oldUser struct {
	GUID, ID, Email, Metadata *string
	IsDisabled                *bool `json:"is_disabled"`
}

type oldWidgetURL struct {
	Type   *string `json:"type"`
	URL    *string `json:"url"`
	UserID *string `json:"user_id"`
}

type oldInstitution struct {
	Code                          string
	Name, URL                     *string
	InstructionalText             *string  `json:"instructional_text"`
	InstructionalTextSteps        []string `json:"instructional_text_steps"`
	SmallLogoURL                  *string  `json:"small_logo_url"`
	SupportsAccountIdentification *bool    `json:"supports_account_identification"`
	SupportsAccountStatement      *bool    `json:"supports_account_statement"`
	SupportsAccountVerification   *bool    `json:"supports_account_verification"`
	SupportsTransactionHistory    *bool    `json:"supports_transaction_history"`
	SupportsOAuth                 *bool    `json:"supports_oauth"`
}

type oldCredential struct {
	GUID, Label  *string
	DisplayOrder *int    `json:"display_order"`
	FieldName    *string `json:"field_name"`
	FieldType    *string `json:"field_type"`
}

type oldMember struct {
	GUID, ID, Metadata, Name *string
	AggregatedAt             *string `json:"aggregated_at"`
	ConnectionStatus         *string `json:"connection_status"`
	InstitutionCode          *string `json:"institution_code"`
	IsBeingAggregated        *bool   `json:"is_being_aggregated"`
	IsOAuth                  *bool   `json:"is_oauth"`
	MostRecentJobDetailCode  *int    `json:"most_recent_job_detail_code"`
	MostRecentJobDetailText  *bool   `json:"most_recent_job_detail_text"`
	MostRecentJobGUID        *bool   `json:"most_recent_job_guid"` // a boolean in that description
	OAuthWindowURI           *string `json:"oauth_window_uri"`
	SuccessfullyAggregatedAt *string `json:"successfully_aggregated_at"`
	UserGUID                 *string `json:"user_guid"`
}

type oldStatus struct {
	GUID                     *string
	Challenges               []oldCredential
	ConnectionStatus         *string `json:"connection_status"`
	HasProcessedTransactions *bool   `json:"has_processed_transactions"`
	IsAuthenticated          *bool   `json:"is_authenticated"`
	IsBeingAggregated        *bool   `json:"is_being_aggregated"`
}

type oldAccount struct {
	GUID, Name, Type, Subtype *string
	AccountNumber             *string  `json:"account_number"`
	AvailableBalance          *float64 `json:"available_balance"`
	Balance                   *float64 `json:"balance"`
	CreditLimit               *float64 `json:"credit_limit"`
	CurrencyCode              *string  `json:"currency_code"`
	IsClosed                  *bool    `json:"is_closed"`
	MemberGUID                *string  `json:"member_guid"`
}

type oldTransaction struct {
	GUID, Category, Date, Description, Memo, Status, Type *string
	AccountGUID                                           *string `json:"account_guid"`
	Amount                                                *float64
	IsDirectDeposit                                       *bool   `json:"is_direct_deposit"`
	MerchantCategoryCode                                  *int    `json:"merchant_category_code"`
	OriginalDescription                                   *string `json:"original_description"`
	TopLevelCategory                                      *string `json:"top_level_category"`
}

type oldPagination struct {
	CurrentPage  *int `json:"current_page"`
	PerPage      *int `json:"per_page"`
	TotalEntries *int `json:"total_entries"`
	TotalPages   *int `json:"total_pages"`
}

// oldClient asks as clients of that version do.
type oldClient struct{ mxtest.Client }

// ask makes a call and decodes what is under key.
func (c oldClient) ask(method, path, body, key string, into any) oldPagination {
	c.T.Helper()
	r, err := http.NewRequest(method, c.Sandbox.BaseURL()+path, strings.NewReader(body))
	require.NoError(c.T, err)
	id, apiKey := c.Sandbox.Credentials()
	r.SetBasicAuth(id, apiKey.Reveal())
	r.Header.Set("Accept", "application/vnd.mx.api.v1+json")
	r.Header.Set("User-Agent", "OpenAPI-Generator/1.12.0/go")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(c.T, err)
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	require.NoError(c.T, err)
	require.Less(c.T, answer.StatusCode, 300, "%s %s: %s", method, path, data)
	assert.Equal(c.T, "application/vnd.mx.api.v1+json", answer.Header.Get("Content-Type"))
	var envelope map[string]json.RawMessage
	require.NoError(c.T, json.Unmarshal(data, &envelope))
	require.Contains(c.T, envelope, key)
	require.NoError(c.T, json.Unmarshal(envelope[key], into), "%s", envelope[key])
	var p oldPagination
	if raw, found := envelope["pagination"]; found {
		require.NoError(c.T, json.Unmarshal(raw, &p))
	}
	return p
}

func TestOldVersion_wholeJourney(t *testing.T) {
	c := oldClient{mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))}
	var user oldUser
	c.ask("POST", "/users", `{"user":{"id":"u-1","email":"ada@example.com"}}`, "user", &user)
	require.NotNil(t, user.GUID)
	var users []oldUser
	assert.Equal(t, 1, *c.ask("GET", "/users?page=1&records_per_page=10", "", "users", &users).TotalEntries)
	c.ask("GET", "/users/"+*user.GUID, "", "user", &user)
	c.ask("PUT", "/users/"+*user.GUID, `{"user":{"metadata":"x"}}`, "user", &user)
	assert.Equal(t, "x", *user.Metadata)

	var widget oldWidgetURL
	c.ask("POST", "/users/"+*user.GUID+"/widget_urls", `{"widget_url":{"widget_type":"connect_widget","is_mobile_webview":true,"ui_message_version":4}}`, "widget_url", &widget)
	assert.Contains(t, *widget.URL, "/md/connect/")
	assert.Equal(t, "connect_widget", *widget.Type)

	var institutions []oldInstitution
	c.ask("GET", "/institutions?name=Quartz", "", "institutions", &institutions)
	require.Len(t, institutions, 1)
	assert.False(t, *institutions[0].SupportsAccountVerification)
	c.ask("GET", "/institutions?supports_account_verification=true&name=Quartz", "", "institutions", &institutions)
	assert.Empty(t, institutions)
	var institution oldInstitution
	c.ask("GET", "/institutions/harborlight", "", "institution", &institution)
	assert.True(t, *institution.SupportsTransactionHistory)
	var form []oldCredential
	c.ask("GET", "/institutions/harborlight/credentials", "", "credentials", &form)
	require.Len(t, form, 2)

	members := "/users/" + *user.GUID + "/members"
	var m oldMember
	c.ask("POST", members, `{"member":{"institution_code":"harborlight","credentials":[{"guid":"`+*form[0].GUID+`","value":"ada"},{"guid":"`+*form[1].GUID+`","value":"correct"}]}}`, "member", &m)
	assert.Nil(t, m.MostRecentJobGUID)
	var all []oldMember
	c.ask("GET", members, "", "members", &all)
	require.Len(t, all, 1)
	c.ask("GET", members+"/"+*m.GUID, "", "member", &m)
	var status oldStatus
	c.ask("GET", members+"/"+*m.GUID+"/status", "", "member", &status)
	assert.Equal(t, "CONNECTED", *status.ConnectionStatus)
	c.ask("POST", members+"/"+*m.GUID+"/aggregate", "", "member", &m)

	var accounts []oldAccount
	c.ask("GET", "/users/"+*user.GUID+"/accounts", "", "accounts", &accounts)
	require.Len(t, accounts, 3)
	c.ask("GET", members+"/"+*m.GUID+"/accounts", "", "accounts", &accounts)
	var account oldAccount
	c.ask("GET", "/users/"+*user.GUID+"/accounts/"+*accounts[0].GUID, "", "account", &account)
	var transactions []oldTransaction
	for _, path := range []string{"/users/" + *user.GUID, members + "/" + *m.GUID, "/users/" + *user.GUID + "/accounts/" + *accounts[0].GUID} {
		c.ask("GET", path+"/transactions", "", "transactions", &transactions)
		assert.NotEmpty(t, transactions)
	}
}

// TestOldVersion_withoutItsMediaType has the operations that the older version
// asks for in another way.
func TestOldVersion_withoutItsMediaType(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	user := c.User("ada")
	m := c.Must("POST", "/users/ada/members", c.LoginAt("harborlight", "correct"))["member"].(object)["guid"].(string)
	for _, row := range []struct {
		method, path, accept string
		status               int
	}{
		{"GET", "/users/" + user + "/micro_deposits", "application/json", 200},
		{"DELETE", "/users/" + user + "/members/" + m, "*/*", 204},
		{"DELETE", "/users/" + user, "application/vnd.mx.api.v1+json", 204},
		{"GET", "/users", "application/json", 400},
	} {
		r := c.Request(row.method, row.path, nil)
		r.Header.Del("Accept-Version")
		r.Header.Set("Accept", row.accept)
		status, _ := c.Do(r)
		assert.Equal(t, row.status, status, "%s %s", row.method, row.path)
	}
}
