package loopback

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
)

func listen(t *testing.T, o Options) *Listener {
	l, err := Listen(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

func TestTheURLIsSecretAndOnALoopbackAddress(t *testing.T) {
	a, b := listen(t, Options{}), listen(t, Options{})
	for _, l := range []*Listener{a, b} {
		assert.Regexp(t, `^http://127\.0\.0\.1:[1-9]\d+/[0-9a-f]{32}$`, l.URL())
	}
	assert.NotEqual(t, pathOfLink(t, a.URL()), pathOfLink(t, b.URL()))
	assert.Regexp(t, `^http://localhost:[1-9]\d+/`, listen(t, Options{Localhost: true}).URL())
}

func TestBothLoopbackAddressesAreBound(t *testing.T) {
	l := listen(t, Options{})
	_, port, err := net.SplitHostPort(hostOfLink(t, l.URL()))
	require.NoError(t, err)
	for _, ip := range []string{"127.0.0.1", "::1"} {
		if !hasAddress(t.Context(), ip) {
			continue
		}
		_, err := net.Listen("tcp", net.JoinHostPort(ip, port))
		assert.Error(t, err, "another program could take %s", ip)
	}
}

func TestALinkGoesToTheAppAndThePageSaysWhatBecameOfIt(t *testing.T) {
	for name, row := range map[string]struct {
		answer error
		status int
		want   string
	}{
		"a nil of a type": {(*fault.Error)(nil), http.StatusOK, "You can close this tab."},
		"believed":        {nil, http.StatusOK, "You can close this tab."},
		"refused":         {fault.New(fault.ReturnForged, errors.New("hidden")), http.StatusForbidden, "This link does not belong to your visit to the bank."},
		"denied":          {fault.New(fault.OAuthCancelled, nil), http.StatusForbidden, "You did not allow access at the bank."},
		"a replay":        {fault.New(fault.ReturnReplayed, nil), http.StatusConflict, "This link was used before."},
		"a foreign error": {errors.New("hidden"), http.StatusForbidden, "This did not work."},
	} {
		t.Run(name, func(t *testing.T) {
			l := listen(t, Options{Title: "Budget & <Co>"})
			go func() { (<-l.Links()).Done(row.answer) }()
			status, body := get(t, l.URL()+"/x?status=success")
			assert.Equal(t, row.status, status)
			assert.Contains(t, body, row.want)
			assert.Contains(t, body, "Budget &amp; &lt;Co&gt;")
			assert.NotContains(t, body, "hidden")
		})
	}
}

// TestARefusalAtTheBankIsNotASuccess has the app believe links that say so.
func TestARefusalAtTheBankIsNotASuccess(t *testing.T) {
	l := listen(t, Options{Title: "Budget"})
	for _, query := range []string{"?status=error&error_reason=DENIED", "", "?x=status=success", "?xstatus=success"} {
		go func() { (<-l.Links()).Done(nil) }()
		status, body := get(t, l.URL()+query)
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, body, "Go on in <strong>Budget</strong>")
		assert.NotContains(t, body, "It worked")
	}
}

func TestTheLinkIsTheAddressAsItCame(t *testing.T) {
	l := listen(t, Options{})
	const rest = "/abc?status=success&amp;member_guid=%4dBR-1&status=error;x&y="
	got := make(chan string, 1)
	go func() {
		link := <-l.Links()
		got <- link.URL.Reveal()
		link.Done(nil)
	}()
	status, _ := exchange(t, hostOfLink(t, l.URL()), "GET "+pathOfLink(t, l.URL())+rest+" HTTP/1.1\r\nHost: "+hostOfLink(t, l.URL())+"\r\n\r\n")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, l.URL()+rest, <-got)
}

func TestThePageAnswersWithoutTheAppsWord(t *testing.T) {
	l := listen(t, Options{Title: "Budget"})
	status, body := get(t, l.URL()+"?status=success")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, "return to <strong>Budget</strong>")
	status, body = get(t, l.URL()+"?status=success")
	assert.Equal(t, http.StatusConflict, status)
	assert.Contains(t, body, "used before")
	assert.Len(t, l.Links(), 1)
	(<-l.Links()).Done(nil) // too late, and harmless
}

func TestALinkThatHadNoEffectMayComeAgain(t *testing.T) {
	l := listen(t, Options{})
	go func() {
		(<-l.Links()).Done(fault.New(fault.ReturnUnexpected, nil))
		(<-l.Links()).Done(nil)
	}()
	for _, want := range []int{http.StatusForbidden, http.StatusOK, http.StatusConflict} {
		status, _ := get(t, l.URL()+"?status=success")
		assert.Equal(t, want, status)
	}
}

func TestOnlyTheFirstWordCounts(t *testing.T) {
	l := listen(t, Options{})
	go func() {
		link := <-l.Links()
		link.Done(nil)
		link.Done(errors.New("late"))
	}()
	for _, want := range []int{http.StatusOK, http.StatusConflict} {
		status, _ := get(t, l.URL()+"?a")
		assert.Equal(t, want, status)
	}
}

