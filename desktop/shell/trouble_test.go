package shell

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/connecthost/connecthost/core/driver"
	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/journey"
	"github.com/connecthost/connecthost/core/provider"
	"github.com/connecthost/connecthost/core/provider/mx"
	"github.com/connecthost/connecthost/core/sandbox"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

// answering is a backend whose provider answers every call with h.
func answering(t *testing.T, h http.HandlerFunc) func(context.Context) (Backend, error) {
	server := httptest.NewServer(h)
	client, err := mx.New(mx.Config{
		BaseURL: server.URL, ClientID: "id", APIKey: secret.New("key"),
		Timeout: 50 * time.Millisecond, Retries: -1,
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		client.CloseIdleConnections()
		server.CloseClientConnections()
		server.Close()
	})
	return func(context.Context) (Backend, error) { return Backend{Provider: client.Provider()}, nil }
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
}

// widgetURL answers as MX does, with a widget URL of the test's choice.
func widgetURL(url string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/users":
			body(`{"users":[{"guid":"USR-1","id":"ada"}],"pagination":{"current_page":1,"per_page":25,"total_entries":1,"total_pages":1}}`)(w, r)
		default:
			body(`{"widget_url":{"type":"connect_widget","url":"`+url+`","user_id":"ada"}}`)(w, r)
		}
	}
}

// TestAFailureIsShownAndANewSessionCanStart holds every way in which a
// session cannot begin.
func TestAFailureIsShownAndANewSessionCanStart(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		code   fault.Code
	}{
		{"401", status(401), fault.ProviderUnauthorized},
		{"404", status(404), fault.ProviderNotFound},
		{"429", status(429), fault.ProviderRateLimited},
		{"503", status(503), fault.ProviderUnavailable},
		{"HTML", body("<html>a proxy</html>"), fault.ProviderBadAnswer},
		{"an empty body", body(""), fault.ProviderBadAnswer},
		{"nothing in time", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, fault.ProviderTimeout},
		{"a widget URL over plain http", widgetURL("http://widgets.example/x"), fault.WidgetURLInvalid},
		{"a widget URL that is a script", widgetURL("javascript:alert(1)"), fault.WidgetURLInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, Config{Backend: answering(t, tt.answer)})
			for range 2 {
				d.Connect()
				failed := d.reach(Failed)
				assert.Equal(t, tt.code, failed.State.Error.Code)
				assert.NotEmpty(t, failed.State.Error.Message)
				assert.NotEmpty(t, failed.State.Error.Advice)
				last := failed.Timeline[len(failed.Timeline)-1]
				assert.Equal(t, tt.code, last.Code)
				d.idle()
			}
			assert.Empty(t, d.windows, "no window for a widget that cannot be had")
		})
	}
}

// The page's user reads the message; the timeline, the journal and the rest of
// the error say to the developer what exactly is wrong.
func TestTheUserIsNotToldWhatOnlyTheDeveloperUnderstands(t *testing.T) {
	const detail = "The setting APIKey is missing."
	var journal bytes.Buffer
	d := newDesk(t, Config{Journal: NewJournal(&journal), Backend: func(context.Context) (Backend, error) {
		return Backend{}, fault.Newf(fault.ConfigInvalid, nil, detail)
	}})
	d.Connect()
	failed := d.reach(Failed)
	d.idle()
	message := fault.New(fault.ConfigInvalid, nil).Message
	assert.Equal(t, message, failed.State.Message)
	assert.Equal(t, message, failed.State.Error.Message)
	assert.Equal(t, detail, failed.State.Error.Detail)
	assert.Equal(t, detail, failed.Timeline[len(failed.Timeline)-1].Detail)
	assert.Contains(t, journal.String(), detail)
}

func TestASandboxThatCannotBindIsShownAndTriedAgain(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var started *sandbox.Sandbox
	d := newDesk(t, Config{Backend: func(ctx context.Context) (Backend, error) {
		var err error
		started, err = sandbox.Start(ctx, sandbox.Options{Addr: taken.Addr().String(), UI: sandbox.UIBasic})
		if err != nil {
			return Backend{}, err
		}
		id, key := started.Credentials()
		client, err := mx.New(mx.Config{BaseURL: started.BaseURL(), ClientID: id, APIKey: key})
		t.Cleanup(client.CloseIdleConnections)
		return Backend{Provider: client.Provider(), URL: started.BaseURL()}, err
	}})
	d.prepare(t.Context())
	assert.Equal(t, fault.SandboxBindFailed, d.reach(Failed).State.Error.Code)
	assert.Empty(t, d.Info().ProviderURL)

	require.NoError(t, taken.Close())
	d.Connect()
	d.window()
	assert.Equal(t, started.BaseURL(), d.Info().ProviderURL)
	t.Cleanup(func() { assert.NoError(t, started.Close(context.Background())) })
}

