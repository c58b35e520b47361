package broker_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/oauth"
)

// visit follows a return link, as a browser without any credentials.
func (b *bench) visit(link string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	b.t.Helper()
	u, err := url.Parse(link)
	require.NoError(b.t, err)
	change = append([]func(*http.Request){func(r *http.Request) { r.Header.Del("Authorization") }}, change...)
	return b.call("GET", u.RequestURI(), "", change...)
}

func TestTheLandingPageHandsOverOnce(t *testing.T) {
	b := start(t)
	s := b.open(plain)
	w := b.visit(s.Return.URL + "&status=success&member_guid=MBR-1&utm=x")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	link := "piggy://oauth_complete?ch_state=" + s.Return.Nonce + "&member_guid=MBR-1&status=success"
	assert.Equal(t, "0; url="+link, w.Header().Get("Refresh"))
	assert.Contains(t, w.Body.String(), `href="`+strings.ReplaceAll(link, "&", "&amp;")+`"`)
	assert.Contains(t, w.Body.String(), "Open Piggy")
	assert.NotContains(t, w.Body.String(), "<script")

	got := b.state(s.ID)
	assert.Equal(t, "returned", got.Status)
	assert.Equal(t, &broker.Visit{Success: true, MemberGUID: "MBR-1", At: b.clock.Now()}, got.Visit)

	again := b.visit(s.Return.URL + "&status=success&member_guid=MBR-1")
	assert.Equal(t, http.StatusGone, again.Code)
	assert.Empty(t, again.Header().Get("Refresh"))
	assert.NotContains(t, again.Body.String(), "piggy:")
}

// The core of the app believes what the landing page hands over.
func TestTheCoreBelievesTheHandover(t *testing.T) {
	b := start(t)
	s := b.open(plain)
	w := b.visit(s.Return.URL + "&status=error&error_reason=DENIED&member_guid=MBR%2D1")
	link := strings.TrimPrefix(w.Header().Get("Refresh"), "0; url=")
	require.NotEmpty(t, link)
	attempt, err := oauth.NewAttempt(time.Now(), oauth.Config{
		Session: "s", Provider: "mx", ReturnURLs: []string{s.Return.Handover}, Nonce: secretOf(s.Return.Nonce),
	})
	require.NoError(t, err)
	result, err := attempt.Accept(time.Now(), link)
	require.NoError(t, err)
	assert.Equal(t, oauth.Result{MemberGUID: "MBR-1", Reason: oauth.ReasonDenied, Authenticated: true}, result)
}

func TestAndroidGetsAnIntent(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.App.AndroidPackage = "com.example.piggy" })
	s := b.open(plain)
	w := b.visit(s.Return.URL+"&status=success&member_guid=MBR-1", header("User-Agent", "Mozilla/5.0 (Linux; Android 15) Chrome/140"))
	assert.Equal(t, "0; url=intent://oauth_complete?ch_state="+s.Return.Nonce+
		"&member_guid=MBR-1&status=success#Intent;scheme=piggy;package=com.example.piggy;end", w.Header().Get("Refresh"))
}

func TestWithoutAnAppLinkTheUserGoesBackByHand(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.App = broker.App{} })
	s := b.open(plain)
	w := b.visit(s.Return.URL + "&status=success&member_guid=MBR-1")
	require.Equal(t, http.StatusOK, w.Code)
	assert.Empty(t, w.Header().Get("Refresh"))
	assert.Contains(t, w.Body.String(), "Go back to the app")
	assert.Equal(t, "returned", b.state(s.ID).Status)
}

func TestLandingHeaders(t *testing.T) {
	b := start(t)
	s := b.open(plain)
	for name, link := range map[string]string{
		"believed": s.Return.URL + "&status=success&member_guid=MBR-1",
		"refused":  s.Return.Base + "?ch_state=" + strings.Repeat("0", 32) + "&status=error",
	} {
		t.Run(name, func(t *testing.T) {
			h := b.visit(link).Header()
			assert.Equal(t, "no-referrer", h.Get("Referrer-Policy"))
			assert.Equal(t, "no-store", h.Get("Cache-Control"))
			assert.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
			assert.Equal(t, "DENY", h.Get("X-Frame-Options"))
			assert.Regexp(t, `^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'$`, h.Get("Content-Security-Policy"))
			assert.Empty(t, h.Get("Set-Cookie"))
		})
	}
}

