package providertest

import (
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/session"
)

// secure looks at the addresses of widgets, in each form that the traits have.
func secure(t testing.TB, s Suite) {
	p := s.New(t)
	requests := []provider.WidgetRequest{s.Request}
	if p.Traits().ByURL {
		byURL := s.Request
		byURL.MobileWebView, byURL.EventScheme = true, "providertest"
		requests = append(requests, byURL)
	}
	for _, req := range requests {
		w, err := p.Widget(within(t), req)
		if err != nil {
			t.Fatalf("Widget(%+v): %+v", req, err)
		}
		if u, err := url.Parse(w.URL.Reveal()); err != nil || !isSecure(u) {
			t.Errorf("a widget URL is neither https nor http on a loopback address, or it carries a user name")
		}
	}
}

func isSecure(u *url.URL) bool {
	if u.User != nil || u.Hostname() == "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	local := strings.EqualFold(u.Hostname(), "localhost") || err == nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}

// fresh asks twice: a widget URL is good for one use.
func fresh(t testing.TB, s Suite) {
	p := s.New(t)
	if s.open(t, p).URL.Equal(s.open(t, p).URL) {
		t.Errorf("the same widget URL was given twice, and it can be used once")
	}
}

// shown gives the widget to a session, with the way back that the provider may
// have chosen.
func shown(t testing.TB, s Suite) {
	p := s.New(t)
	w := s.open(t, p)
	cfg := session.Config{Traits: p.Traits(), WidgetURL: w.URL, AppScheme: "providertest"}
	if !w.Return.IsZero() {
		cfg.Return = session.Return{Bases: w.Return.Bases, Nonce: w.Return.Nonce}
	}
	if _, err := session.New(cfg); err != nil {
		t.Errorf("a session refuses the widget: %+v", err)
	}
}

// sameUser looks at the name that the other calls take. A backend may name the
// user by its session, which is another one each time.
func sameUser(t testing.TB, s Suite) {
	p := s.New(t)
	first, second := s.open(t, p), s.open(t, p)
	switch {
	case first.UserGUID != second.UserGUID && first.Session == "":
		t.Errorf("one user is %q in one answer and %q in the next", first.UserGUID, second.UserGUID)
	case first.UserGUID == "" && canBeAsked(p):
		t.Errorf("Widget.UserGUID is empty, and the provider's other calls take it")
	}
}

func canBeAsked(p provider.Provider) bool {
	_, members := p.(provider.MemberReader)
	_, accounts := p.(provider.AccountReader)
	return members || accounts
}

// crowd is how many ask at once.
const crowd = 16

// many asks from many goroutines at once, for one user and for several.
func many(t testing.TB, s Suite) {
	p := s.New(t)
	ctx := within(t)
	var mu sync.Mutex
	var group sync.WaitGroup
	begin := make(chan struct{})
	seen := map[string]bool{}
	for range crowd {
		group.Go(func() {
			<-begin
			w, err := p.Widget(ctx, s.Request)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				t.Errorf("Widget, asked by many at once: %+v", err)
			case seen[w.URL.Reveal()]:
				t.Errorf("two who asked at once got the same widget URL")
			case p.Name() != p.Traits().Provider:
				t.Errorf("the name has changed")
			}
			seen[w.URL.Reveal()] = true
		})
	}
	close(begin)
	group.Wait()
}

// nobody leaves out what every request needs.
func nobody(t testing.TB, s Suite) {
	req := s.Request
	req.UserID, req.UserGUID = "", ""
	_, err := s.New(t).Widget(within(t), req)
	requireCode(t, "Widget for nobody", err, fault.ProviderInputInvalid)
}