func TestAWindowThatCannotBeOpenedIsShown(t *testing.T) {
	backend, _ := sandboxed(t)
	d := newDesk(t, Config{Backend: backend, View: viewFunc(func(context.Context, driver.Options) (journey.Window, error) {
		return nil, fault.New(fault.EngineUnavailable, nil)
	})})
	d.Connect()
	assert.Equal(t, fault.EngineUnavailable, d.reach(Failed).State.Error.Code)
}

func TestAWidgetThatFailsIsShown(t *testing.T) {
	tests := []struct {
		name string
		in   session.Input
		code fault.Code
	}{
		{"it cannot be loaded", session.PageFailed{Err: fault.New(fault.WidgetLoadFailed, nil)}, fault.WidgetLoadFailed},
		{"it crashes", session.Crashed{}, fault.WidgetCrashed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			backend, _ := sandboxed(t)
			d := newDesk(t, Config{Backend: backend})
			d.Connect()
			d.window().feed(tt.in)
			assert.Equal(t, tt.code, d.reach(Failed).State.Error.Code)
			d.idle()
			d.Connect()
			d.window()
		})
	}
}

func TestCancelGivesUpAskingForAWidget(t *testing.T) {
	asked := make(chan struct{}, 1)
	d := newDesk(t, Config{Backend: func(ctx context.Context) (Backend, error) {
		asked <- struct{}{}
		<-ctx.Done()
		return Backend{}, fault.New(fault.ProviderCanceled, ctx.Err())
	}})
	d.Connect()
	<-asked
	d.Cancel()
	d.idle()
	assert.Equal(t, Idle, d.Snapshot().State.Phase, "a wish of the user is not a failure")
}

func TestAProviderThatDoesNotAnswerIsGivenUpInTime(t *testing.T) {
	d := newDesk(t, Config{
		Backend:    answering(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }),
		AskTimeout: 10 * time.Millisecond,
	})
	d.Connect()
	assert.Equal(t, fault.ProviderTimeout, d.reach(Failed).State.Error.Code)
}

// unready is a provider whose members never become ready.
type unready struct{ askable }

func (unready) MemberState(context.Context, string, string) (provider.Member, error) {
	return provider.Member{State: provider.Waiting, Status: "CREATED"}, nil
}

func TestAMemberThatNeverBecomesReadyIsGivenUp(t *testing.T) {
	tests := []struct {
		name  string
		ready time.Duration
		help  func(*desk)
		code  fault.Code
	}{
		{"when its time is over", 20 * time.Millisecond, func(*desk) {}, fault.MemberNotReady},
		{"when the user cancels", time.Hour, func(d *desk) { d.Cancel() }, fault.ProviderCanceled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			backend, _ := sandboxed(t)
			d := newDesk(t, Config{PollInterval: time.Millisecond, ReadyTimeout: tt.ready, Backend: func(ctx context.Context) (Backend, error) {
				b, err := backend(ctx)
				b.Provider = unready{b.Provider.(askable)}
				return b, err
			}})
			d.Connect()
			w := d.window()
			w.say("connect/memberConnected", `{"member_guid":"MBR-1"}`)
			w.say("connect/connected/primaryAction", `{}`)
			require.Eventually(t, func() bool { return d.current.journey().SessionEnded() }, 10*time.Second, time.Millisecond)
			tt.help(d)
			assert.Equal(t, tt.code, d.reach(Failed).State.Error.Code)
			d.idle()
		})
	}
}

func TestNewRefusesHalfAConfiguration(t *testing.T) {
	_, err := New(Config{UserID: "ada"})
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
	_, err = New(Config{Backend: func(context.Context) (Backend, error) { return Backend{}, nil }})
	assert.Equal(t, fault.ConfigInvalid, fault.CodeOf(err))
}
