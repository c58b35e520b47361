package finoapi

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/sandbox/uba"
	"github.com/connecthost/connecthost/core/secret"
)

// The defaults of a Webhook. The header's name is the sandbox's own: fino's
// documents do not give it in a readable form.
const (
	DefaultSignatureHeader = "X-Sandbox-Signature"
	DefaultAttempts        = 3
	DefaultRetryWait       = time.Second
)

const (
	webhookTimeout = 5 * time.Second
	maxQueue       = 1000 // webhooks that wait; further ones are lost
)

// Webhook says where webhooks go and how they are signed: with the HMAC-SHA-256
// of the body, in hexadecimal digits. The zero value sends none; with a URL,
// Secret is required.
type Webhook struct {
	URL    string
	Secret secret.String
	Header string // default DefaultSignatureHeader
	Prefix string // before the signature, such as "sha256="
	// TimestampHeader, when set, names a header for the time of sending, in
	// seconds since 1970, which is then signed too: that value, a dot, the body.
	TimestampHeader string

	Attempts  int           // until the receiver answers 2xx; default DefaultAttempts
	RetryWait time.Duration // before the second attempt, then doubled; default DefaultRetryWait
}

// sender sends webhooks, one after the other, on a goroutine of its own.
type sender struct {
	Webhook
	now    func() time.Time
	log    *slog.Logger
	client http.Client
	queue  chan uba.Notice
	stop   context.CancelFunc
	done   sync.WaitGroup
}

func newSender(w Webhook, now func() time.Time, log *slog.Logger) (*sender, error) {
	to, err := url.Parse(w.URL)
	if err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "" || w.Secret.IsZero() || w.Attempts < 0 || w.RetryWait < 0 {
		return nil, fault.Newf(fault.ConfigInvalid, nil, "The sandbox's webhooks need an http or https address, a secret, and no negative number.")
	}
	w.Header = cmp.Or(w.Header, DefaultSignatureHeader)
	w.Attempts = cmp.Or(w.Attempts, DefaultAttempts)
	w.RetryWait = cmp.Or(w.RetryWait, DefaultRetryWait)
	ctx, stop := context.WithCancel(context.Background())
	s := &sender{Webhook: w, now: now, log: log, queue: make(chan uba.Notice, maxQueue), stop: stop}
	s.client = http.Client{
		Timeout:       webhookTimeout,
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	s.done.Go(func() { s.run(ctx) })
	return s, nil
}

// push queues a webhook. When the receiver is too slow for the queue it is
// lost, and the log says so.
func (s *sender) push(n uba.Notice) {
	select {
	case s.queue <- n:
	default:
		s.log.Warn("webhook lost: too many wait")
	}
}

func (s *sender) close() {
	s.stop()
	s.done.Wait()
	s.client.CloseIdleConnections()
}

func (s *sender) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-s.queue:
			s.deliver(ctx, n)
		}
	}
}

// deliver sends a webhook until it is taken.
func (s *sender) deliver(ctx context.Context, n uba.Notice) {
	body, err := encode(n)
	if err != nil {
		s.log.Error("webhook cannot be written", "error", err)
		return
	}
	wait := s.RetryWait
	for attempt := 1; ; attempt++ {
		why := s.send(ctx, body)
		if why == nil || ctx.Err() != nil {
			return
		}
		s.log.Warn("webhook not taken", "attempt", attempt, "why", why.Error())
		if attempt >= s.Attempts {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
			wait *= 2
		}
	}
}

// encode writes a webhook's body. The names of its fields are the sandbox's
// own; what they hold is what the API shows.
func encode(n uba.Notice) ([]byte, error) {
	shown := showLogin(n.Login)
	return json.Marshal(map[string]any{
		"type": n.Type, "userIdentifier": n.Login.User, "bankLoginId": shown.ID, "bankName": shown.BankName,
		"status": shown.Status, "active": shown.Active, "lastSynchronization": shown.Synchronized,
	})
}

// send makes one attempt. Its error holds no address, which may be secret.
func (s *sender) send(ctx context.Context, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("the request cannot be made")
	}
	r.Header.Set("Content-Type", "application/json")
	stamp := ""
	if s.TimestampHeader != "" {
		stamp = strconv.FormatInt(s.now().Unix(), 10)
		r.Header.Set(s.TimestampHeader, stamp)
		stamp += "."
	}
	r.Header.Set(s.Header, s.Prefix+sign(s.Secret, stamp, body))
	resp, err := s.client.Do(r)
	if err != nil {
		return fmt.Errorf("no answer")
	}
	defer resp.Body.Close()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

func sign(key secret.String, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write([]byte(stamp))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
