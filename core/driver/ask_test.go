package driver

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/connecthost/connecthost/core/fault"
	"github.com/connecthost/connecthost/core/secret"
	"github.com/connecthost/connecthost/core/session"
)

const freshURL = "https://widget.example/connect/fresh"

func TestWhatTheSessionAsksTheProvider(t *testing.T) {
	refused := fault.New(fault.ProviderUnauthorized, nil)
	renew := on[session.PageLoaded](session.NeedURL{MemberGUID: "MBR-1"})
	check := on[session.PageLoaded](session.CheckMember{GUID: "MBR-1"})
	tests := []struct {
		name    string
		answers func(session.Input) session.Answer
		change  func(*Options)
		want    session.Input
		heard   []string
	}{
		{"a fresh URL", renew, func(o *Options) {
			o.Renew = func(_ context.Context, member string) (session.FreshURL, error) {
				time.Sleep(time.Minute) // the machine slept
				return session.FreshURL{URL: secret.New(freshURL + "?" + member)}, nil
			}
		}, session.FreshURL{URL: secret.New(freshURL + "?MBR-1")}, nil},
		{"a refusal", renew, func(o *Options) {
			o.Renew = func(context.Context, string) (session.FreshURL, error) { return session.FreshURL{}, refused }
		}, session.PageFailed{Err: refused}, nil},
		{"nobody to ask for a URL", renew, nil, session.PageFailed{
			Err: fault.Newf(fault.WidgetURLInvalid, nil, "The session needs a fresh widget URL: set Options.Renew."),
		}, nil},
		{"the state of a member", check, func(o *Options) {
			o.Check = func(context.Context, string) (session.MemberChecked, error) {
				return session.MemberChecked{State: session.MemberConnected}, nil
			}
		}, session.MemberChecked{GUID: "MBR-1", State: session.MemberConnected}, nil},
		{"a state that cannot be had", check, func(o *Options) {
			o.Check = func(context.Context, string) (session.MemberChecked, error) {
				return session.MemberChecked{State: session.MemberConnected, Found: "MBR-2"}, refused
			}
		}, session.MemberChecked{GUID: "MBR-1"}, []string{"warning provider_unauthorized"}},
		{"a member that the question did not name", on[session.PageLoaded](session.CheckMember{}), func(o *Options) {
			o.Check = func(context.Context, string) (session.MemberChecked, error) {
				return session.MemberChecked{State: session.MemberConnected, Found: "MBR-2"}, nil
			}
		}, session.MemberChecked{State: session.MemberConnected, Found: "MBR-2"}, nil},
		{"an answer about another member", check, func(o *Options) {
			o.Check = func(context.Context, string) (session.MemberChecked, error) {
				return session.MemberChecked{GUID: "MBR-2", State: session.MemberConnected}, nil
			}
		}, session.MemberChecked{GUID: "MBR-1", State: session.MemberConnected}, nil},
		{"nobody to ask for a state", check, nil, session.MemberChecked{GUID: "MBR-1"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &fakeMachine{answers: tt.answers}
				r := newRig(t, m, func(o *Options) {
					if tt.change != nil {
						tt.change(o)
					}
				})
				r.Loaded()
				time.Sleep(2 * time.Minute)
				synctest.Wait()
				got := m.inputs[len(m.inputs)-1]
				if f, ok := got.(session.FreshURL); ok {
					assert.Equal(t, time.Minute, f.Age, "the URL may be as old as the question")
					got = session.FreshURL{URL: f.URL}
				}
				assert.Equal(t, tt.want, got)
				r.closed()
				assert.Equal(t, append(tt.heard, "outcome exited"), r.listener.heard())
			})
		})
	}
}

// TestAQuestionThatItsContextEndsIsNotAFailure has the session end as exited,
// whoever is first to hear of the end of the context.
func TestAQuestionThatItsContextEndsIsNotAFailure(t *testing.T) {
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			m := &fakeMachine{}
			m.answers = func(in session.Input) session.Answer {
				switch in.(type) {
				case session.PageLoaded:
					return session.Answer{Effects: []session.Effect{session.NeedURL{}, session.CheckMember{GUID: "MBR-1"}}}
				case session.PageFailed, session.MemberChecked:
					return session.Answer{Effects: []session.Effect{session.End{Outcome: session.Outcome{Result: session.Failed}}}}
				}
				return session.Answer{}
			}
			l := &listener{}
			d, _ := begin(t, ctx, Options{
				Session: m, Listener: l,
				Renew: func(ctx context.Context, _ string) (session.FreshURL, error) {
					<-ctx.Done()
					return session.FreshURL{}, ctx.Err()
				},
				Check: func(ctx context.Context, _ string) (session.MemberChecked, error) {
					<-ctx.Done()
					return session.MemberChecked{}, ctx.Err()
				},
			})
			d.Loaded()
			synctest.Wait()
			cancel()
			<-d.Done()
			assert.Equal(t, []string{"outcome exited"}, l.heard())
		})
	}
}

func TestAQuestionEndsWithTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gaveUp := false
		m := &fakeMachine{answers: on[session.PageLoaded](session.NeedURL{})}
		r := newRig(t, m, func(o *Options) {
			o.Renew = func(ctx context.Context, _ string) (session.FreshURL, error) {
				<-ctx.Done()
				gaveUp = true
				return session.FreshURL{}, ctx.Err()
			}
		})
		r.Loaded()
		r.closed()
		synctest.Wait()
		assert.True(t, gaveUp)
	})
}
