package faults_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/fino"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/provider/ucw"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/sandbox/faults"
	"github.com/connecthost/connecthost/core/sandbox/internal/mxtest"
	"github.com/connecthost/connecthost/core/sandbox/sandboxtest"
	"github.com/connecthost/connecthost/core/sandbox/ucwapi"
	"github.com/connecthost/connecthost/core/secret"
)

// returnNonce stands in a return address, and in no error.
const returnNonce = "0123456789abcdef00112233c4a9a77f"

// request is one call of a client.
type request struct {
	method, path string
	do           func(context.Context) error
}

// vendor is a client of one of the sandbox's servers, with a call that may be
// made again and one that may not.
type vendor struct {
	server      string
	read, write request
	secrets     []string // that no error may hold
}

// wire is the clients' transport. It counts the requests for one call, and
// asks for a fault with the first of them.
type wire struct {
	*http.Transport
	of    request
	fault string // asked for in the header; "" for none
	count int
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == w.of.method && r.URL.Path == w.of.path {
		if w.count++; w.count == 1 && w.fault != "" {
			r = r.Clone(r.Context())
			r.Header.Set(faults.Header, w.fault)
		}
	}
	return w.Transport.RoundTrip(r)
}

// patience is how long an attempt may take.
const patience = 300 * time.Millisecond

func mxVendor(t *testing.T, s *sandbox.Sandbox, client *http.Client) vendor {
	id, key := s.Credentials()
	c, err := mx.New(mx.Config{BaseURL: s.BaseURL(), ClientID: id, APIKey: key, HTTPClient: client, RetryWait: time.Millisecond, Timeout: patience})
	require.NoError(t, err)
	return vendor{"mx",
		request{"GET", "/users", func(ctx context.Context) error {
			_, err := c.UsersPage(ctx, mx.UsersQuery{})
			return err
		}},
		request{"POST", "/users", func(ctx context.Context) error {
			_, err := c.CreateUser(ctx, mx.UserFields{})
			return err
		}},
		[]string{key.Reveal(), base64.StdEncoding.EncodeToString([]byte(id + ":" + key.Reveal()))},
	}
}

func ucwVendor(t *testing.T, s *sandbox.Sandbox, client *http.Client) vendor {
	var secrets []string
	token := func(realm ucwapi.Realm) ucw.TokenSource {
		value, err := s.UCW().Token(realm, time.Hour)
		require.NoError(t, err)
		secrets = append(secrets, value.Reveal())
		return func(context.Context) (secret.String, error) { return value, nil }
	}
	c, err := ucw.New(ucw.Config{
		BaseURL: s.UCWURL(), HTTPClient: client, RetryWait: time.Millisecond, Timeout: patience,
		Tokens: ucw.Tokens{General: token(ucwapi.General), Data: token(ucwapi.Data)},
	})
	require.NoError(t, err)
	made, err := s.UCW().Connect("ada", "plaidbank", "transactions")
	require.NoError(t, err)
	connection := ucw.ConnectionOf("ada", made)
	return vendor{"ucw",
		request{"GET", "/api/data/accounts", func(ctx context.Context) error {
			_, err := c.Accounts(ctx, connection)
			return err
		}},
		request{"POST", "/widgetUrl", func(ctx context.Context) error {
			_, err := c.WidgetURL(ctx, ucw.WidgetURLRequest{JobTypes: []ucw.JobType{ucw.Transactions}, UserID: "ada", TargetOrigin: "https://app.example"})
			return err
		}},
		append(secrets, connection.ID.Reveal()),
	}
}

func finoVendor(t *testing.T, s *sandbox.Sandbox, client *http.Client) vendor {
	id, key := s.FinoCredentials()
	c, err := fino.New(fino.Config{BaseURL: s.FinoURL(), ClientID: id, ClientSecret: key, HTTPClient: client, RetryWait: time.Millisecond, Timeout: patience})
	require.NoError(t, err)
	user, err := c.CreateUser(t.Context(), fino.User{Type: fino.Person})
	require.NoError(t, err)
	return vendor{"fino",
		request{"GET", "/api/users/" + user.Identifier + "/logins", func(ctx context.Context) error {
			_, err := c.Logins(ctx, user.Identifier)
			return err
		}},
		request{"POST", "/api/banking/sessions/connect", func(ctx context.Context) error {
			_, err := c.ConnectSession(ctx, fino.SessionRequest{User: "ada", ReturnURL: secret.New("https://app.example/return/" + returnNonce)})
			return err
		}},
		[]string{key.Reveal(), returnNonce},
	}
}

