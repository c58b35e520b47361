package mxwidget_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
)

type object = mxtest.Object

func TestWidget_wholeJourneyAsThePageMakesIt(t *testing.T) {
	clock := mxtest.NewClock()
	c := mxtest.New(t, sandboxtest.Start(t, func(o *sandbox.Options) { o.Now = clock.Now }))
	user := c.User("ada")
	p := c.Open(c.WidgetURL(user, object{"is_mobile_webview": true, "mode": "verification"}))
	assert.Equal(t, []any{}, p.RPC("loadMembers", "en"))

	popular := p.RPC("loadPopularInstitutions", object{"per_page": 25}).([]any)
	require.Len(t, popular, 10)
	found := p.RPC("loadInstitutions", object{"search_name": "mistral", "page": 1, "per_page": 25}).([]any)
	require.Len(t, found, 1)
	in := found[0].(object)
	assert.Equal(t, in, p.RPC("loadInstitutionByGuid", in["guid"]))
	assert.Equal(t, in, p.RPC("loadInstitutionByCode", "mistral"))
	assert.Equal(t, object{"title": nil, "description": nil, "steps": nil}, in["instructional_data"])

	fields := p.RPC("getInstitutionCredentials", in["guid"])
	assert.Equal(t, 3.0, fields.([]any)[0].(object)["field_type"])
	assert.Equal(t, 1.0, fields.([]any)[1].(object)["field_type"])
	config := p.Boot["client_config"]
	added := p.RPC("addMember", object{"institution_guid": in["guid"], "credentials": mxtest.Form(fields, "wrong"), "rawInstitutionData": in}, config, false)
	m := added.(object)["member"].(object)
	assert.Equal(t, true, m["is_being_aggregated"])
	poll := func(status float64, aggregating bool) object {
		got := p.RPC("loadMemberByGuid", m["guid"], "en").(object)
		assert.Equal(t, status, got["connection_status"])
		assert.Equal(t, aggregating, got["is_being_aggregated"])
		return got
	}
	poll(0, true)
	clock.Advance(3 * time.Second)
	denied := poll(2, false)

	assert.Equal(t, fields, p.RPC("getMemberCredentials", m["guid"]))
	denied["credentials"] = mxtest.Form(fields, "correct")
	updated := p.RPC("updateMember", denied, config, false).(object)
	assert.Equal(t, 15.0, updated["connection_status"])
	clock.Advance(time.Second)
	poll(6, true)
	clock.Advance(time.Second)
	connected := poll(6, false)
	job := p.RPC("loadJob", connected["most_recent_job_guid"]).(object)
	assert.Equal(t, object{"guid": connected["most_recent_job_guid"], "job_type": 1.0, "async_account_data_ready": false}, job)
	assert.Equal(t, []any{connected}, p.RPC("loadMembers", "en"))

	status := c.Must("GET", "/users/"+user+"/members/"+m["guid"].(string)+"/status", nil)["member"].(object)
	assert.Equal(t, "CONNECTED", status["connection_status"])
	assert.Len(t, c.Must("GET", "/users/"+user+"/accounts", nil)["accounts"], 3)
}

func TestWidget_secondMemberIsAConflictThatNamesTheFirst(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
	p := c.Open(c.WidgetURL(c.User("ada"), nil))
	in := p.RPC("loadInstitutionByCode", "harborlight").(object)
	body := object{"institution_guid": in["guid"], "credentials": mxtest.Form(p.RPC("getInstitutionCredentials", in["guid"]), "correct")}
	first := p.RPC("addMember", body).(object)["member"].(object)
	status, answer := p.Try("addMember", body)
	assert.Equal(t, http.StatusConflict, status)
	failure := answer["error"].(object)
	assert.Equal(t, 409.0, failure["status"])
	assert.Equal(t, first["guid"], failure["data"].(object)["guid"])

	again := p.RPC("runJob", 0, first["guid"], object{}, true).(object)
	assert.Equal(t, 6.0, again["connection_status"])
	assert.Equal(t, object{}, p.RPC("deleteMember", first))
	assert.Equal(t, []any{}, p.RPC("loadMembers", "en"))
}

