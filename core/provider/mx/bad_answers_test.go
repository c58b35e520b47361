package mx

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
)

type badAnswer struct {
	Name, Type, Body, Location string
	Code                       fault.Code
	Status                     int
	RetryAfter                 string `json:"retry_after"`
	WaitS                      int    `json:"wait_s"`
}

func (a badAnswer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	for k, v := range map[string]string{"Content-Type": a.Type, "Retry-After": a.RetryAfter, "Location": a.Location} {
		if v != "" {
			w.Header().Set(k, v)
		}
	}
	w.WriteHeader(a.Status)
	_, _ = io.WriteString(w, a.Body)
}

func TestEachCallSurvivesEachBadAnswer(t *testing.T) {
	var answers []badAnswer
	require.NoError(t, json.Unmarshal([]byte(file(t, "bad_answers.json")), &answers))
	for _, answer := range answers {
		t.Run(answer.Name, func(t *testing.T) {
			c := serve(t, answer.ServeHTTP, func(c *Config) { c.Retries = -1 })
			for _, call := range calls {
				if call.answer == "" && answer.Status < 300 || call.none && answer.Status == http.StatusNoContent {
					continue // a call without content takes any success
				}
				err := call.do(t.Context(), c)
				require.Equal(t, answer.Code, fault.CodeOf(err), "%s: %v", call.name, err)
				var cause *provider.CallError
				require.ErrorAs(t, err, &cause)
				assert.Equal(t, answer.Status, fault.From(err).Status)
				assert.Equal(t, time.Duration(answer.WaitS)*time.Second, cause.RetryAfter)
				assert.NotContains(t, cause.Error(), "token=abc")
			}
		})
	}
}

func TestEachCallSurvivesABrokenConnection(t *testing.T) {
	rows := []struct {
		name    string
		handler http.HandlerFunc
		code    fault.Code
	}{
		{"no answer in time", func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // the server notices a lost client only then
			<-r.Context().Done()
		}, fault.ProviderTimeout},
		{"dropped", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, fault.ProviderUnreachable},
		{"truncated", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"user":`)
		}, fault.ProviderBadAnswer},
		// A length that is not announced is counted; see the rest package's own tests.
		{"nine MiB announced", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(9<<20))
			_, _ = io.WriteString(w, `{"user":"`)
		}, fault.ProviderAnswerTooLarge},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			c := serve(t, row.handler, func(c *Config) {
				c.Retries = -1
				if row.code == fault.ProviderTimeout {
					c.Timeout = 20 * time.Millisecond
				}
			})
			for _, call := range calls {
				assert.Equal(t, row.code, fault.CodeOf(call.do(t.Context(), c)), call.name)
			}
		})
	}
}

func TestServerErrorThenSuccess(t *testing.T) {
	var n atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, _ = io.WriteString(w, `{"user":{"guid":"USR-1"}}`)
	})
	user, err := c.ReadUser(t.Context(), "USR-1")
	require.NoError(t, err)
	assert.Equal(t, "USR-1", user.GUID)

	n.Store(0)
	_, err = c.CreateUser(t.Context(), UserFields{})
	require.Equal(t, fault.ProviderUnavailable, fault.CodeOf(err))
	assert.EqualValues(t, 1, n.Load(), "POST is never repeated")
}

func TestMissingIdentifierIsRefusedBeforeACall(t *testing.T) {
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("called") })
	_, err := c.ReadMember(t.Context(), "USR-1", "")
	require.Equal(t, fault.ProviderInputInvalid, fault.CodeOf(err))
	assert.Contains(t, err.Error(), "member identifier")
	require.Nil(t, errors.Unwrap(err))
}
