package loopback

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/navigation"
	"github.com/connecthost/connecthost/core/oauth"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// visit is a session whose user is at the bank, with a listener of its own.
type visit struct {
	t        *testing.T
	listener *Listener
	link     string // with the nonce, without a query

	mu      sync.Mutex
	session *session.Session
	codes   []fault.Code // what became of each link, "" for one that was believed
	posted  []string     // what the widget was told
	now     time.Time
}

// atTheBank begins a visit. What the listener hears is fed to the session
// until the test ends.
func atTheBank(t *testing.T, id string) *visit {
	v := &visit{t: t, now: time.Now()}
	var err error
	v.listener, err = Listen(t.Context(), Options{Title: "Budget"})
	require.NoError(t, err)
	nonce, err := oauth.NewNonce(rand.Reader)
	require.NoError(t, err)
	v.session, err = session.New(session.Config{
		ID: id, WidgetURL: secret.New("https://widget.example/md/connect/token"),
		Return: session.Return{Bases: v.listener.Bases(), Nonce: nonce},
	})
	require.NoError(t, err)
	v.link = v.session.ReturnURL().Reveal()
	v.step(session.Start{})
	v.step(says("connect/loaded", `{"initial_step":"search"}`))
	v.step(says("connect/oauthRequested", `{"member_guid":"MBR-1","url":"https://bank.example/authorize"}`))
	var fed sync.WaitGroup
	fed.Go(func() {
		for l := range v.listener.Links() {
			v.feed(l)
		}
	})
	t.Cleanup(func() {
		require.NoError(t, v.listener.Close())
		fed.Wait()
	})
	return v
}

func says(name, metadata string) session.Input {
	return session.Navigate{Request: navigation.Request{
		URL: secret.New("mx://" + name + "?metadata=" + url.QueryEscape(metadata)), Frame: navigation.FrameMain,
	}}
}

func (v *visit) step(in session.Input) session.Answer {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.now = v.now.Add(time.Millisecond)
	return v.session.Step(v.now, in)
}

func (v *visit) feed(l journey.Link) {
	a := v.step(session.ReturnLink{URL: l.URL})
	v.mu.Lock()
	v.codes = append(v.codes, fault.CodeOf(a.Err))
	for _, e := range a.Effects {
		if p, ok := e.(session.Post); ok {
			v.posted = append(v.posted, string(p.Data))
		}
	}
	v.mu.Unlock()
	l.Done(a.Err)
}

// success is the genuine link.
func (v *visit) success() string { return v.link + "?status=success&member_guid=MBR-1" }

// finishes shows that the true flow still gets there, once.
func (v *visit) finishes() {
	v.t.Helper()
	status, body := get(v.t, v.success())
	assert.Equal(v.t, http.StatusOK, status, body)
	assert.Contains(v.t, body, "You can close this tab")
	assert.Contains(v.t, body, "Budget")
	v.mu.Lock()
	defer v.mu.Unlock()
	require.NotEmpty(v.t, v.codes)
	assert.Equal(v.t, fault.Code(""), v.codes[len(v.codes)-1])
	assert.Equal(v.t, []string{`{"mx":true,"type":"oauthComplete/success","metadata":{"member_guid":"MBR-1"}}`}, v.posted)
}

// heard is what became of the links so far.
func (v *visit) heard() []fault.Code {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]fault.Code(nil), v.codes...)
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	return send(t, request(t, http.MethodGet, address))
}

func request(t *testing.T, method, address string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	require.NoError(t, err)
	return r
}

func send(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	status, body, err := trySend(r)
	require.NoError(t, err)
	return status, body
}

// trySend uses a connection of its own, as another program would.
func trySend(r *http.Request) (int, string, error) {
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(r.Context(), 30*time.Second)
	defer cancel()
	answer, err := transport.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), err
}

// hostOfLink is the host and port of an address.
func hostOfLink(t *testing.T, address string) string {
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.Host
}

func pathOfLink(t *testing.T, address string) string {
	return strings.TrimPrefix(address, "http://"+hostOfLink(t, address))
}