func TestWidget_jobTypeFitsTheSession(t *testing.T) {
	for _, row := range []struct {
		name   string
		fields object
		want   float64
	}{
		{"default_aggregation", nil, 0},
		{"verification_verification", object{"mode": "verification"}, 1},
		{"accountVerificationProduct_verification", object{"data_request": object{"products": []string{"account_verification"}}}, 1},
		{"rewardsProduct_reward", object{"data_request": object{"products": []string{"rewards"}}}, 6},
		{"transactionsProduct_aggregation", object{"data_request": object{"products": []string{"transactions"}}}, 0},
		{"twoProducts_combination", object{"data_request": object{"products": []string{"transactions", "statements"}}}, 11},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := mxtest.New(t, sandboxtest.Start(t, mxtest.Ready))
			p := c.Open(c.WidgetURL(c.User("ada"), row.fields))
			assert.Equal(t, row.want, p.RPC("loadJob", nil).(object)["job_type"])
			in := p.RPC("loadInstitutionByCode", "harborlight").(object)
			m := p.RPC("addMember", object{"institution_guid": in["guid"], "credentials": mxtest.Form(p.RPC("getInstitutionCredentials", in["guid"]), "correct")})
			job := p.RPC("loadJob", m.(object)["member"].(object)["most_recent_job_guid"]).(object)
			assert.Equal(t, row.want, job["job_type"])
		})
	}
}

func TestWidget_callbacksThatHaveDefaults(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	p := c.Open(c.WidgetURL(c.User("ada"), nil))
	assert.Equal(t, []any{}, p.RPC("loadDiscoveredInstitutions", object{"iso_country_code": "US"}))
	assert.Equal(t, object{}, p.RPC("oAuthStart", object{}))
	assert.Equal(t, object{"user_profile": object{"too_small_modal_dismissed_at": 17.0}},
		p.RPC("updateUserProfile", object{"too_small_modal_dismissed_at": 17}))
	assert.Equal(t, []any{}, p.RPC("loadInstitutions", object{"search_name": "zzz", "page": 1}))
	assert.Equal(t, []any{}, p.RPC("loadInstitutions", object{"routing_number": "111111111", "page": 1}))
	assert.Equal(t, []any{}, p.RPC("loadInstitutions", object{"search_name": "bank", "page": 1 << 40}))
	assert.Len(t, p.RPC("loadPopularInstitutions", object{"iso_country_code": "CA"}), 2)
	for _, name := range []string{"Quartzmere", "Thimbleton"} {
		assert.Len(t, p.RPC("loadInstitutions", object{"search_name": name}), 1)
		assert.Empty(t, p.RPC("loadInstitutions", object{"search_name": name, "account_verification_is_enabled": true, "account_identification_is_enabled": true}))
	}
}

func TestWidget_refusedCallbacks(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	other := c.User("grace")
	c.Must("POST", "/users/grace/members", c.LoginAt("harborlight", "correct"))
	theirs := c.Must("GET", "/users/"+other+"/members", nil)["members"].([]any)[0].(object)
	p := c.Open(c.WidgetURL(c.User("ada"), nil))
	for _, row := range []struct {
		name     string
		callback string
		params   []any
		status   int
	}{
		{"unknownCallback_404", "format", nil, 404},
		{"manualAccount_501", "createAccount", nil, 501},
		{"supportTicket_501", "createSupportTicket", nil, 501},
		{"answerOfAnotherUsersMember_404", "updateMFA", []any{theirs}, 404},
		{"loginOfAnotherUsersMember_404", "getOAuthWindowURI", []any{theirs["guid"]}, 404},
		{"unknownLogin_404", "loadOAuthState", []any{"OAS-none"}, 404},
		{"unknownMicrodeposit_404", "loadMicrodepositByGuid", []any{"MIC-none"}, 404},
		{"oauthWithoutAnInstitution_404", "addMember", []any{object{"is_oauth": true}}, 404},
		{"oauthWhereThereIsAForm_400", "addMember", []any{object{"is_oauth": true, "institution_guid": theirs["institution_guid"]}}, 400},
		{"microdepositToAnImpossibleAccount_400", "createMicrodeposit", []any{object{"account_number": "1", "routing_number": "123456789", "account_type": 1}}, 400},
		{"memberOfAnotherUser_404", "loadMemberByGuid", []any{theirs["guid"]}, 404},
		{"updateOfAnotherUsersMember_404", "updateMember", []any{theirs}, 404},
		{"deletionOfAnotherUsersMember_404", "deleteMember", []any{theirs}, 404},
		{"jobOfAnotherUser_404", "loadJob", []any{theirs["most_recent_job_guid"]}, 404},
		{"unknownInstitution_404", "loadInstitutionByGuid", []any{"INS-none"}, 404},
		{"objectWhereTextBelongs_400", "loadMemberByGuid", []any{object{}}, 400},
		{"textWhereABooleanBelongs_400", "addMember", []any{object{"is_oauth": "false"}}, 400},
		{"textWhereANumberBelongs_400", "runJob", []any{"0", "MBR"}, 400},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, answer := p.Try(row.callback, row.params...)
			require.Equal(t, row.status, status, answer)
			failure := answer["error"].(object)
			assert.Equal(t, float64(row.status), failure["status"])
			assert.NotEmpty(t, failure["message"])
			assert.NotNil(t, failure["data"])
		})
	}
}