// The policy lets exactly the page's own style through.
func TestTheLandingPagesStyleIsAllowed(t *testing.T) {
	b := start(t)
	w := b.visit(b.open(plain).Return.URL + "&status=success&member_guid=MBR-1")
	_, rest, found := strings.Cut(w.Body.String(), "<style>")
	require.True(t, found)
	style, rest, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	assert.Contains(t, w.Header().Get("Content-Security-Policy"), "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	assert.NotContains(t, rest, "style=")
}

func TestLinksThatAreNotBelieved(t *testing.T) {
	other := strings.Repeat("0", 32)
	rows := []struct {
		name, link string // N stands for the nonce
		status     int
	}{
		{"no nonce", "/return/mx?status=success&member_guid=MBR-1", 400},
		{"a nonce that is none", "/return/mx?ch_state=x&status=error", 400},
		{"another nonce", "/return/mx?ch_state=" + other + "&status=success&member_guid=MBR-1", 404},
		{"the nonce twice", "/return/mx?ch_state=N&ch_state=N&status=success&member_guid=MBR-1", 400},
		{"the nonce twice in two spellings", "/return/mx?ch_state=N&%63h_state=N&status=success&member_guid=MBR-1", 400},
		{"the nonce in the path of an https page", "/return/mx/N?status=success&member_guid=MBR-1", 400},
		{"nothing is said", "/return/mx?ch_state=N", 400},
		{"another status", "/return/mx?ch_state=N&status=fine", 400},
		{"success without a member", "/return/mx?ch_state=N&status=success", 400},
		{"success with a reason", "/return/mx?ch_state=N&status=success&member_guid=M&error_reason=DENIED", 400},
		{"a status twice", "/return/mx?ch_state=N&status=success&status=error&member_guid=M", 400},
		{"markup in the member", "/return/mx?ch_state=N&status=success&member_guid=%3Cscript%3E", 400},
		{"a line break in the member", "/return/mx?ch_state=N&status=success&member_guid=M%0d%0aX-Evil:1", 400},
		{"an intent's delimiter in the member", "/return/mx?ch_state=N&status=success&member_guid=M;package=evil", 400},
		{"a broken escape", "/return/mx?ch_state=N&status=success&member_guid=%zz", 400},
		{"the page of another provider", "/return/fino?ch_state=N&status=success&member_guid=M", 400},
		{"an unknown provider", "/return/none?ch_state=N&status=success&member_guid=M", 404},
	}
	b := start(t, func(o *broker.Options) {
		o.Providers = append(o.Providers, broker.Mount{Provider: &vendor{name: "fino"}})
	})
	s := b.open(plain)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			w := b.visit("https://" + host + strings.ReplaceAll(row.link, "N", s.Return.Nonce))
			assert.Equal(t, row.status, w.Code, w.Body)
			assert.NotContains(t, w.Body.String(), s.Return.Nonce)
			assert.NotContains(t, w.Body.String(), "evil")
			assert.Empty(t, w.Header().Get("Refresh"))
			assert.Empty(t, w.Header().Get("X-Evil"))
		})
	}
	assert.Equal(t, "open", b.state(s.ID).Status)
	assert.Equal(t, http.StatusOK, b.visit(s.Return.URL+"&status=success&member_guid=MBR-1").Code, "the true link still works")
}

func TestLookingDoesNotUseALinkUp(t *testing.T) {
	b := start(t)
	s := b.open(plain)
	link := s.Return.URL + "&status=success&member_guid=MBR-1"
	head := func(r *http.Request) { r.Method = http.MethodHead }
	assert.Equal(t, http.StatusMethodNotAllowed, b.visit(link, head).Code)
	assert.Equal(t, http.StatusBadRequest, b.visit(link, header("Sec-Purpose", "prefetch;prerender")).Code)
	assert.Equal(t, http.StatusOK, b.visit(link).Code)
}