func TestLinksAreBounded(t *testing.T) {
	l := listen(t, Options{})
	statuses := make(chan int, maxLinks)
	for i := range maxLinks {
		r := request(t, http.MethodGet, fmt.Sprint(l.URL(), "?n=", i))
		go func() {
			status, _, _ := trySend(r)
			statuses <- status
		}()
	}
	require.Eventually(t, func() bool { return len(l.Links()) == maxLinks }, 10*time.Second, time.Millisecond)
	status, body := get(t, l.URL()+"?n=more")
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Contains(t, body, "try again")
	for range maxLinks {
		(<-l.Links()).Done(nil)
	}
	go func() { (<-l.Links()).Done(nil) }()
	status, _ = get(t, l.URL()+"?n=more")
	assert.Equal(t, http.StatusOK, status, "it was not used up")
	for range maxLinks {
		assert.Equal(t, http.StatusOK, <-statuses)
	}
}

func TestTheListenerEnds(t *testing.T) {
	for name, end := range map[string]func(*Listener, context.CancelFunc){
		"with Close":   func(l *Listener, _ context.CancelFunc) { _ = l.Close() },
		"with the ctx": func(_ *Listener, cancel context.CancelFunc) { cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			l, err := Listen(ctx, Options{})
			require.NoError(t, err)
			end(l, cancel)
			requireGone(t, l)
		})
	}
	t.Run("with its time", func(t *testing.T) {
		l, err := Listen(t.Context(), Options{TTL: time.Millisecond})
		require.NoError(t, err)
		requireGone(t, l)
	})
}

// TestAnEarlierAddressIsListenedOnAgain is what a restored session needs.
func TestAnEarlierAddressIsListenedOnAgain(t *testing.T) {
	for name, localhost := range map[string]bool{"literal": false, "localhost": true} {
		t.Run(name, func(t *testing.T) {
			l := listen(t, Options{Localhost: localhost})
			_, err := Listen(t.Context(), Options{Again: secret.New(l.URL())})
			assert.Equal(t, fault.ReturnAddressUnavailable, fault.CodeOf(err), "somebody listens there")
			require.NoError(t, l.Close())
			again := listen(t, Options{Again: secret.New(l.URL() + "/000102030405060708090a0b0c0d0e0f?x")})
			assert.Equal(t, l.URL(), again.URL())
			go func() { (<-again.Links()).Done(nil) }()
			status, _ := get(t, l.URL()+"?status=success")
			assert.Equal(t, http.StatusOK, status)
		})
	}
	path := "/000102030405060708090a0b0c0d0e0f"
	for _, other := range []string{
		"x", "https://127.0.0.1:7777" + path, "http://127.0.0.1:7777", "http://127.0.0.1:7777/back", "http://127.0.0.1" + path,
		"http://127.0.0.2:7777" + path, "http://evil.example:7777" + path, "http://127.0.0.1:7777/x" + path, "http://127.0.0.1:7777" + path + "0",
	} {
		_, err := Listen(t.Context(), Options{Again: secret.New(other)})
		assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err), other)
	}
}

func requireGone(t *testing.T, l *Listener) {
	_, open := <-l.Links()
	require.False(t, open)
	require.NoError(t, l.Close())
	require.NoError(t, l.Close())
	_, err := net.Dial("tcp", hostOfLink(t, l.URL()))
	require.Error(t, err)
}

func TestClosingLetsThePageArrive(t *testing.T) {
	for range 20 {
		l := listen(t, Options{})
		go func() {
			(<-l.Links()).Done(nil)
			_ = l.Close()
		}()
		status, body := get(t, l.URL()+"?status=success")
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, body, "It worked")
	}
}

func TestALateLinkIsRefusedByTheWallClock(t *testing.T) {
	now := time.Now()
	clock := make(chan time.Time, 1)
	clock <- now
	l := listen(t, Options{TTL: time.Minute, Now: func() time.Time {
		at := <-clock
		clock <- at
		return at
	}})
	<-clock
	clock <- now.Add(time.Minute) // the laptop slept
	status, body := get(t, l.URL()+"?status=success")
	assert.Equal(t, http.StatusGone, status)
	assert.Contains(t, body, "too long")
	assert.Empty(t, l.Links())
}

func TestListenRefusesUnusableSettings(t *testing.T) {
	_, err := Listen(t.Context(), Options{TTL: -1})
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
	_, err = Listen(t.Context(), Options{Rand: strings.NewReader("short")})
	assert.Equal(t, fault.Other, fault.CodeOf(err))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Listen(ctx, Options{})
	assert.Equal(t, fault.ReturnAddressUnavailable, fault.CodeOf(err))
}

func TestNothingOfAListenerPrintsItsAddress(t *testing.T) {
	l := listen(t, Options{})
	path := strings.TrimPrefix(pathOfLink(t, l.URL()), "/")
	var visit sync.WaitGroup
	visit.Go(func() { get(t, l.URL()+"?status=success") })
	link := <-l.Links()
	link.Done(nil)
	visit.Wait()
	require.Contains(t, link.URL.Reveal(), path)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "listener", l, "link", link, "url", link.URL)
	for _, text := range []string{fmt.Sprintf("%v %+v %s %#v", l, l, l, l), fmt.Sprintf("%v %+v %#v", link, link, link), log.String()} {
		assert.NotContains(t, text, path)
	}
}