func TestWidgetURL_opensOnce(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	address := c.WidgetURL(c.User("ada"), nil)
	var opened, gone atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			answer, err := http.Get(address)
			if err != nil {
				t.Error(err)
				return
			}
			answer.Body.Close()
			switch answer.StatusCode {
			case http.StatusOK:
				opened.Add(1)
			case http.StatusGone:
				gone.Add(1)
			}
		})
	}
	wg.Wait()
	assert.EqualValues(t, 1, opened.Load())
	assert.EqualValues(t, 7, gone.Load())
}

func TestWidgetURL_lifetime(t *testing.T) {
	for _, row := range []struct {
		name   string
		after  time.Duration
		method string
		purpose,
		path string
		status int
	}{
		{"fresh_opens", 0, "GET", "", "", 200},
		{"atTenMinutes_opens", 10 * time.Minute, "GET", "", "", 200},
		{"laterThanTenMinutes_gone", 10*time.Minute + 1, "GET", "", "", 410},
		{"unknownToken_notFound", 0, "GET", "", "/md/connect/none", 404},
		{"head_doesNotOpen", 0, "HEAD", "", "", 405},
		{"prefetch_doesNotOpen", 0, "GET", "prefetch;prerender", "", 405},
	} {
		t.Run(row.name, func(t *testing.T) {
			clock := mxtest.NewClock()
			c := mxtest.New(t, sandboxtest.Start(t, func(o *sandbox.Options) { o.Now = clock.Now }))
			address := c.WidgetURL(c.User("ada"), nil)
			clock.Advance(row.after)
			target := address
			if row.path != "" {
				target = c.Sandbox.BaseURL() + row.path
			}
			r, err := http.NewRequestWithContext(t.Context(), row.method, target, nil)
			require.NoError(t, err)
			r.Header.Set("Sec-Purpose", row.purpose)
			answer, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			defer answer.Body.Close()
			assert.Equal(t, row.status, answer.StatusCode)
			if row.status >= 400 {
				assert.Empty(t, answer.Cookies())
			}
			if row.status == 404 || row.status == 410 {
				body, err := io.ReadAll(answer.Body)
				require.NoError(t, err)
				assert.Contains(t, string(body), "<h1>This widget address")
			}
			if row.status == 405 {
				c.Open(address) // it was not used up
			}
		})
	}
}

func TestWidgetSession_endsWhenIdle(t *testing.T) {
	clock := mxtest.NewClock()
	c := mxtest.New(t, sandboxtest.Start(t, func(o *sandbox.Options) { o.Now = clock.Now }))
	p := c.Open(c.WidgetURL(c.User("ada"), nil))
	clock.Advance(15 * time.Minute)
	p.RPC("loadMembers", "en")
	clock.Advance(15*time.Minute + 1)
	status, _ := p.Try("loadMembers", "en")
	assert.Equal(t, http.StatusUnauthorized, status)
}