func TestAUserMayTryAgainAfterAFailure(t *testing.T) {
	b := start(t)
	s := b.open(plain)
	failed := s.Return.URL + "&status=error&error_reason=CANCELLED"
	assert.Equal(t, http.StatusOK, b.visit(failed).Code)
	assert.Equal(t, "CANCELLED", b.state(s.ID).Visit.Reason)
	assert.Equal(t, http.StatusGone, b.visit(failed).Code, "the same link has no effect twice")
	assert.Equal(t, http.StatusOK, b.visit(s.Return.URL+"&status=success&member_guid=MBR-1").Code)
	assert.True(t, b.state(s.ID).Visit.Success)
	assert.Equal(t, http.StatusGone, b.visit(s.Return.URL+"&status=error&error_reason=DENIED").Code, "nothing counts after a success")
	assert.True(t, b.state(s.ID).Visit.Success)
}

func TestALinkLandsOnceAmongMany(t *testing.T) {
	b := start(t)
	s := b.open(plain)
	var accepted atomic.Int64
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			if b.visit(s.Return.URL+"&status=success&member_guid=MBR-1").Code == http.StatusOK {
				accepted.Add(1)
			}
		})
	}
	group.Wait()
	assert.Equal(t, int64(1), accepted.Load())
}

func TestLinksOfSessionsThatAreOver(t *testing.T) {
	b := start(t)
	late, ended := b.open(plain), b.open(plain)
	b.call("DELETE", "/sessions/"+ended.ID, "")
	assert.Equal(t, http.StatusGone, b.visit(ended.Return.URL+"&status=success&member_guid=MBR-1").Code)
	b.clock.Advance(30 * time.Minute)
	assert.Equal(t, http.StatusGone, b.visit(late.Return.URL+"&status=success&member_guid=MBR-1").Code)
	b.clock.Advance(2 * time.Hour)
	assert.Equal(t, http.StatusNotFound, b.visit(late.Return.URL+"&status=success&member_guid=MBR-1").Code, "it is forgotten")
}

func TestAProvidersReturnsMayBeSilent(t *testing.T) {
	b := start(t)
	b.vendor.silent = true
	s := b.open(plain)
	w := b.visit(s.Return.URL)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	assert.Equal(t, "0; url=piggy://oauth_complete?ch_state="+s.Return.Nonce, w.Header().Get("Refresh"))
	assert.Equal(t, &broker.Visit{Unknown: true, At: b.clock.Now()}, b.state(s.ID).Visit)
}

func TestALoopbackBrokerHasTheNonceInThePath(t *testing.T) {
	b := start(t, func(o *broker.Options) { o.PublicURL, o.Hosts = "http://127.0.0.1:8080/api", []string{host} })
	w := b.call("POST", "/api/sessions", plain)
	require.Equal(t, http.StatusCreated, w.Code, w.Body)
	s := read[session](t, w.Body)
	assert.Equal(t, "http://127.0.0.1:8080/api/return/mx/"+s.Return.Nonce, s.Return.URL)
	assert.Equal(t, http.StatusBadRequest, b.visit(s.Return.URL+"?ch_state="+s.Return.Nonce+"&status=error").Code)
	assert.Equal(t, http.StatusOK, b.visit(s.Return.URL+"?status=success&member_guid=MBR-1").Code)
}

func TestAssociationFiles(t *testing.T) {
	const print = "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"
	b := start(t, func(o *broker.Options) {
		o.App.AndroidPackage, o.App.AndroidFingerprints = "com.example.piggy", []string{print}
		o.App.AppleAppIDs = []string{"ABCDE12345.com.example.piggy"}
	})
	w := b.call("GET", "/.well-known/assetlinks.json", "")
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	assert.JSONEq(t, `[{"relation":["delegate_permission/common.handle_all_urls"],"target":{"namespace":"android_app","package_name":"com.example.piggy","sha256_cert_fingerprints":["`+print+`"]}}]`, w.Body.String())
	w = b.call("GET", "/.well-known/apple-app-site-association", "")
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	assert.JSONEq(t, `{"applinks":{"details":[{"appIDs":["ABCDE12345.com.example.piggy"],"components":[{"/":"/return/*"}]}]}}`, w.Body.String())

	without := start(t)
	refused(t, http.StatusNotFound, without.call("GET", "/.well-known/assetlinks.json", ""))
	refused(t, http.StatusNotFound, without.call("GET", "/.well-known/apple-app-site-association", ""))
}
