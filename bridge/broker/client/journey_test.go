package client_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/bridge/broker"
	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// stage is a view that shows nothing: a test plays the widget and its user.
type stage struct {
	driver *driver.Driver
	loads  chan string // origins
}

func (s *stage) Open(ctx context.Context, o driver.Options) (journey.Window, error) {
	d, err := driver.New(ctx, o)
	if err != nil {
		return nil, err
	}
	s.driver = d
	d.Start(s)
	return d, nil
}

func (s *stage) Load(_ secret.String, origin string) { s.loads <- origin }
func (s *stage) Post(json.RawMessage, string)        {}
func (s *stage) Focus()                              {}
func (s *stage) Close()                              { go s.driver.Gone() }
func (s *stage) says(origin, event string, metadata map[string]string) {
	data, _ := json.Marshal(map[string]any{"mx": true, "type": event, "metadata": metadata})
	s.driver.Message(origin, false, string(data))
}

// door is a way back that the test walks through.
type door struct {
	links chan journey.Link
	once  sync.Once
}

func (d *door) Open(context.Context, secret.String) (journey.Way, error) { return d, nil }
func (d *door) Bases() []string                                          { return []string{loopback} }
func (d *door) Links() <-chan journey.Link                               { return d.links }

func (d *door) Close() error {
	d.once.Do(func() { close(d.links) })
	return nil
}

// overheard passes the answers to requests for widgets on, and tells their way
// back: a bank's site knows it.
func overheard(links chan<- string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost || r.URL.Path != "/sessions" {
				next.ServeHTTP(w, r)
				return
			}
			answer := httptest.NewRecorder()
			next.ServeHTTP(answer, r)
			var made struct{ Return struct{ URL string } }
			_ = json.Unmarshal(answer.Body.Bytes(), &made)
			links <- made.Return.URL
			maps.Copy(w.Header(), answer.Header())
			w.WriteHeader(answer.Code)
			_, _ = w.Write(answer.Body.Bytes())
		})
	}
}

// A journey takes the broker's client as it takes a provider's own: the widget,
// the bank, the member, its accounts, and the outcome at the broker.
func TestAJourneyThroughTheBroker(t *testing.T) {
	links := make(chan string, 10)
	h := serve(t, nil, overheard(links))
	c := h.client("mx")
	s, back := &stage{loads: make(chan string, 10)}, &door{links: make(chan journey.Link)}
	type end struct {
		result journey.Result
		err    error
	}
	ends := make(chan end, 1)
	go func() {
		result, err := journey.Run(t.Context(), journey.Config{
			Provider: c.Provider(), User: "alice", View: s, Return: back,
			Form: journey.FormMessage, TargetOrigin: "https://app.example", PollInterval: time.Millisecond,
			Opener: func(context.Context, string) error { return nil },
		}, journey.Funcs{OnWarning: func(err error) { t.Errorf("a warning: %v", err) }})
		ends <- end{result, err}
	}()
	origin := next(t, s.loads)
	link := next(t, links)
	all := h.sessions()
	require.Len(t, all, 1)
	member := h.mistral(all[0].ProviderUser)

	names := map[string]string{"user_guid": "USR-1", "session_guid": "SES-1", "member_guid": member}
	asked := maps.Clone(names)
	asked["url"] = "https://bank.example/login"
	s.driver.Loaded()
	s.says(origin, "mx/connect/loaded", names)
	s.says(origin, "mx/connect/oauthRequested", asked)
	done := make(chan error, 1)
	back.links <- journey.Link{URL: secret.New(fmt.Sprintf("%s?status=success&member_guid=%s", link, member)), Done: func(err error) { done <- err }}
	require.NoError(t, next(t, done), "the session believes the link of the broker")
	s.says(origin, "mx/connect/memberConnected", names)
	s.driver.Dismissed()

	got := next(t, ends)
	require.NoError(t, got.err)
	require.Equal(t, session.Connected, got.result.Outcome.Result)
	require.Len(t, got.result.Members, 1)
	assert.Equal(t, member, got.result.Members[0].GUID)
	assert.NotEmpty(t, got.result.Members[0].Accounts)
	kept, err := h.Session(t.Context(), all[0].ID)
	require.NoError(t, err)
	assert.Equal(t, broker.Outcome{Result: broker.Connected, MemberGUID: member, Verified: true}, kept.Outcome)
	for _, hidden := range []string{link[strings.LastIndex(link, "/")+1:], member} {
		assert.NotContains(t, h.log.String(), hidden)
	}
}