func TestWidgetPage_bootAndHeaders(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	r := c.Request("PUT", "/users/"+c.User("ada"), object{"user": object{"email": "</script><script>alert(1)</script>"}})
	status, answer := c.Do(r)
	require.Equal(t, http.StatusOK, status)
	user := answer["user"].(object)["guid"].(string)
	request := c.Request("POST", "/users/"+user+"/widget_urls", object{"widget_url": object{
		"widget_type": "connect_widget", "target_origin_referrer": "https://app.example:8443/start?x=1", "color_scheme": "dark",
		"current_member_guid": nil, "current_institution_code": "mistral", "disable_institution_search": true,
	}})
	request.Header.Set("Accept-Language", "fr-CA, en;q=0.5")
	_, answer = c.Do(request)
	address := answer["widget_url"].(object)["url"].(string)
	p := c.Open(address)

	assert.Equal(t, user, p.Boot["user_guid"])
	assert.NotEmpty(t, p.Boot["session_guid"])
	assert.Equal(t, object{"locale": "fr-ca", "custom_copy_namespace": ""}, p.Boot["language"])
	assert.Equal(t, object{
		"mode": "aggregation", "ui_message_version": 4.0, "is_mobile_webview": false, "ui_message_webview_url_scheme": "mx",
		"oauth_referral_source": "BROWSER", "color_scheme": "dark", "current_institution_code": "mistral",
		"disable_institution_search": true, "target_origin_referrer": "https://app.example:8443",
	}, p.Boot["client_config"])
	assert.Equal(t, "</script><script>alert(1)</script>", p.Boot["profiles"].(object)["user"].(object)["email"])
	assert.Equal(t, []any{}, p.Boot["user_features"])

	assert.Equal(t, "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; "+
		"style-src 'self' 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors https://app.example:8443",
		p.Headers.Get("Content-Security-Policy"))
	assert.Equal(t, "no-store", p.Headers.Get("Cache-Control"))
	assert.Equal(t, "nosniff", p.Headers.Get("X-Content-Type-Options"))
	assert.Equal(t, "no-referrer", p.Headers.Get("Referrer-Policy"))
	cookie := p.Headers.Get("Set-Cookie")
	for _, part := range []string{"connecthost_widget=", "Path=/md/", "HttpOnly", "SameSite=Strict"} {
		assert.Contains(t, cookie, part)
	}
	plain := c.Open(c.WidgetURL(user, nil))
	assert.True(t, strings.HasSuffix(plain.Headers.Get("Content-Security-Policy"), "frame-ancestors 'none'"))
}

func TestWidgetPage_locale(t *testing.T) {
	c := mxtest.New(t, sandboxtest.Start(t))
	user := c.User("ada")
	for header, want := range map[string]string{
		"": "en", "en-CA": "en", "es": "es", "es-MX,en;q=0.4": "es", "fr": "fr-ca", "de": "en", "de, fr;q=0.3": "fr-ca", ";;;": "en",
	} {
		r := c.Request("POST", "/users/"+user+"/widget_urls", object{"widget_url": object{"widget_type": "connect_widget"}})
		r.Header.Set("Accept-Language", header)
		_, answer := c.Do(r)
		p := c.Open(answer["widget_url"].(object)["url"].(string))
		assert.Equal(t, want, p.Boot["language"].(object)["locale"], "header %q", header)
	}
}

func TestUIFiles(t *testing.T) {
	s := sandboxtest.Start(t)
	for _, row := range []struct {
		name, path, kind string
		status           int
	}{
		{"script_served", "app.js", "text/javascript; charset=utf-8", 200},
		{"style_served", "style.css", "text/css; charset=utf-8", 200},
		{"missingFile_notFound", "nothing.js", "", 404},
		{"folder_notListed", "", "", 404},
		{"index_notServedWithoutAToken", "index.html", "", 404},
		{"vendorPicture_always", "mxcontent/storage/any/100x100.png", "image/svg+xml", 200},
		{"vendorIcon_always", "mxicons/24px.svg", "image/svg+xml", 200},
	} {
		t.Run(row.name, func(t *testing.T) {
			answer, err := http.Get(s.BaseURL() + "/md/ui/" + row.path)
			require.NoError(t, err)
			defer answer.Body.Close()
			assert.Equal(t, row.status, answer.StatusCode)
			assert.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
			if row.kind != "" {
				assert.Equal(t, row.kind, answer.Header.Get("Content-Type"))
			}
		})
	}
}