// printed is all that an error and its causes say.
func printed(err error) string {
	var all string
	for ; err != nil; err = errors.Unwrap(err) {
		all += fmt.Sprintf("%s %+v %#v\n", err, err, err)
	}
	return all
}

// TestFaults_asEachClientMeetsThem lets each fault happen to the first request
// of a call. Whether it was asked for in a header or by a rule is the same.
func TestFaults_asEachClientMeetsThem(t *testing.T) {
	rows := []struct {
		fault string
		code  fault.Code
		after time.Duration
		again bool // a call that may be made again is
	}{
		{"status=429", fault.ProviderRateLimited, 0, true},
		{"status=429;retry_after=7200", fault.ProviderRateLimited, 2 * time.Hour, false},
		{"status=500", fault.ProviderUnavailable, 0, true},
		{"status=503;retry_after=7200", fault.ProviderUnavailable, 2 * time.Hour, false},
		{"status=599", fault.ProviderUnavailable, 0, true},
		{"truncate", fault.ProviderBadAnswer, 0, true},
		{"drop", fault.ProviderUnreachable, 0, true},
		{"latency=1m", fault.ProviderTimeout, 0, true},
		{"status=404", fault.ProviderNotFound, 0, false},
	}
	s := sandboxtest.Start(t, mxtest.Ready, func(o *sandbox.Options) { o.UCW.Config.Auth = ucwapi.Auth{General: true, Data: true} })
	// net/http itself repeats a GET on a connection that was used before.
	w := &wire{Transport: &http.Transport{DisableKeepAlives: true}}
	t.Cleanup(w.CloseIdleConnections)
	for _, connect := range []func(*testing.T, *sandbox.Sandbox, *http.Client) vendor{mxVendor, ucwVendor, finoVendor} {
		v := connect(t, s, &http.Client{Transport: w})
		for _, row := range rows {
			for _, byRule := range []bool{false, true} {
				ask := func(of request) {
					w.of, w.count, w.fault = of, 0, row.fault
					if byRule {
						w.fault = ""
						require.NoError(t, s.Faults().Add(faults.Rule{Server: v.server, Method: of.method, Path: of.path, Fault: row.fault, Times: 1}))
					}
				}
				meet := func(t *testing.T, err error) {
					require.Equal(t, row.code, fault.CodeOf(err), "%v", err)
					var cause *provider.CallError
					require.ErrorAs(t, err, &cause)
					assert.Equal(t, row.after, cause.RetryAfter)
					assert.Equal(t, row.again || row.after > 0, fault.From(err).Retryable)
					for _, hidden := range v.secrets {
						assert.NotContains(t, printed(err), hidden)
					}
					assert.Equal(t, 1, w.count)
				}
				t.Run(fmt.Sprintf("%s %s byRule=%t", v.server, row.fault, byRule), func(t *testing.T) {
					ask(v.write)
					meet(t, v.write.do(t.Context()))
					require.NoError(t, v.write.do(t.Context()), "the app may try again")
					ask(v.read)
					err := v.read.do(t.Context())
					if !row.again {
						meet(t, err)
						return
					}
					require.NoError(t, err, "the client has tried again")
					assert.Equal(t, 2, w.count)
				})
			}
		}
	}
}

// TestFaults_speakAsTheVendorDoes has the form of each server's refusal.
func TestFaults_speakAsTheVendorDoes(t *testing.T) {
	s := sandboxtest.Start(t)
	for server, row := range map[string]struct{ address, kind, body string }{
		"mx":   {s.BaseURL() + "/users", "application/json", `{"message":"The sandbox was asked to fail."}`},
		"fino": {s.FinoURL() + "/users", "application/json", `{"type":"rate_limit","message":"The sandbox was asked to fail."}`},
		"ucw":  {s.UCWURL() + "/widgetUrl", "text/html; charset=utf-8", "The sandbox was asked to fail."},
		"bank": {s.BankURL() + "/style.css", "text/plain; charset=utf-8", "The sandbox was asked to fail."},
	} {
		t.Run(server, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, row.address, nil)
			require.NoError(t, err)
			r.Header.Set(faults.Header, "status=429;retry_after=3")
			answer, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			defer answer.Body.Close()
			read, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			body := string(read)
			assert.Equal(t, http.StatusTooManyRequests, answer.StatusCode)
			assert.Equal(t, "3", answer.Header.Get("Retry-After"))
			assert.Equal(t, row.kind, answer.Header.Get("Content-Type"))
			if row.kind == "application/json" {
				assert.JSONEq(t, row.body, body)
			} else {
				assert.Contains(t, body, row.body)
			}
		})
	}
}
