package connect

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const widget = "https://widgets.example/md/connect/token-1"

// recorder is a host that writes down what it was told.
type recorder struct {
	told     []string
	events   []*Event
	warnings []*Problem
	outcome  *Outcome
	posted   []string
	// on is called for each thing told, before it returns; nil for nothing.
	on func(what string) error
}

func (r *recorder) tell(what string) error {
	r.told = append(r.told, what)
	if r.on != nil {
		return r.on(what)
	}
	return nil
}

func (r *recorder) Load(url string) error         { return r.tell("load " + url) }
func (r *recorder) OpenExternal(url string) error { return r.tell("open " + url) }
func (r *recorder) Persist() error                { return r.tell("persist") }
func (r *recorder) NeedURL(member string) error   { return r.tell("need " + member) }
func (r *recorder) CheckMember(guid string) error { return r.tell("check " + guid) }
func (r *recorder) CloseView() error              { return r.tell("close") }

func (r *recorder) Event(e *Event) error {
	r.events = append(r.events, e)
	return r.tell("event " + e.Name())
}

func (r *recorder) Post(json, origin string) error {
	r.posted = append(r.posted, json)
	return r.tell("post to " + origin)
}

func (r *recorder) Warn(p *Problem) error {
	r.warnings = append(r.warnings, p)
	return r.tell("warn " + p.Code())
}

func (r *recorder) Outcome(o *Outcome) error {
	r.outcome = o
	return r.tell("outcome " + o.Result())
}

// clock is a clock that stands still until it is moved.
type clock struct {
	ms  int64
	err error
}

func (c *clock) NowMillis() (int64, error) { return c.ms, c.err }

func (c *clock) pass(d time.Duration) { c.ms += d.Milliseconds() }

// opened returns a started session with its host and clock.
func opened(t *testing.T, change func(*Settings)) (*Session, *recorder, *clock) {
	t.Helper()
	h, c, settings := &recorder{}, &clock{ms: 1_700_000_000_000}, NewSettings()
	settings.SetClock(c)
	if change != nil {
		change(settings)
	}
	s, err := Open(settings, widget, h)
	require.NoError(t, err)
	require.Nil(t, s.Start())
	require.Equal(t, []string{"load " + widget}, h.told)
	h.told = nil
	return s, h, c
}

// eventURL is the URL with which a widget says something.
func eventURL(name, metadata string) string {
	return "mx://" + name + "?metadata=" + url.QueryEscape(metadata)
}

func connectedURL(member string) string {
	return eventURL("connect/memberConnected", fmt.Sprintf(`{"member_guid":%q}`, member))
}

const (
	requestURL = `{"member_guid":"MBR-1","url":"https://bank.example/login?state=s"}`
	doneURL    = "mx://connect/connected/primaryAction"
)

var errHost = errors.New("exception with a secret")

var random = []byte("0123456789abcdef")

// aead seals with AES-GCM, as phones do.
type aead struct{ cipher.AEAD }

func newSealer(t *testing.T, key byte) Sealer {
	t.Helper()
	block, err := aes.NewCipher(bytes.Repeat([]byte{key}, 32))
	require.NoError(t, err)
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	require.NoError(t, err)
	return aead{gcm}
}

func (a aead) Seal(plain, bound []byte) ([]byte, error) {
	return a.AEAD.Seal(nil, nil, plain, bound), nil
}

func (a aead) Open(sealed, bound []byte) ([]byte, error) {
	return a.AEAD.Open(nil, nil, sealed, bound)
}

type failing struct{}

func (failing) Seal(_, _ []byte) ([]byte, error) { return nil, errHost }
func (failing) Open(_, _ []byte) ([]byte, error) { return nil, errHost }

type panicking struct{}

func (panicking) Seal(_, _ []byte) ([]byte, error) { panic(errHost) }
func (panicking) Open(_, _ []byte) ([]byte, error) { panic(errHost) }
